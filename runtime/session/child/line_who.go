package child

import (
	"fmt"
	"os"
	"reflect"
	"runtime/metrics"
	"strconv"
	"strings"
	"unicode/utf8"

	"talbot/runtime/session/link"
)

// who is %who: what the session's names are, and how large.
func (h *host) who(l link.Line) error {
	if len(l.Vars) == 0 {
		fmt.Println("The session has no names yet.")
	} else {
		globals := h.i.Globals()
		rows := [][]string{{"name", "type", "size"}}
		for _, v := range l.Vars {
			row := []string{v.Name, v.Type, ""}
			if value, ok := globals[v.Below]; ok && v.Below != "" {
				row[2] = sizeOf(value)
			}
			rows = append(rows, row)
		}
		printTable(rows)
	}
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	text := "Memory of the session: " + bytesText(samples[0].Value.Uint64()-samples[1].Value.Uint64())
	if limit, err := strconv.ParseUint(os.Getenv(MemoryVariable), 10, 64); err == nil && limit > 0 {
		text += " of " + bytesText(limit)
	}
	fmt.Println(text)
	return nil
}

// printTable aligns columns; a last column that is empty leaves no spaces.
func printTable(rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, c := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(c))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, c := range row {
			b.WriteString(c + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c)+2))
		}
		fmt.Println(strings.TrimRight(b.String(), " "))
	}
}

// sizeOf tells how many elements a value has, by its axes, and what memory it holds.
func sizeOf(v reflect.Value) string {
	for v.IsValid() && v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		return ""
	}
	m := measure{seen: map[uintptr]bool{}, left: maxMeasured}
	bytes := uint64(v.Type().Size()) + m.held(v)
	text := bytesText(bytes)
	if m.left <= 0 {
		text = "over " + text
	}
	if s := shape(v); s != "" {
		text = s + ", " + text
	}
	return text
}

// shape gives the extent of what has one: 512 × 512, 12 elements.
func shape(v reflect.Value) string {
	if s := ownShape(v); s != "" {
		return s
	}
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return fmt.Sprintf("%d bytes of text", v.Len())
	case reflect.Map, reflect.Chan:
		return fmt.Sprintf("%d elements", v.Len())
	case reflect.Slice, reflect.Array:
		axes := strconv.Itoa(v.Len())
		for {
			n := evenLength(v)
			if n < 0 {
				break
			}
			axes += " × " + strconv.Itoa(n)
			v = v.Index(0)
		}
		if !strings.Contains(axes, "×") {
			axes += " elements"
		}
		return axes
	}
	return ""
}

// evenLength gives the length that all elements of a slice of slices share, or -1.
func evenLength(v reflect.Value) int {
	if k := v.Type().Elem().Kind(); k != reflect.Slice && k != reflect.Array || v.Len() == 0 {
		return -1
	}
	n := v.Index(0).Len()
	for i := range v.Len() {
		if v.Index(i).Len() != n {
			return -1
		}
	}
	return n
}

// ownShape asks compiled values that know their shape, as matrices, arrays and pictures do.
func ownShape(v reflect.Value) (text string) {
	defer func() {
		if recover() != nil { // a matrix that is not set up
			text = ""
		}
	}()
	if !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return ""
	}
	axes := func(n []int) string {
		s := make([]string, len(n))
		for i, x := range n {
			s[i] = strconv.Itoa(x)
		}
		return strings.Join(s, " × ")
	}
	switch x := v.Interface().(type) {
	case interface{ Dims() (r, c int) }:
		r, c := x.Dims()
		return axes([]int{r, c})
	case interface{ Shape() []int }:
		return axes(x.Shape())
	}
	return ""
}

// A measure adds up memory that values hold; what is reached twice counts once.
type measure struct {
	seen map[uintptr]bool
	left int // values that may still be looked at
}

const maxMeasured = 200_000

// held gives the memory that a value points at.
func (m *measure) held(v reflect.Value) (n uint64) {
	if m.left--; m.left < 0 {
		return 0
	}
	switch v.Kind() {
	case reflect.String:
		return uint64(v.Len())
	case reflect.Pointer:
		if v.IsNil() || !m.first(v.Pointer()) {
			return 0
		}
		return uint64(v.Type().Elem().Size()) + m.held(v.Elem())
	case reflect.Interface:
		if v.IsNil() {
			return 0
		}
		return uint64(v.Elem().Type().Size()) + m.held(v.Elem())
	case reflect.Slice:
		if v.IsNil() || !m.first(v.Pointer()) {
			return 0
		}
		n = uint64(v.Cap()) * uint64(v.Type().Elem().Size())
		return n + m.elements(v)
	case reflect.Array:
		return m.elements(v)
	case reflect.Map:
		if v.IsNil() || !m.first(v.Pointer()) {
			return 0
		}
		t := v.Type()
		n = uint64(v.Len()) * uint64(t.Key().Size()+t.Elem().Size()+1) * 8 / 7
		if points(t.Key()) || points(t.Elem()) {
			for it := v.MapRange(); it.Next() && m.left > 0; {
				n += m.held(it.Key()) + m.held(it.Value())
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			n += m.held(v.Field(i))
		}
	case reflect.Chan:
		if !v.IsNil() {
			n = uint64(v.Cap()) * uint64(v.Type().Elem().Size())
		}
	}
	return n
}

func (m *measure) elements(v reflect.Value) (n uint64) {
	if points(v.Type().Elem()) {
		for i := 0; i < v.Len() && m.left > 0; i++ {
			n += m.held(v.Index(i))
		}
	}
	return n
}

func (m *measure) first(p uintptr) bool {
	if m.seen[p] {
		return false
	}
	m.seen[p] = true
	return true
}

// points reports whether values of a type can hold memory besides their own.
func points(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map, reflect.Chan:
		return true
	case reflect.Array:
		return points(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if points(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}
