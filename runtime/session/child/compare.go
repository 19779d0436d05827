package child

import "reflect"

// equal is == of interpreted code for interfaces.
func equal(x, y any) bool { return bare(x) == bare(y) }

// bare takes out of its wrapper an interpreted value that stands in a compiled interface: the
// wrappers, which the symbol tables hold, are structs of the value and its methods.
func bare(x any) any {
	v := reflect.ValueOf(x)
	if v.Kind() != reflect.Struct || v.NumField() == 0 || v.Type().Field(0).Name != "IValue" {
		return x
	}
	return v.Field(0).Interface()
}
