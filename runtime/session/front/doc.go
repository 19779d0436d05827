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
// new name below, so that older code and values keep theirs. Loops and functions of numbers
// alone leave as trees for package reckon, which runs them as compiled closures.
//
// The package runs no code and knows no interpreter: it reads source and gives source.
//
// What cells cannot do as compiled Go does, and what to write instead:
//   - types that hold themselves without a struct between (type T []T) are refused with a message
//     that says so: put a struct around them. Functions (type F func() F) may, but a switch on
//     the type of an any does not find them;
//   - package reflect sees no methods of cells' types and other names, so that package json and
//     text/template call none of them: call the method yourself, or hand over what it gives;
//   - a slice, map, function or pointer to a number that has a type of a cell is one without a
//     name in an any: switch on another interface, or put it into a struct. Numbers, strings,
//     bools and structs are told apart, of each kind the first two dozen types of a session;
//   - a target of errors.As is a variable of a concrete type, not of a cell's interface;
//   - x op= f() evaluates x before f changes it, and append(s[:1], s[2], s[3]) reads elements
//     that it has moved: put them into variables first;
//   - goroutines that call methods of compiled types at the same moment (total.Add(n) of an
//     atomic.Int64) may see each other's arguments: send what they find through a channel;
//   - unrecovered deep recursion ends at a limit of the stack.
package front
