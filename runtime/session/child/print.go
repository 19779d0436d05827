package child

import (
	"fmt"
	"os"
	"reflect"
	"strings"
)

// printBuiltin is the built-in print of interpreted code.
func printBuiltin(args ...any) { fmt.Fprint(os.Stderr, strings.Join(printed(args), "")) }

// printlnBuiltin is the built-in println of interpreted code.
func printlnBuiltin(args ...any) { fmt.Fprintln(os.Stderr, strings.Join(printed(args), " ")) }

// printed words values as the built-in print does.
func printed(args []any) []string {
	out := make([]string, len(args))
	for i, a := range args {
		v := reflect.ValueOf(a)
		switch v.Kind() {
		case reflect.Invalid:
			out[i] = "(0x0,0x0)"
		case reflect.Slice:
			out[i] = fmt.Sprintf("[%d/%d]%#x", v.Len(), v.Cap(), v.Pointer())
		case reflect.Map, reflect.Chan, reflect.Func, reflect.Pointer, reflect.UnsafePointer:
			out[i] = fmt.Sprintf("%#x", v.Pointer())
		case reflect.Complex64, reflect.Complex128:
			out[i] = fmt.Sprint(v.Complex())
		case reflect.String:
			out[i] = v.String()
		case reflect.Bool:
			out[i] = fmt.Sprint(v.Bool())
		case reflect.Float32, reflect.Float64:
			out[i] = fmt.Sprint(a)
		case reflect.Struct:
			out[i] = fmt.Sprintf("%v", a)
		default:
			if v.CanInt() {
				out[i] = fmt.Sprint(v.Int())
			} else if v.CanUint() {
				out[i] = fmt.Sprint(v.Uint())
			} else {
				out[i] = fmt.Sprint(a)
			}
		}
	}
	return out
}
