package print

import (
	"fmt"
	"reflect"
	"strings"

	"talbot/runtime/display/value"
)

// TypeName gives the name of the value's type as %T has it.
func (x Value) TypeName() string {
	p := printer{view: x.View}
	v, t := p.dynamic(x.V, x.T)
	if !v.IsValid() {
		return "<nil>"
	}
	return name(v.Type(), t)
}

func name(r reflect.Type, t *value.Type) string {
	switch {
	case t == nil:
		return r.String()
	case t.Name == "byte" || t.Name == "rune":
		return r.String()
	case t.Interface && t.Name == "":
		return "interface {}"
	case t.Name != "":
		return "main." + t.Name
	}
	switch r.Kind() {
	case reflect.Pointer:
		return "*" + name(r.Elem(), t.Elem)
	case reflect.Slice:
		return "[]" + name(r.Elem(), t.Elem)
	case reflect.Array:
		return fmt.Sprintf("[%d]%s", r.Len(), name(r.Elem(), t.Elem))
	case reflect.Map:
		return "map[" + name(r.Key(), t.Key) + "]" + name(r.Elem(), t.Elem)
	case reflect.Chan:
		return strings.TrimSuffix(r.String(), r.Elem().String()) + name(r.Elem(), t.Elem)
	case reflect.Struct:
		if len(t.Fields) == r.NumField() {
			var fields []string
			for i, f := range t.Fields {
				fields = append(fields, f.Name+" "+name(r.Field(i).Type, f.Type))
			}
			return "struct { " + strings.Join(fields, "; ") + " }"
		}
	}
	return r.String()
}

// Arguments gives a format and its arguments so that %T and %p, which package fmt answers by
// itself, speak of the values rather than of what carries them here.
func Arguments(format string, args []any) (string, []any) {
	if !strings.ContainsAny(format, "Tp") || !carried(args) {
		return format, args
	}
	out := append([]any(nil), args...)
	b := []byte(format)
	at := 0
	for i := 0; i < len(b); i++ {
		if b[i] != '%' {
			continue
		}
		for i++; i < len(b) && strings.IndexByte("+-# 0123456789.*", b[i]) >= 0; i++ {
			if b[i] == '*' {
				at++
			}
		}
		if i == len(b) || b[i] == '[' {
			return format, args // arguments out of order
		}
		if b[i] == '%' {
			continue
		}
		if at < len(out) {
			if x, ok := carries(out[at]); ok && b[i] == 'T' {
				b[i], out[at] = 's', x.TypeName()
			} else if ok && b[i] == 'p' {
				out[at] = x.V.Interface()
			}
		}
		at++
	}
	return string(b), out
}

func carries(a any) (Value, bool) {
	switch a := a.(type) {
	case Value:
		return a, true
	case Error:
		return a.Value, true
	}
	return Value{}, false
}

func carried(args []any) bool {
	for _, a := range args {
		if _, ok := carries(a); ok {
			return true
		}
	}
	return false
}
