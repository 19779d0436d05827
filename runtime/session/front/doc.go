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
package front
