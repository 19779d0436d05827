// Package front turns a cell into Go that the interpreter knows. A cell goes
//
//	split → parse → type-check → lower → print
//
// Splitting tells declarations from statements. Type-checking is go/types' own: one
// package a cell, in whose scope stand the objects of earlier cells that the cell names, so
// that its cost does not grow with the session and its errors are the Go compiler's.
// Lowering rewrites modern Go, guided by the types, to what yaegi runs correctly: generics
// become copies, constants become literals, ranges over ints and functions become loops and
// calls, blocking operations and loops listen to the interrupt. What is declared anew gets a
// new name below, so that older code and values keep theirs.
//
// The package runs no code and knows no interpreter: it reads source and gives source.
//
// What cells cannot do as compiled Go does, and what to write instead:
//   - a nil pointer of a cell's type in an error is a nil error: return nil itself;
//   - errors.As and errors.Is find no error of a cell's own type in one that wraps it: keep it
//     unwrapped and assert err.(*T), or wrap errors made by errors.New;
//   - two struct types of the same fields, or type A int and int, look alike in an any: switch on
//     a non-empty interface, or give them a field that differs;
//   - package reflect sees no methods and no names of cells' types;
//   - types that hold themselves through slices or functions alone (type T []T) do not
//     compile: put a struct between;
//   - unrecovered deep recursion ends at a limit of the stack, and a nil pointer that is only
//     read to be thrown away (_ = *p) does not panic.
package front
