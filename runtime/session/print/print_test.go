package print

import (
	"fmt"
	"reflect"
	"testing"

	"talbot/runtime/display/value"
)

// The types of a cell as the interpreter has them: without names and methods.
var (
	status = &value.Type{Name: "Status", Text: func(v any) string { return fmt.Sprintf("S%d", v) }}
	pair   = &value.Type{Name: "Pair", Fields: []value.Field{{Name: "A", Type: status}, {Name: "b", Type: status}}}
	fault  = &value.Type{Name: "Fault", Fields: []value.Field{{Name: "Code"}}, Error: true,
		PointerText: func(v any) string { return fmt.Sprint("fault ", reflect.ValueOf(v).Elem().Field(0)) }}
)

type form struct{ A, Xb int }

func of(v any, t *value.Type) Value { return Value{V: reflect.ValueOf(v), T: t} }

func list(t *value.Type) *value.Type { return &value.Type{Elem: t} }

func TestFormat(t *testing.T) {
	code := struct{ Code int }{3}
	for _, c := range []struct {
		format string
		v      Value
		want   string
	}{
		{"%v", of(1, status), "S1"},
		{"%d", of(1, status), "1"},
		{"%4v|", of(1, status), "  S1|"},
		{"%#v", of(1, status), "1"},
		{"%v", of(form{1, 2}, pair), "{S1 2}"}, // no methods of fields that are not exported
		{"%+v", of(form{1, 2}, pair), "{A:S1 b:2}"},
		{"%#v", of(form{1, 2}, pair), "main.Pair{A:1, b:2}"},
		{"%v", of(&form{1, 2}, list(pair)), "&{S1 2}"},
		{"%v", of([]int{1, 2}, list(status)), "[S1 S2]"},
		{"%d", of([]int{1, 2}, list(status)), "[1 2]"},
		{"%v", of(map[int]form{2: {}, 1: {3, 4}}, &value.Type{Key: status, Elem: pair}), "map[S1:{S3 4} S2:{S0 0}]"},
		{"%#v", of([]int(nil), list(status)), "[]main.Status(nil)"},
		{"%v", of(&code, list(fault)), "fault 3"},
		{"%v", of(code, fault), "{3}"},
		{"%v", of((*struct{ Code int })(nil), list(fault)), "<nil>"},
		{"%v", of([]any{1, nil, "a"}, nil), "[1 <nil> a]"},
		{"%s", of([]byte("hi"), list(&value.Type{Name: "byte"})), "hi"},
	} {
		if got := fmt.Sprintf(c.format, c.v); got != c.want {
			t.Errorf("%s of %T: %q, want %q", c.format, c.v.V.Interface(), got, c.want)
		}
	}
	panics := &value.Type{Name: "P", Text: func(any) string { panic("no") }}
	if got := fmt.Sprint(of(1, panics)); got != "%!v(PANIC=String method: no)" {
		t.Errorf("a method that panics prints %q", got)
	}
}

func TestArguments(t *testing.T) {
	s, p := of(1, status), of([]*form{}, list(list(pair)))
	for _, c := range []struct {
		format, want string
		args         []any
	}{
		{"%T %v", "main.Status S1", []any{s, s}},
		{"%T %T %d", "int []*main.Pair 1", []any{1, p, s}},
		{"%% %*d %-10T|", "%     1 main.Status|", []any{5, s, s}},
		{"%T", "%!T(MISSING)", nil},
		{"%[2]v %v", "S1 %!v(MISSING)", []any{1, s}},
	} {
		format, args := Arguments(c.format, c.args)
		if got := fmt.Sprintf(format, args...); got != c.want {
			t.Errorf("%q prints %q, want %q", c.format, got, c.want)
		}
	}
}
