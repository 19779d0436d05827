package front

import (
	"go/token"
	"go/types"
)

// retired gives the functions of earlier cells that this cell declares anew, with their names
// below. What was compiled with one keeps it; source can name it no more, unless a generic
// function of that time still may.
func (c *compiler) retired() map[types.Object]string {
	out := map[types.Object]string{}
	for name := range c.definedNames() {
		if e := c.s.names[name]; e != nil && e.kind == token.FUNC && c.s.generics[e.obj] == nil {
			out[e.obj] = c.s.out[e.obj]
		}
	}
	if len(out) == 0 {
		return nil
	}
	for _, g := range c.s.generics {
		for _, obj := range g.env {
			delete(out, obj)
		}
	}
	return out
}
