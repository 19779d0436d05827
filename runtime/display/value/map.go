package value

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
func (p *printer) mapping(v reflect.Value, t *Type, depth int) {
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
	keys, n := p.keys(v, key(t)), v.Len()
	var items [][]byte
	long := 0
	outer := p.buf
	for _, k := range keys {
		p.buf = nil
		p.value(k, key(t), depth+1)
		p.text(":")
		p.value(v.MapIndex(k), elem(t), depth+1)
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
	if long > formatLine && !isPlain(v.Type().Elem()) && !p.line {
		sep = "\n" + strings.Repeat(" ", depth+4)
	}
	p.join("map[", items, sep, "]")
	if n > mapWhole {
		p.text(fmt.Sprintf(" (%d entries)", n))
	}
}

// mapSorted is the most entries whose keys are all looked at.
const mapSorted = 50_000

// keys gives the keys of the entries to show: all in their natural order, or the first of them,
// or some of a map that is too large to look at whole.
func (w Viewer) keys(v reflect.Value, t *Type) []reflect.Value {
	n := v.Len()
	if n > mapSorted {
		keys := make([]reflect.Value, 0, mapFirst)
		for it := v.MapRange(); len(keys) < mapFirst && it.Next(); {
			keys = append(keys, it.Key())
		}
		w.sortKeys(keys, t)
		return keys
	}
	keys := v.MapKeys()
	w.sortKeys(keys, t)
	if n > mapWhole {
		keys = keys[:mapFirst]
	}
	return keys
}

// sortKeys puts keys in their natural order, or in that of their text.
func (w Viewer) sortKeys(keys []reflect.Value, t *Type) {
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
	case len(keys) <= 2000: // text is slow; a larger map stays in the order in which it comes
		text := make(map[reflect.Value]string, len(keys))
		for _, k := range keys {
			text[k] = w.line(k, t, formatLine)
		}
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(text[a], text[b]) })
	}
}
