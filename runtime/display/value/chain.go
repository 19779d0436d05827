package value

import (
	"reflect"
	"strings"
)

// chainMost bounds the errors that are shown of one that wraps others.
const chainMost = 20

// chain words an error: its message and, where it wraps errors whose types tell something,
// those below it, one a line.
func (p *printer) chain(err error) string {
	text := cut(err.Error(), formatBytes/2)
	var b strings.Builder
	n, typed := 0, false
	var walk func(err error, depth int)
	walk = func(err error, depth int) {
		for _, in := range wrapped(err) {
			if n++; n > chainMost || in == nil {
				return
			}
			name := p.errorType(in)
			typed = typed || name != ""
			b.WriteString("\n" + strings.Repeat("  ", depth) + "└ " + name + strings.ReplaceAll(cut(in.Error(), 500), "\n", "; "))
			walk(in, depth+1)
		}
	}
	walk(err, 0)
	if n > chainMost {
		b.WriteString("\n…")
	}
	if !typed {
		return text
	}
	return text + b.String()
}

func wrapped(err error) []error {
	switch x := err.(type) {
	case interface{ Unwrap() error }:
		if in := x.Unwrap(); in != nil {
			return []error{in}
		}
	case interface{ Unwrap() []error }:
		return x.Unwrap()
	}
	return nil
}

// errorType names the type of an error where the name tells something: not those of package
// errors and fmt. What the interpreter wraps a cell's error in holds it in a field.
func (p *printer) errorType(err error) string {
	if x, ok := err.(interface{ TypeName() string }); ok {
		return strings.Replace(x.TypeName(), "main.", "", 1) + ": "
	}
	v := reflect.ValueOf(err)
	name := v.Type().String()
	if v.Kind() == reflect.Struct {
		if held := v.FieldByName("IValue"); held.IsValid() && held.Kind() == reflect.Interface && !held.IsNil() {
			in, t := p.dynamic(held.Elem(), nil)
			if t == nil {
				return ""
			}
			return typeName(in, t) + ": "
		}
	}
	if bare := strings.TrimPrefix(name, "*"); strings.HasPrefix(bare, "errors.") || strings.HasPrefix(bare, "fmt.") || strings.Contains(bare, "{") {
		return ""
	}
	return name + ": "
}
