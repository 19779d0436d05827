package value

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

const cellBytes = 60 // of a cell's text

// A grid is a value as a table. What is left out of it stands as "…".
type grid struct {
	caption string   // stands above
	corner  string   // the head of the rows' labels
	head    []string // of the columns; nil if they have none
	labels  []string // of the rows; nil if they have none
	rows    [][]string
	left    []bool // columns whose text begins at the left
	note    string // the size of what is not shown whole
	numeric bool   // a matrix, whose text has a form of its own
	pairs   bool   // a struct or map of plain values, whose text may fit a line
}

// grid gives a value as a table, or nil if a table says no more than its text.
func (w Viewer) grid(v reflect.Value, t *Type) *grid {
	for range 2 {
		if !v.IsValid() || !v.CanInterface() || says(v, t) != nil {
			return nil
		}
		if m, ok := matrixOf(v.Interface()); ok {
			return m.grid(fmt.Sprintf("%T", v.Interface()))
		}
		if showsItself(v.Type()) {
			return nil
		}
		if v.Kind() == reflect.Pointer && v.Type().Name() == "" && !v.IsNil() {
			v, t = v.Elem(), elem(t)
			continue
		}
		break
	}
	switch v.Kind() {
	case reflect.Struct:
		return w.fields(v, t)
	case reflect.Map:
		if v.Len() > 0 {
			return w.entries(v, t)
		}
	case reflect.Slice, reflect.Array:
		if v.Len() == 0 {
			return nil
		}
		if m, ok := rowsOf(v); ok && (t == nil || t.Elem == nil || t.Elem.Elem == nil || t.Elem.Elem.Text == nil && t.Elem.Text == nil) {
			return m.grid("")
		}
		return w.list(v, t)
	}
	return nil
}

var methods = []reflect.Type{reflect.TypeFor[error](), reflect.TypeFor[fmt.Formatter](), reflect.TypeFor[fmt.Stringer]()}

// showsItself reports whether values of a type say in words what they are.
func showsItself(t reflect.Type) bool {
	return slices.ContainsFunc(methods, func(m reflect.Type) bool { return t.Implements(m) })
}

func (m numbers) grid(kind string) *grid {
	if m.rows <= 0 || m.cols <= 0 {
		return nil
	}
	is, js, columns := m.columns()
	g := &grid{numeric: true, note: fmt.Sprintf("%s × %s", count(m.rows), count(m.cols))}
	if kind != "" {
		g.note = kind + ", " + g.note
	}
	if !m.vector {
		g.head = indices(js)
	}
	g.labels = indices(is)
	for r := range is {
		row := make([]string, len(js))
		for c := range js {
			row[c] = columns[c][r]
		}
		g.rows = append(g.rows, row)
	}
	g.left = make([]bool, len(js))
	return g
}

func indices(at []int) []string {
	out := make([]string, len(at))
	for k, i := range at {
		out[k] = "…"
		if i >= 0 {
			out[k] = strconv.Itoa(i)
		}
	}
	return out
}

// A column is one field, key or place of the values that are rows.
type column struct {
	name string
	typ  *Type
	of   func(row reflect.Value) reflect.Value // the zero Value where the row has none
}

// list gives a slice or array of structs, maps or slices: a row each.
func (w Viewer) list(v reflect.Value, t *Type) *grid {
	at := shown(v.Len(), tableRows)
	rows := make([]reflect.Value, len(at))
	for k, i := range at {
		if i >= 0 {
			rows[k] = v.Index(i)
		}
	}
	cols, more := w.columns(v.Type().Elem(), elem(t), rows)
	if len(cols) == 0 {
		return nil
	}
	g := w.table(rows, cols, more)
	g.pairs = v.Type().Elem().Kind() == reflect.Slice || v.Type().Elem().Kind() == reflect.Array
	g.labels = indices(at)
	if v.Len() > tableRows || more {
		g.note = plural(v.Len(), "row") + " × " + plural(len(cols), "column")
		if more {
			g.note = plural(v.Len(), "row") + ", more columns than are shown"
		}
	}
	return g
}

// entries gives a map: a row each entry, with a column or, of structs and maps, several.
func (w Viewer) entries(v reflect.Value, t *Type) *grid {
	keys := w.keys(v, key(t))
	rows := make([]reflect.Value, len(keys))
	labels := make([]string, len(keys))
	for i, k := range keys {
		rows[i] = v.MapIndex(k)
		labels[i] = w.line(k, key(t), cellBytes)
	}
	cols, more := w.columns(v.Type().Elem(), elem(t), rows)
	var g *grid
	if len(cols) > 0 && v.Type().Elem().Kind() != reflect.Slice {
		g = w.table(rows, cols, more)
	} else {
		g = w.table(rows, []column{{"value", elem(t), func(r reflect.Value) reflect.Value { return r }}}, false)
		g.pairs = true
	}
	g.corner, g.labels = "key", labels
	if len(keys) < v.Len() {
		g.labels = append(g.labels, "…")
		g.rows = append(g.rows, slices.Repeat([]string{"…"}, len(g.head)))
		g.note = plural(v.Len(), "entry")
		g.note = count(v.Len()) + " entries"
	}
	return g
}

// fields gives a struct: a row each field.
func (w Viewer) fields(v reflect.Value, t *Type) *grid {
	g := &grid{pairs: true, left: []bool{true}}
	r := v.Type()
	for i := range r.NumField() {
		name, ft := field(r, t, i)
		if t == nil && !r.Field(i).IsExported() {
			continue // what another package keeps to itself
		}
		g.labels = append(g.labels, name)
		g.rows = append(g.rows, []string{w.line(v.Field(i), ft, 4*cellBytes)})
		if len(g.rows) == 200 {
			break
		}
	}
	if len(g.rows) == 0 {
		return nil
	}
	return g
}

// columns gives the columns of rows of a type, and reports whether there would be more.
// There are none where the rows say no more side by side.
func (w Viewer) columns(r reflect.Type, t *Type, rows []reflect.Value) (cols []column, more bool) {
	if t != nil && (t.Text != nil || t.Interface) {
		return nil, false
	}
	pointer := r.Kind() == reflect.Pointer
	if pointer {
		if t != nil && t.Elem != nil && (t.Elem.Text != nil || t.Elem.PointerText != nil) {
			return nil, false
		}
		if showsItself(r) {
			return nil, false
		}
		r, t = r.Elem(), elem(t)
	}
	if showsItself(r) || isNumber(r) {
		return nil, false
	}
	inside := func(row reflect.Value) reflect.Value {
		if pointer && row.IsValid() {
			return row.Elem() // the zero Value of nil
		}
		return row
	}
	switch r.Kind() {
	case reflect.Struct:
		for i := range r.NumField() {
			name, ft := field(r, t, i)
			if t == nil && !r.Field(i).IsExported() {
				continue
			}
			if len(cols) == 2*tableCols {
				return cols, true
			}
			cols = append(cols, column{name, ft, func(row reflect.Value) reflect.Value {
				if row = inside(row); !row.IsValid() {
					return row
				}
				return row.Field(i)
			}})
		}
	case reflect.Map:
		if pointer || r.Key().Kind() != reflect.String {
			return nil, false
		}
		return w.mapColumns(t, rows)
	case reflect.Slice, reflect.Array:
		if !pointer && isPlain(r.Elem()) {
			return sliceColumns(t, rows)
		}
	}
	return cols, false
}

// mapColumns gives the keys of all rows that are shown, in the order of the alphabet.
func (w Viewer) mapColumns(t *Type, rows []reflect.Value) (cols []column, more bool) {
	names := map[string]bool{}
	for _, row := range rows {
		if !row.IsValid() {
			continue
		}
		for it := row.MapRange(); it.Next(); {
			if len(names) == 1000 {
				return nil, false
			}
			names[it.Key().String()] = true
		}
	}
	for n := range names {
		cols = append(cols, column{n, elem(t), func(row reflect.Value) reflect.Value {
			if !row.IsValid() {
				return row
			}
			return row.MapIndex(reflect.ValueOf(n).Convert(row.Type().Key()))
		}})
	}
	slices.SortFunc(cols, func(a, b column) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	if len(cols) > tableCols {
		return cols[:tableCols], true
	}
	return cols, false
}

// sliceColumns gives the places of rows that are slices of words or numbers.
func sliceColumns(t *Type, rows []reflect.Value) (cols []column, more bool) {
	n := 0
	for _, row := range rows {
		if row.IsValid() {
			n = max(n, row.Len())
		}
	}
	for _, j := range shown(n, tableCols) {
		if j < 0 {
			cols = append(cols, column{name: "…"})
			continue
		}
		cols = append(cols, column{strconv.Itoa(j), elem(t), func(row reflect.Value) reflect.Value {
			if !row.IsValid() || j >= row.Len() {
				return reflect.Value{}
			}
			return row.Index(j)
		}})
	}
	return cols, n > tableCols
}

// table writes the cells of rows; the zero Value stands for the rows left out.
func (w Viewer) table(rows []reflect.Value, cols []column, more bool) *grid {
	if more && cols[len(cols)-1].of != nil && !slices.ContainsFunc(cols, func(c column) bool { return c.of == nil }) {
		cols = append(cols, column{name: "…"})
	}
	g := &grid{left: make([]bool, len(cols)), rows: make([][]string, len(rows))}
	for i := range rows {
		g.rows[i] = make([]string, len(cols))
	}
	for j, c := range cols {
		g.head = append(g.head, c.name)
		if c.of == nil {
			for i := range rows {
				g.rows[i][j] = "…"
			}
			continue
		}
		cells := make([]reflect.Value, len(rows))
		plain := c.typ == nil || c.typ.Text == nil
		for i, row := range rows {
			cells[i] = c.of(row)
			if s := cells[i]; s.IsValid() && s.Kind() == reflect.Interface {
				cells[i] = s.Elem()
			}
			plain = plain && (!cells[i].IsValid() || isNumber(cells[i].Type()) && cells[i].CanFloat())
		}
		g.left[j] = true
		texts := make([]string, len(rows))
		if plain {
			texts = aligned(cells)
		}
		for i, v := range cells {
			switch {
			case !rows[i].IsValid():
				g.rows[i][j] = "…"
			case !v.IsValid():
				if rows[i].Kind() == reflect.Pointer && j == 0 || c.of(rows[i]).IsValid() {
					g.rows[i][j] = "<nil>"
				}
			case plain:
				g.rows[i][j] = texts[i]
			default:
				g.rows[i][j] = w.line(c.of(rows[i]), c.typ, cellBytes)
			}
			if v.IsValid() && isNumber(v.Type()) && (c.typ == nil || c.typ.Text == nil) {
				g.left[j] = false
			}
		}
	}
	return g
}

// Table gives rows of values under heads as text and HTML.
func Table(caption string, head []string, rows [][]any) (text, html string) {
	at := shown(len(rows), 2*tableRows)
	n := len(head)
	cells := make([]reflect.Value, len(at))
	for k, i := range at {
		if i >= 0 {
			n = max(n, len(rows[i]))
			cells[k] = reflect.ValueOf(rows[i])
		}
	}
	cols := make([]column, n)
	for j := range cols {
		if j < len(head) {
			cols[j].name = head[j]
		}
		cols[j].of = func(row reflect.Value) reflect.Value {
			if !row.IsValid() || j >= row.Len() {
				return reflect.Value{}
			}
			return row.Index(j)
		}
	}
	g := Viewer{}.table(cells, cols, false)
	if len(head) == 0 {
		g.head = nil
	}
	g.caption = caption
	if len(rows) > 2*tableRows {
		g.note = plural(len(rows), "row")
	}
	return g.text(), g.html()
}
