package nbformat

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// A Notebook is a list of cells and what is said about them as a whole.
type Notebook struct {
	root  *node
	cells []*Cell
	src   []byte
	style style
}

// New gives an empty notebook of Go cells in nbformat 4.5.
func New() *Notebook {
	nb := &Notebook{style: jupyterStyle()}
	nb.root = newObject(
		"cells", newList(),
		"metadata", newObject(),
		"nbformat", newScalar(number, "4"),
		"nbformat_minor", newScalar(number, "5"))
	return nb
}

// A FormatError says which part of a notebook is not as the format asks.
type FormatError struct {
	Path    string // such as cells[3].source
	Line    int    // of the file, from 1
	Message string
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("nbformat: %s %s (line %d)", e.Path, e.Message, e.Line)
}

// Parse reads a notebook. It keeps src, which must not change afterwards.
func Parse(src []byte) (*Notebook, error) {
	p := parser{src: src}
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		p.at = 3
	}
	if len(bytes.TrimSpace(src[p.at:])) == 0 {
		return nil, errors.New("nbformat: the file is empty")
	}
	root, err := p.document()
	if err != nil {
		return nil, err
	}
	nb := &Notebook{root: root, src: src}
	if err := nb.check(); err != nil {
		return nil, err
	}
	nb.style = detectStyle(src, root)
	for _, c := range root.get("cells").items {
		nb.cells = append(nb.cells, &Cell{c})
	}
	return nb, nil
}

func (nb *Notebook) bad(n *node, path, format string, args ...any) error {
	line, _ := position(nb.src, n.pos)
	return &FormatError{path, line, fmt.Sprintf(format, args...)}
}

// want fails where a member is of the wrong kind; a missing member is well unless it must be there.
func (nb *Notebook) want(parent *node, path, key string, must bool, kinds ...kind) (*node, error) {
	n := parent.get(key)
	if path != "" {
		key = path + "." + key
	}
	if n == nil {
		if must {
			return nil, nb.bad(parent, key, "is missing")
		}
		return nil, nil
	}
	if !slices.Contains(kinds, n.kind) {
		return nil, nb.bad(n, key, "must be %s, not %s", either(kinds), n.kind)
	}
	return n, nil
}

func either(kinds []kind) string {
	s := kinds[0].String()
	for _, k := range kinds[1:] {
		s += " or " + k.String()
	}
	return s
}

func (nb *Notebook) check() error {
	root := nb.root
	if root.kind != object {
		return nb.bad(root, "the notebook", "must be an object, not %s", root.kind)
	}
	major, err := nb.want(root, "", "nbformat", true, number)
	if err != nil {
		if nb.root.get("nbformat") == nil {
			return errors.New("nbformat: this is JSON, but not a notebook: it has no \"nbformat\" member")
		}
		return err
	}
	switch v := string(major.raw); {
	case v == "1", v == "2", v == "3":
		return fmt.Errorf("nbformat: the notebook is in the old format %s; `jupyter nbconvert --to notebook` brings it to format 4", v)
	case v != "4":
		return fmt.Errorf("nbformat: the notebook is in format %s; formats 4.0 to 4.5 are read", v)
	}
	if _, err := nb.want(root, "", "nbformat_minor", false, number); err != nil {
		return err
	}
	if _, err := nb.want(root, "", "metadata", false, object); err != nil {
		return err
	}
	cells, err := nb.want(root, "", "cells", true, array)
	if err != nil {
		return err
	}
	for i, c := range cells.items {
		if err := nb.checkCell(c, fmt.Sprintf("cells[%d]", i)); err != nil {
			return err
		}
	}
	return nil
}

func (nb *Notebook) checkCell(c *node, path string) error {
	if c.kind != object {
		return nb.bad(c, path, "must be an object, not %s", c.kind)
	}
	kind, err := nb.want(c, path, "cell_type", true, text)
	if err != nil {
		return err
	}
	for key, k := range map[string]kindOf{"id": {text}, "metadata": {object}, "attachments": {object},
		"execution_count": {number, null}, "outputs": {array}} {
		if _, err := nb.want(c, path, key, false, k...); err != nil {
			return err
		}
	}
	if n := c.get("source"); n == nil {
		return nb.bad(c, path+".source", "is missing")
	} else if _, ok := n.str(); !ok {
		return nb.bad(n, path+".source", "must be a string or a list of strings, not %s", n.describe())
	}
	switch k, _ := kind.str(); k {
	case "markdown", "raw":
	case "code":
		for i, o := range c.get("outputs").list() {
			if err := nb.checkOutput(o, fmt.Sprintf("%s.outputs[%d]", path, i)); err != nil {
				return err
			}
		}
	default:
		return nb.bad(kind, path+".cell_type", `must be "code", "markdown" or "raw", not %q`, k)
	}
	return nil
}

type kindOf []kind

func (nb *Notebook) checkOutput(o *node, path string) error {
	if o.kind != object {
		return nb.bad(o, path, "must be an object, not %s", o.kind)
	}
	kind, err := nb.want(o, path, "output_type", true, text)
	if err != nil {
		return err
	}
	switch k, _ := kind.str(); k {
	case "stream":
		if _, err := nb.want(o, path, "name", true, text); err != nil {
			return err
		}
		if n := o.get("text"); n == nil {
			return nb.bad(o, path+".text", "is missing")
		} else if _, ok := n.str(); !ok {
			return nb.bad(n, path+".text", "must be a string or a list of strings, not %s", n.describe())
		}
	case "display_data", "execute_result":
		if _, err := nb.want(o, path, "data", true, object); err != nil {
			return err
		}
		if _, err := nb.want(o, path, "metadata", false, object); err != nil {
			return err
		}
	case "error":
		if _, err := nb.want(o, path, "traceback", false, array); err != nil {
			return err
		}
	}
	return nil
}

// describe names the kind of a value, and of a list what it holds amiss.
func (n *node) describe() string {
	if n.kind == array {
		for i, item := range n.items {
			if item.kind != text {
				return fmt.Sprintf("a list whose item %d is %s", i, item.kind)
			}
		}
	}
	return n.kind.String()
}

func (n *node) list() []*node {
	if n == nil || n.kind != array {
		return nil
	}
	return n.items
}

// Minor is the minor version of the format, 5 for nbformat 4.5.
func (nb *Notebook) Minor() int {
	n := nb.root.get("nbformat_minor")
	if n == nil {
		return 0
	}
	minor, _ := strconv.Atoi(string(n.raw))
	return minor
}

// Upgrade brings a notebook of an older 4.x to 4.5: each cell has an id of its own, and
// every member that 4.5 asks for. A newer minor version is kept.
func (nb *Notebook) Upgrade() {
	if nb.Minor() < 5 {
		nb.root.set("nbformat_minor", newScalar(number, "5"))
	}
	if nb.root.get("metadata") == nil {
		nb.root.set("metadata", newObject())
	}
	taken := map[string]bool{}
	for i, c := range nb.cells {
		if id := c.ID(); !validID(id) || taken[id] {
			c.n.set("id", newText(newID(taken, strconv.Itoa(i), c.Type(), c.Source())))
		}
		taken[c.ID()] = true
		if c.n.get("metadata") == nil {
			c.n.set("metadata", newObject())
		}
		if c.Type() == Code {
			if c.n.get("outputs") == nil {
				c.n.set("outputs", newList())
			}
			if c.n.get("execution_count") == nil {
				c.n.set("execution_count", newScalar(null, "null"))
			}
		}
	}
}

// Cells are the notebook's cells in order.
func (nb *Notebook) Cells() []*Cell { return slices.Clone(nb.cells) }

// Insert adds a cell before cell i, or at the end where i is the number of cells.
func (nb *Notebook) Insert(i int, c *Cell) {
	taken := map[string]bool{}
	for _, other := range nb.cells {
		taken[other.ID()] = true
	}
	if nb.Minor() < 5 {
		c.n.remove("id")
	} else if !validID(c.ID()) || taken[c.ID()] {
		c.n.set("id", newText(newID(taken, strconv.Itoa(i), c.Type(), c.Source())))
	}
	nb.cells = slices.Insert(nb.cells, i, c)
	list := nb.root.get("cells")
	list.items = slices.Insert(list.items, i, c.n)
	list.raw = nil
}

// Append adds a cell at the end.
func (nb *Notebook) Append(c *Cell) { nb.Insert(len(nb.cells), c) }

// Delete removes cell i.
func (nb *Notebook) Delete(i int) {
	nb.cells = slices.Delete(nb.cells, i, i+1)
	list := nb.root.get("cells")
	list.items = slices.Delete(list.items, i, i+1)
	list.raw = nil
}

// Metadata gives the notebook's metadata at a path of keys, such as "kernelspec",
// "language", as encoding/json would decode it, with numbers as json.Number.
func (nb *Notebook) Metadata(path ...string) (any, bool) {
	return lookUp(nb.root.get("metadata"), path)
}

// SetMetadata sets the notebook's metadata at a path of keys.
func (nb *Notebook) SetMetadata(v any, path ...string) error {
	return setPath(nb.root, v, append([]string{"metadata"}, path...))
}

// Language is the language of the code cells in lower case, or "" where the notebook
// does not say.
func (nb *Notebook) Language() string {
	for _, path := range [][]string{{"kernelspec", "language"}, {"language_info", "name"}} {
		if v, _ := nb.Metadata(path...); v != nil {
			if s, ok := v.(string); ok && s != "" {
				return string(bytes.ToLower([]byte(s)))
			}
		}
	}
	return ""
}

// Bytes gives the notebook as a file. It is what Parse was given if nothing has changed.
func (nb *Notebook) Bytes() []byte {
	if nb.src != nil && !nb.root.settle() {
		return nb.src
	}
	nb.root.settle()
	b := make([]byte, 0, len(nb.src)+len(nb.src)/4+4096)
	b = append(b, nb.style.head...)
	b = nb.style.emit(b, nb.root, 0)
	return append(b, nb.style.tail...)
}

// lookUp walks a path of keys.
func lookUp(n *node, path []string) (any, bool) {
	for _, key := range path {
		n = n.get(key)
	}
	if n == nil {
		return nil, false
	}
	return n.value(), true
}

// setPath sets the value at a path of keys, making the objects on the way.
func setPath(n *node, v any, path []string) error {
	value, err := newValue(v)
	if err != nil {
		return err
	}
	for _, key := range path[:len(path)-1] {
		next := n.get(key)
		if next == nil || next.kind != object {
			next = newObject()
			n.set(key, next)
		}
		n = next
	}
	n.set(path[len(path)-1], value)
	return nil
}
