package value

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

const (
	tableRows = 20 // rows that are shown without abridging
	tableCols = 12 // columns likewise
)

// A matrix is what gonum's mat package means by one, a complexMatrix likewise.
type (
	matrix interface {
		Dims() (rows, cols int)
		At(i, j int) float64
	}
	complexMatrix interface {
		Dims() (rows, cols int)
		At(i, j int) complex128
	}
)

// A field of numbers is a matrix of whatever kind.
type numbers struct {
	rows, cols int
	at         func(i, j int) reflect.Value
	vector     bool
}

// matrixOf gives the numbers of a gonum matrix.
func matrixOf(x any) (numbers, bool) {
	switch m := x.(type) {
	case matrix:
		r, c := m.Dims()
		_, vector := x.(interface{ AtVec(int) float64 })
		return numbers{r, c, func(i, j int) reflect.Value { return reflect.ValueOf(m.At(i, j)) }, vector}, true
	case complexMatrix:
		r, c := m.Dims()
		return numbers{rows: r, cols: c, at: func(i, j int) reflect.Value { return reflect.ValueOf(m.At(i, j)) }}, true
	}
	return numbers{}, false
}

// rowsOf gives the numbers of a slice of equally long slices of numbers.
func rowsOf(v reflect.Value) (numbers, bool) {
	if v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
		return numbers{}, false
	}
	row := v.Type().Elem()
	if row.Kind() != reflect.Slice && row.Kind() != reflect.Array || row.NumMethod() > 0 || !isNumber(row.Elem()) || v.Len() == 0 {
		return numbers{}, false
	}
	n, cols := v.Len(), v.Index(0).Len()
	for i := range min(n, 50_000) {
		if v.Index(i).Len() != cols {
			return numbers{}, false
		}
	}
	for i := max(n-formatEdge, 0); i < n; i++ { // these are shown
		if v.Index(i).Len() != cols {
			return numbers{}, false
		}
	}
	return numbers{rows: n, cols: cols, at: func(i, j int) reflect.Value { return v.Index(i).Index(j) }}, true
}

// table writes numbers in rows, and reports whether v has such.
func (p *printer) table(v reflect.Value) bool {
	m, ok := rowsOf(v)
	if ok {
		p.matrix(m)
	}
	return ok
}

// columns gives the text of what is shown of the numbers, column by column.
func (m numbers) columns() (is, js []int, columns [][]string) {
	is, js = shown(m.rows, tableRows), shown(m.cols, tableCols)
	for _, j := range js {
		column := make([]reflect.Value, len(is))
		for k, i := range is {
			if i >= 0 && j >= 0 {
				column[k] = m.at(i, j)
			}
		}
		columns = append(columns, aligned(column))
	}
	return is, js, columns
}

// matrix writes numbers in rows with their columns aligned.
func (p *printer) matrix(m numbers) {
	if m.rows <= 0 || m.cols <= 0 {
		p.text(fmt.Sprintf("[] (%d × %d values)", m.rows, m.cols))
		return
	}
	is, js, columns := m.columns()
	width := make([]int, len(js))
	for c, column := range columns {
		for _, s := range column {
			width[c] = max(width[c], utf8.RuneCountInString(s))
		}
	}
	for r := range is {
		open, end := " [", "]\n"
		if r == 0 {
			open = "[["
		}
		if r == len(is)-1 {
			end = "]]"
		}
		p.text(open)
		for c := range js {
			if c > 0 {
				p.text(" ")
			}
			s := columns[c][r]
			p.text(strings.Repeat(" ", width[c]-utf8.RuneCountInString(s)) + s)
		}
		p.text(end)
	}
	if m.rows > tableRows || m.cols > tableCols {
		p.text(fmt.Sprintf(" (%d × %d values)", m.rows, m.cols))
	}
}
