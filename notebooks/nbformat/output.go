package nbformat

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"talbot/runtime/display"
)

// The kinds of outputs.
const (
	Stream        = "stream"
	DisplayData   = "display_data"
	ExecuteResult = "execute_result"
	Error         = "error"
)

// An Output is one thing that a code cell has shown. It does not change once made.
type Output struct{ n *node }

// NewStream gives what a cell wrote to "stdout" or "stderr".
func NewStream(name, text string) Output {
	return Output{newObject(
		"name", newText(name),
		"output_type", newText(Stream),
		"text", newLines(text))}
}

// NewDisplay gives a bundle that a cell has shown.
func NewDisplay(b display.Bundle) (Output, error) {
	data, metadata, err := bundleNodes(b)
	if err != nil {
		return Output{}, err
	}
	return Output{newObject(
		"data", data,
		"metadata", metadata,
		"output_type", newText(DisplayData))}, nil
}

// NewResult gives the value of a cell's last expression; count is the cell's execution count.
func NewResult(b display.Bundle, count int) (Output, error) {
	data, metadata, err := bundleNodes(b)
	if err != nil {
		return Output{}, err
	}
	return Output{newObject(
		"data", data,
		"execution_count", newScalar(number, strconv.Itoa(count)),
		"metadata", metadata,
		"output_type", newText(ExecuteResult))}, nil
}

// NewError gives the error that ended a cell.
func NewError(e *display.Error) Output {
	trace := newList()
	for _, line := range e.Traceback {
		trace.items = append(trace.items, newText(line))
	}
	return Output{newObject(
		"ename", newText(e.Name),
		"evalue", newText(e.Value),
		"output_type", newText(Error),
		"traceback", trace)}
}

func bundleNodes(b display.Bundle) (data, metadata *node, err error) {
	data, metadata = newObject(), newObject()
	for mime, v := range b.Data {
		n, err := mimeNode(mime, v)
		if err != nil {
			return nil, nil, fmt.Errorf("nbformat: %s: %w", mime, err)
		}
		data.set(mime, n)
	}
	if len(b.Metadata) > 0 {
		if metadata, err = newValue(b.Metadata); err != nil {
			return nil, nil, err
		}
	}
	return data, metadata, nil
}

// mimeNode writes text types as lists of lines, bytes as base64, and JSON types as they are.
func mimeNode(mime string, v any) (*node, error) {
	switch v := v.(type) {
	case []byte:
		switch {
		case isJSON(mime):
			return newValue(json.RawMessage(v))
		case isText(mime):
			return newLines(string(v)), nil
		}
		return newBase64(v), nil
	case string:
		switch {
		case isJSON(mime):
		case isText(mime):
			return newLines(v), nil
		default:
			return newText(v), nil
		}
	}
	return newValue(v)
}

func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasSuffix(mime, "+json")
}

func isText(mime string) bool {
	return strings.HasPrefix(mime, "text/") || mime == "application/javascript" || mime == "image/svg+xml"
}

// Type is Stream, DisplayData, ExecuteResult or Error, or another that a newer format may know.
func (o Output) Type() string { return o.member("output_type") }

// StreamName is "stdout" or "stderr".
func (o Output) StreamName() string { return o.member("name") }

// Text is what a stream holds.
func (o Output) Text() string { return o.member("text") }

// ErrorName and ErrorValue are what an error says.
func (o Output) ErrorName() string { return o.member("ename") }

// ErrorValue is the error's message.
func (o Output) ErrorValue() string { return o.member("evalue") }

// Traceback holds the lines of an error's account.
func (o Output) Traceback() []string {
	var all []string
	for _, line := range o.n.get("traceback").list() {
		s, _ := line.str()
		all = append(all, s)
	}
	return all
}

// ExecutionCount is the number beside an ExecuteResult.
func (o Output) ExecutionCount() int { return o.n.get("execution_count").int() }

func (o Output) member(key string) string {
	s, _ := o.n.get(key).str()
	return s
}

// MIMETypes are the representations that a display or result has, sorted.
func (o Output) MIMETypes() []string {
	data := o.n.get("data")
	if data == nil {
		return nil
	}
	types := slices.Clone(data.keys)
	slices.Sort(types)
	return slices.Compact(types)
}

// Data gives one representation: text as it is, binary types in base64, JSON types as JSON.
func (o Output) Data(mime string) (string, bool) {
	n := o.n.get("data").get(mime)
	if n == nil {
		return "", false
	}
	if s, ok := n.str(); ok && !isJSON(mime) {
		return s, true
	}
	if n.raw == nil {
		return string(jupyterStyle().emit(nil, n, 0)), true
	}
	return string(n.raw), true
}

// Metadata gives the metadata of a display or result at a path of keys, the first of
// which usually is a MIME type.
func (o Output) Metadata(path ...string) (any, bool) {
	return lookUp(o.n.get("metadata"), path)
}
