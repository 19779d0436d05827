package display

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of what Format writes. They keep a notebook readable and its file small.
const (
	formatBytes = 8 << 10 // whole text
	formatDepth = 6       // nesting
	formatWhole = 100     // plain elements that are shown without abridging
	formatEdge  = 3       // elements kept at each end of an abridged sequence
	formatLine  = 100     // composite elements that are longer together stand one to a line
)

// Format gives a value as text that a person can read: single numbers exactly as %v has
// them, sequences of floats to six digits, long sequences and maps abridged, numeric tables
// and matrices as aligned rows, structs with their fields' names, pointers followed.
// It always ends, on cyclic values too, and survives a String method that panics.
func Format(v any) (text string) {
	p := printer{seen: map[visit]bool{}}
	defer func() {
		if r := recover(); r != nil {
			text = cut(fmt.Sprintf("%T (cannot be shown: %v)", v, r), formatBytes)
		}
	}()
	if s, ok := v.(string); ok {
		return cut(s, formatBytes)
	}
	p.value(reflect.ValueOf(v), 0)
	return cut(string(p.buf), formatBytes)
}

// cut shortens s to at most n bytes, at a rune's border, and says how long it was.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + " … (" + strconv.Itoa(len(s)) + " bytes)"
}

// A visit is a reference that the printer is inside of.
type visit struct {
	ptr uintptr
	len int
	typ reflect.Type
}

type printer struct {
	buf  []byte
	seen map[visit]bool
}

func (p *printer) text(s string) { p.buf = append(p.buf, s...) }

func (p *printer) full() bool { return len(p.buf) > formatBytes }

// enter notes that the printer goes inside v; false means that it is there already.
func (p *printer) enter(v reflect.Value) (leave func(), ok bool) {
	k := visit{ptr: v.Pointer(), typ: v.Type()}
	if v.Kind() == reflect.Slice {
		k.len = v.Len()
	}
	if p.seen[k] {
		return nil, false
	}
	p.seen[k] = true
	return func() { delete(p.seen, k) }, true
}

func (p *printer) value(v reflect.Value, depth int) {
	if !v.IsValid() {
		p.text("<nil>")
		return
	}
	if p.full() || depth > formatDepth {
		p.text("…")
		return
	}
	if v.CanInterface() && p.method(v, depth) {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		p.buf = strconv.AppendBool(p.buf, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.buf = strconv.AppendInt(p.buf, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		p.buf = strconv.AppendUint(p.buf, v.Uint(), 10)
	case reflect.Uintptr:
		p.text("0x" + strconv.FormatUint(v.Uint(), 16))
	case reflect.Float32:
		p.text(fmt.Sprint(float32(v.Float())))
	case reflect.Float64:
		p.text(fmt.Sprint(v.Float()))
	case reflect.Complex64:
		p.text(fmt.Sprint(complex64(v.Complex())))
	case reflect.Complex128:
		p.text(fmt.Sprint(v.Complex()))
	case reflect.String:
		p.str(v.String(), depth)
	case reflect.Slice:
		p.slice(v, depth)
	case reflect.Array:
		p.sequence(v, depth)
	case reflect.Map:
		p.mapping(v, depth)
	case reflect.Struct:
		p.structure(v, depth)
	case reflect.Interface:
		p.value(v.Elem(), depth)
	case reflect.Pointer:
		p.pointer(v, depth)
	default: // functions, channels, unsafe pointers: their type says what can be done with them
		if v.IsNil() {
			p.text("<nil>")
			return
		}
		p.text(v.Type().String())
	}
}

// str writes a string as it is; inside another value it is quoted where its ends would not be seen.
func (p *printer) str(s string, depth int) {
	s = cut(s, formatBytes)
	if depth > 0 && (s == "" || strings.ContainsAny(s, " \t\r\n[]{}\"")) {
		s = strconv.Quote(s)
	}
	p.text(s)
}

// method shows a value by what it says of itself, and reports whether it did.
func (p *printer) method(v reflect.Value, depth int) (done bool) {
	if v.Kind() == reflect.Interface {
		return false // its element comes next
	}
	name := ""
	start := len(p.buf)
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		p.buf = p.buf[:start]
		if v.Kind() == reflect.Pointer && v.IsNil() {
			p.text("<nil>")
		} else {
			p.text(cut(fmt.Sprintf("%v (its %s method panicked: %v)", v.Type(), name, r), 500))
		}
		done = true
	}()
	switch x := v.Interface().(type) {
	case reflect.Value:
		p.value(x, depth+1)
	case time.Time:
		p.text(x.Round(0).String()) // without the monotonic reading
	case matrix:
		name = "At"
		p.matrix(x)
	case error:
		name = "Error"
		p.text(cut(x.Error(), formatBytes))
	case fmt.Formatter:
		name = "Format"
		w := &limited{left: formatBytes}
		fmt.Fprintf(w, "%v", x)
		p.buf = append(p.buf, w.buf...)
	case fmt.Stringer:
		name = "String"
		p.text(cut(x.String(), formatBytes))
	default:
		return false
	}
	return true
}

// limited keeps the first bytes that are written to it.
type limited struct {
	buf  []byte
	left int
}

func (w *limited) Write(b []byte) (int, error) {
	k := min(len(b), w.left)
	w.buf = append(w.buf, b[:k]...)
	w.left -= k
	return len(b), nil
}

func (p *printer) pointer(v reflect.Value, depth int) {
	if v.IsNil() {
		p.text("<nil>")
		return
	}
	leave, ok := p.enter(v)
	// Another package's hidden state may be large, and may change while it is read.
	if !ok || !v.CanInterface() {
		name := "(" + v.Type().String() + ")"
		if v.Type().Elem().Name() == "" { // an interpreted type would be written out in full
			name = "&{…}"
		}
		p.text(name)
		return
	}
	defer leave()
	p.text("&")
	p.value(v.Elem(), depth+1)
}

func (p *printer) slice(v reflect.Value, depth int) {
	if v.IsNil() {
		p.text("[]")
		return
	}
	leave, ok := p.enter(v)
	if !ok {
		p.text("[…]")
		return
	}
	defer leave()
	p.sequence(v, depth)
}

// shown gives the indices to show of n elements, and -1 where the middle is left out.
func shown(n, whole int) []int {
	var at []int
	for i := range n {
		if n > whole && i == formatEdge {
			at = append(at, -1)
			for j := n - formatEdge; j < n; j++ {
				at = append(at, j)
			}
			return at
		}
		at = append(at, i)
	}
	return at
}

// isPlain reports whether values of a type take a word each.
func isPlain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Struct, reflect.Pointer, reflect.Interface:
		return false
	}
	return true
}

// sequence writes a slice or array.
func (p *printer) sequence(v reflect.Value, depth int) {
	if p.table(v) || p.numbers(v) {
		return
	}
	n := v.Len()
	whole := formatWhole
	if !isPlain(v.Type().Elem()) {
		whole = 20
	}
	var items [][]byte
	long := 0
	outer := p.buf
	for _, i := range shown(n, whole) {
		p.buf = nil
		if i < 0 {
			p.text("…")
		} else {
			p.value(v.Index(i), depth+1)
		}
		items = append(items, p.buf)
		long += len(p.buf)
		if long > formatBytes {
			items = append(items, []byte("…"))
			break
		}
	}
	p.buf = outer
	sep := " "
	if long > formatLine && !isPlain(v.Type().Elem()) {
		sep = "\n" + strings.Repeat(" ", depth+1)
	}
	p.join("[", items, sep, "]")
	if n > whole {
		p.text(fmt.Sprintf(" (%d values)", n))
	}
}

func (p *printer) join(open string, items [][]byte, sep, end string) {
	p.text(open)
	for i, s := range items {
		if i > 0 {
			p.text(sep)
		}
		p.buf = append(p.buf, s...)
	}
	p.text(end)
}

func (p *printer) structure(v reflect.Value, depth int) {
	var items [][]byte
	long := 0
	outer := p.buf
	for i := range v.NumField() {
		p.buf = nil
		p.text(v.Type().Field(i).Name + ":")
		p.value(v.Field(i), depth+1)
		items = append(items, p.buf)
		long += len(p.buf)
		if long > formatBytes {
			break
		}
	}
	p.buf = outer
	sep := " "
	if long > formatLine {
		sep = "\n" + strings.Repeat(" ", depth+1)
	}
	p.join("{", items, sep, "}")
}
