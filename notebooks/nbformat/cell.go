package nbformat

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
)

// The kinds of cells.
const (
	Code     = "code"
	Markdown = "markdown"
	Raw      = "raw"
)

// A Cell is one cell of a notebook.
type Cell struct{ n *node }

// NewCell gives a cell of kind Code, Markdown or Raw.
func NewCell(cellType, source string) *Cell {
	n := newObject(
		"cell_type", newText(cellType),
		"metadata", newObject(),
		"source", newLines(source))
	if cellType == Code {
		n.set("execution_count", newScalar(null, "null"))
		n.set("outputs", newList())
	}
	return &Cell{n}
}

// Type is Code, Markdown or Raw.
func (c *Cell) Type() string {
	s, _ := c.n.get("cell_type").str()
	return s
}

// ID is the cell's id, "" before nbformat 4.5.
func (c *Cell) ID() string {
	s, _ := c.n.get("id").str()
	return s
}

// Source is the cell's text.
func (c *Cell) Source() string {
	s, _ := c.n.get("source").str()
	return s
}

// SetSource sets the cell's text, as one string or as a list of lines as it was before.
func (c *Cell) SetSource(s string) {
	if s == c.Source() {
		return
	}
	if old := c.n.get("source"); old != nil && old.kind == text {
		c.n.set("source", newText(s))
		return
	}
	c.n.set("source", newLines(s))
}

// Metadata gives the cell's metadata at a path of keys.
func (c *Cell) Metadata(path ...string) (any, bool) {
	return lookUp(c.n.get("metadata"), path)
}

// SetMetadata sets the cell's metadata at a path of keys.
func (c *Cell) SetMetadata(v any, path ...string) error {
	return setPath(c.n, v, append([]string{"metadata"}, path...))
}

// HasTag tells whether the cell's metadata lists a tag.
func (c *Cell) HasTag(tag string) bool {
	v, _ := c.Metadata("tags")
	tags, _ := v.([]any)
	return slices.Contains(tags, any(tag))
}

// ExecutionCount is the number in the cell's prompt, 0 if it has not been run.
func (c *Cell) ExecutionCount() int {
	return c.n.get("execution_count").int()
}

// SetExecutionCount sets the number in the cell's prompt; 0 means not run.
func (c *Cell) SetExecutionCount(count int) {
	if old := c.n.get("execution_count"); old != nil && count == c.ExecutionCount() {
		return
	}
	if count == 0 {
		c.n.set("execution_count", newScalar(null, "null"))
		return
	}
	c.n.set("execution_count", newScalar(number, strconv.Itoa(count)))
}

// Attachments gives the pictures that a Markdown cell carries: name, MIME type, base64.
func (c *Cell) Attachments() map[string]map[string]string {
	all := map[string]map[string]string{}
	v, _ := lookUp(c.n, []string{"attachments"})
	files, _ := v.(map[string]any)
	for name, bundle := range files {
		types, _ := bundle.(map[string]any)
		all[name] = map[string]string{}
		for mime, data := range types {
			if s, ok := joined(data); ok {
				all[name][mime] = s
			}
		}
	}
	return all
}

// joined gives text that may be a string or a list of strings.
func joined(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case []any:
		all := ""
		for _, item := range v {
			s, ok := item.(string)
			if !ok {
				return "", false
			}
			all += s
		}
		return all, true
	}
	return "", false
}

// Outputs are what a code cell has shown, in order.
func (c *Cell) Outputs() []Output {
	var all []Output
	for _, o := range c.n.get("outputs").list() {
		all = append(all, Output{o})
	}
	return all
}

// SetOutputs replaces what a code cell has shown.
func (c *Cell) SetOutputs(outputs []Output) {
	old := c.n.get("outputs")
	if old != nil && old.kind == array && len(old.items) == 0 && len(outputs) == 0 {
		return
	}
	list := newList()
	for _, o := range outputs {
		list.items = append(list.items, o.n)
	}
	c.n.set("outputs", list)
}

func (n *node) int() int {
	if n == nil || n.kind != number {
		return 0
	}
	i, _ := json.Number(n.raw).Int64()
	return int(i)
}

// validID tells whether s is an id by the rules of nbformat 4.5.
func validID(s string) bool {
	if len(s) == 0 || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}

// newID gives an id of eight hexadecimal digits that is not taken. It follows from where
// the cell stands and what it holds, so that upgrading a file twice gives the same file.
func newID(taken map[string]bool, parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	for {
		id := hex.EncodeToString(h.Sum(nil)[:4])
		if !taken[id] {
			return id
		}
		h.Write([]byte{1})
	}
}
