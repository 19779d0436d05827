package nbformat

import (
	"errors"
	"fmt"
	"slices"
)

// A FormatError says which part of a notebook is not as the format asks.
type FormatError struct {
	Path    string // such as cells[3].source
	Line    int    // of the file, from 1
	Message string
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("nbformat: %s %s (line %d)", e.Path, e.Message, e.Line)
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
	cellType, err := nb.want(c, path, "cell_type", true, text)
	if err != nil {
		return err
	}
	for _, m := range []struct {
		key   string
		kinds []kind
	}{
		{"id", []kind{text}}, {"metadata", []kind{object}}, {"attachments", []kind{object}},
		{"execution_count", []kind{number, null}}, {"outputs", []kind{array}},
	} {
		if _, err := nb.want(c, path, m.key, false, m.kinds...); err != nil {
			return err
		}
	}
	if n := c.get("source"); n == nil {
		return nb.bad(c, path+".source", "is missing")
	} else if _, ok := n.str(); !ok {
		return nb.bad(n, path+".source", "must be a string or a list of strings, not %s", n.describe())
	}
	switch k, _ := cellType.str(); k {
	case "markdown", "raw":
	case "code":
		for i, o := range c.get("outputs").list() {
			if err := nb.checkOutput(o, fmt.Sprintf("%s.outputs[%d]", path, i)); err != nil {
				return err
			}
		}
	default:
		return nb.bad(cellType, path+".cell_type", `must be "code", "markdown" or "raw", not %q`, k)
	}
	return nil
}

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
