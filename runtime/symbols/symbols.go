// Package symbols holds what cells may import: symbol tables for the interpreter, export
// data for the type checker, and documentation, of the standard library, gonum, gonum/plot
// and Talbot's own runtime packages; and the readers of such archives.
//
// The tables are generated for the Go that builds Talbot; stdlib/symbols and
// plotting/symbols carry theirs in the same form. A session gives the interpreter the tables
// "." and "github.com/traefik/yaegi/yaegi" first, then those of packages as cells import them:
//
//	interpreter.Use(interp.Exports{key: symbols.Packages[key]()})
package symbols

//go:generate go run talbot/runtime/symbols/gen -package symbols -sources std gonum.org/v1/gonum/... gonum.org/v1/plot/... talbot/runtime/display talbot/runtime/array -plugin -runtime/cgo -runtime/race -net/http/pprof -gonum.org/v1/gonum -gonum.org/v1/gonum/*/test* -gonum.org/v1/gonum/*/test*/* -gonum.org/v1/plot/cmpimg -gonum.org/v1/plot/gob -gonum.org/v1/plot/tools/*
