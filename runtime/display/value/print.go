package value

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of what is written. They keep a notebook readable and its file small.
const (
	formatBytes = 8 << 10 // whole text
	formatDepth = 6       // nesting
	formatWhole = 100     // plain elements that are shown without abridging
	formatEdge  = 3       // elements kept at each end of an abridged sequence
	formatLine  = 100     // composite elements that are longer together stand one to a line
)

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
	Viewer
	buf  []byte
	seen map[visit]bool
	line bool // write everything on one line
}

func (w Viewer) printer() *printer { return &printer{Viewer: w, seen: map[visit]bool{}} }

// line gives a value on one line of at most n bytes or so, as it stands in a table's cell.
func (w Viewer) line(v reflect.Value, t *Type, n int) string {
	p := w.printer()
	p.line = true
	p.value(v, t, 1)
	s := strings.ReplaceAll(string(p.buf), "\n", " ")
	if len(s) > n {
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n] + "…"
	}
	return s
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

// dynamic unwraps what an interface holds.
func (p *printer) dynamic(v reflect.Value, t *Type) (reflect.Value, *Type) {
	if p.Dynamic == nil || t != nil || !v.IsValid() || !v.CanInterface() {
		return v, t
	}
	return p.Dynamic(v)
}

func (p *printer) value(v reflect.Value, t *Type, depth int) {
	if !v.IsValid() {
		p.text("<nil>")
		return
	}
	if p.full() || depth > formatDepth {
		p.text("…")
		return
	}
	if v.Kind() == reflect.Interface {
		p.held(v.Elem(), depth)
		return
	}
	if t != nil && t.Interface {
		p.held(v, depth)
		return
	}
	if v.CanInterface() && p.method(v, t, depth) {
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
		p.slice(v, t, depth)
	case reflect.Array:
		p.sequence(v, t, depth)
	case reflect.Map:
		p.mapping(v, t, depth)
	case reflect.Struct:
		p.structure(v, t, depth)
	case reflect.Pointer:
		p.pointer(v, t, depth)
	case reflect.Chan:
		if v.IsNil() {
			p.text("<nil>")
			return
		}
		p.text(fmt.Sprintf("%s (%d of %d values wait)", typeName(v, t), v.Len(), v.Cap()))
		if v.Cap() == 0 {
			p.buf = p.buf[:len(p.buf)-len(" (0 of 0 values wait)")]
		}
	default: // functions, unsafe pointers: their type says what can be done with them
		if v.IsNil() {
			p.text("<nil>")
			return
		}
		p.text(typeName(v, t))
	}
}

// held writes what an interface holds. The name of a struct's type tells it from its neighbours.
func (p *printer) held(v reflect.Value, depth int) {
	in, t := p.dynamic(v, nil)
	start := len(p.buf)
	p.value(in, t, depth)
	if !in.IsValid() || len(p.buf) == start {
		return
	}
	if s := in; s.Kind() == reflect.Pointer && p.buf[start] == '&' {
		start++
		in, t = s.Elem(), elem(t)
	}
	if in.Kind() != reflect.Struct || len(p.buf) == start || p.buf[start] != '{' {
		return
	}
	name := in.Type().Name()
	if t != nil {
		name = t.Name
	}
	p.buf = append(p.buf[:start], append([]byte(name), p.buf[start:]...)...)
}

// str writes a string as it is; inside another value it is quoted where its ends would not be seen.
func (p *printer) str(s string, depth int) {
	s = cut(s, formatBytes)
	if depth > 0 && (s == "" || strings.ContainsAny(s, " \t\r\n[]{}\"")) && !(p.line && depth == 1 && s != "") {
		s = strconv.Quote(s)
	}
	p.text(s)
}

// method shows a value by what it says of itself, and reports whether it did.
func (p *printer) method(v reflect.Value, t *Type, depth int) (done bool) {
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
			p.text(cut(fmt.Sprintf("%s (its %s method panicked: %v)", typeName(v, t), name, r), 500))
		}
		done = true
	}()
	if say := says(v, t); say != nil {
		name = "String, Error or Format"
		p.text(cut(say(v.Interface()), formatBytes))
		return true
	}
	switch x := v.Interface().(type) {
	case reflect.Value:
		p.value(x, nil, depth+1)
	case reflect.Type:
		p.text(x.String())
	case time.Time:
		p.text(x.Round(0).String()) // without the monotonic reading
	case matrix, complexMatrix:
		name = "At"
		m, _ := matrixOf(x)
		p.matrix(m)
	case error:
		name = "Error"
		if depth == 0 {
			p.text(p.chain(x))
		} else {
			p.text(cut(x.Error(), formatBytes))
		}
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

// says gives the function by which a value of an interpreted type shows itself, or nil.
func says(v reflect.Value, t *Type) func(any) string {
	switch {
	case t == nil:
		return nil
	case t.Text != nil:
		return t.Text
	case t.Elem == nil || t.Name != "" || v.Kind() != reflect.Pointer || v.IsNil():
		return nil
	case t.Elem.PointerText != nil:
		return t.Elem.PointerText
	case t.Elem.Text != nil:
		return func(any) string { return t.Elem.Text(v.Elem().Interface()) }
	}
	return nil
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

func (p *printer) pointer(v reflect.Value, t *Type, depth int) {
	if v.IsNil() {
		p.text("<nil>")
		return
	}
	leave, ok := p.enter(v)
	// Another package's hidden state may be large, and may change while it is read.
	if !ok || !v.CanInterface() {
		name := "(" + typeName(v, t) + ")"
		if v.Type().Elem().Name() == "" && (t == nil || elem(t) == nil || t.Elem.Name == "") {
			name = "&{…}" // an interpreted type would be written out in full
		}
		p.text(name)
		return
	}
	defer leave()
	p.text("&")
	p.value(v.Elem(), elem(t), depth+1)
}

func (p *printer) slice(v reflect.Value, t *Type, depth int) {
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
	p.sequence(v, t, depth)
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
func (p *printer) sequence(v reflect.Value, t *Type, depth int) {
	if (t == nil || t.Elem == nil || t.Elem.Text == nil && t.Elem.Elem == nil) && (p.table(v) || p.numbers(v, t)) {
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
			p.value(v.Index(i), elem(t), depth+1)
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
	if long > formatLine && !isPlain(v.Type().Elem()) && !p.line {
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

func (p *printer) structure(v reflect.Value, t *Type, depth int) {
	var items [][]byte
	long := 0
	outer := p.buf
	for i := range v.NumField() {
		p.buf = nil
		name, ft := field(v.Type(), t, i)
		p.text(name + ":")
		p.value(v.Field(i), ft, depth+1)
		items = append(items, p.buf)
		long += len(p.buf)
		if long > formatBytes {
			break
		}
	}
	p.buf = outer
	sep := " "
	if long > formatLine && !p.line {
		sep = "\n" + strings.Repeat(" ", depth+1)
	}
	p.join("{", items, sep, "}")
}
