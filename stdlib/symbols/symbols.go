// Package symbols holds symbol tables, export data and documentation of every package
// under talbot/stdlib, so that cells can import them. It is data only: main hands it to
// the session.
package symbols

//go:generate go run talbot/runtime/symbols/gen -package symbols talbot/stdlib/... -talbot/stdlib/symbols
