package display

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

const (
	mapWhole = 50 // entries that are shown without abridging
	mapFirst = 20 // entries that are shown of a longer map
)

// mapping writes a map in the order of its keys.
func (p *printer) mapping(v reflect.Value, depth int) {
	if v.IsNil() {
		p.text("map[]")
		return
	}
	leave, ok := p.enter(v)
	if !ok {
		p.text("map[…]")
		return
	}
	defer leave()
	keys := v.MapKeys()
	sortKeys(keys)
	n := len(keys)
	if n > mapWhole {
		keys = keys[:mapFirst]
	}
	var items [][]byte
	long := 0
	outer := p.buf
	for _, k := range keys {
		p.buf = nil
		p.value(k, depth+1)
		p.text(":")
		p.value(v.MapIndex(k), depth+1)
		items = append(items, p.buf)
		long += len(p.buf)
		if long > formatBytes {
			break
		}
	}
	p.buf = outer
	if len(items) < n {
		items = append(items, []byte("…"))
	}
	sep := " "
	if long > formatLine && !isPlain(v.Type().Elem()) {
		sep = "\n" + strings.Repeat(" ", depth+4)
	}
	p.join("map[", items, sep, "]")
	if n > mapWhole {
		p.text(fmt.Sprintf(" (%d entries)", n))
	}
}

// sortKeys puts keys in their natural order, or in that of their text.
func sortKeys(keys []reflect.Value) {
	if len(keys) == 0 {
		return
	}
	switch k := keys[0]; {
	case k.CanInt():
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.Int(), b.Int()) })
	case k.CanUint():
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.Uint(), b.Uint()) })
	case k.CanFloat():
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.Float(), b.Float()) })
	case k.Kind() == reflect.String:
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	case len(keys) <= 10_000: // text is slow; a larger map stays in the order in which it comes
		text := make(map[reflect.Value]string, len(keys))
		for _, k := range keys {
			p := printer{seen: map[visit]bool{}}
			p.value(k, 1)
			text[k] = string(p.buf)
		}
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(text[a], text[b]) })
	}
}
