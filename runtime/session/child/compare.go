package child

import "reflect"

// equal is == of interpreted code for interfaces.
func equal(x, y any) bool { return inner(x) == inner(y) }

// inner takes a value also out of the interpreter's own wrappers, which the symbol tables hold:
// structs of the value and its methods.
func inner(x any) any {
	x = bare(x)
	v := reflect.ValueOf(x)
	if v.Kind() != reflect.Struct || v.NumField() == 0 || v.Type().Field(0).Name != "IValue" {
		return x
	}
	return v.Field(0).Interface()
}
