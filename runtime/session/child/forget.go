package child

import (
	"reflect"
	"unsafe"
)

// The interpreter keeps the syntax tree, the scopes and the function of every cell for ever,
// about 40 kB each, and offers no way to let them go. forget takes them out of its tables once
// a cell has run: closures and goroutines that the cell left hold on to what they need
// themselves. Tables that a later interpreter does not have are passed over.
func (h *host) forget() {
	i := reflect.ValueOf(h.i).Elem()
	if roots := open(i.FieldByName("roots")); roots.IsValid() && roots.Kind() == reflect.Slice {
		roots.SetZero()
	}
	scopes := open(i.FieldByName("scopes"))
	if !scopes.IsValid() || scopes.Kind() != reflect.Map {
		return
	}
	main := scopes.MapIndex(reflect.ValueOf("main"))
	if !main.IsValid() || main.Kind() != reflect.Pointer || main.IsNil() {
		return
	}
	// A scope knows those that it holds, though nothing looks there.
	if inner := open(main.Elem().FieldByName("child")); inner.IsValid() && inner.Kind() == reflect.Slice {
		inner.SetZero()
	}
	symbols := open(main.Elem().FieldByName("sym"))
	if !symbols.IsValid() || symbols.Kind() != reflect.Map {
		return
	}
	for _, name := range h.called {
		symbols.SetMapIndex(reflect.ValueOf(name), reflect.Value{})
	}
	h.called = h.called[:0]
}

// open gives a field of another package's struct for reading and writing.
func open(v reflect.Value) reflect.Value {
	if !v.IsValid() || !v.CanAddr() {
		return reflect.Value{}
	}
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}
