package child

import (
	"reflect"
	"unsafe"
)

// The interpreter keeps the syntax tree, the scopes and the function of every cell for ever,
// about 40 kB each, and offers no way to let them go. forget takes them out of its tables once
// a cell has run: closures and goroutines that the cell left hold on to what they need
// themselves. A type or function that lives on knows the file in which it stood; the file's
// other parts are cut off. Tables that a later interpreter does not have are passed over.
func (h *host) forget() {
	i := reflect.ValueOf(h.i).Elem()
	if roots := open(i.FieldByName("roots")); roots.IsValid() && roots.Kind() == reflect.Slice {
		for k := range roots.Len() {
			cut(roots.Index(k))
		}
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
	for _, name := range h.spent {
		symbols.SetMapIndex(reflect.ValueOf(name), reflect.Value{})
	}
	h.reckoner.Forget(h.spent...)
	h.spent = h.spent[:0]
}

// cut takes from a file's syntax tree what stands in it.
func cut(file reflect.Value) {
	if file.Kind() != reflect.Pointer || file.IsNil() || file.Elem().Kind() != reflect.Struct {
		return
	}
	if parts := open(file.Elem().FieldByName("child")); parts.IsValid() && parts.Kind() == reflect.Slice {
		parts.SetZero()
	}
}

// open gives a field of another package's struct for reading and writing.
func open(v reflect.Value) reflect.Value {
	if !v.IsValid() || !v.CanAddr() {
		return reflect.Value{}
	}
	return reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
}
