package nbformat

import (
	"bytes"
	"errors"
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
