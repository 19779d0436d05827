// Package symbols holds symbol tables, export data and documentation of talbot/plotting,
// so that cells can import it. It is data only: main hands it to the session.
package symbols

//go:generate go run talbot/runtime/symbols/gen -package symbols talbot/plotting/... -talbot/plotting/symbols
