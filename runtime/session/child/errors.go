package child

import (
	"errors"
	"reflect"
)

// A told is a value of a cell's type that stands in an error or a fmt.Stringer. Compiled code
// finds the methods that the cell gave the type, and the value is compared as itself.
type told struct {
	IValue any // so called as in the symbol tables' wrappers
	by     *toldMethods
}

// toldMethods are the methods of one type of a cell, each given the value; nil for those that
// it does not have.
type toldMethods struct {
	text      func(any) string
	unwrap    func(any) error
	unwrapAll func(any) []error
	is        func(any, error) bool
	as        func(any, any) bool
}

func newToldMethods(text func(any) string, unwrap func(any) error, unwrapAll func(any) []error, is func(any, error) bool, as func(any, any) bool) *toldMethods {
	return &toldMethods{text, unwrap, unwrapAll, is, as}
}

type (
	toldText struct{ told }
	// An error that compares and one that does not are of two types, as package errors asks.
	toldError struct{ told }
	toldLoose struct {
		told
		_ [0]func()
	}
	toldMany struct{ told }
)

func (t told) bare() any          { return t.IValue }
func (t toldText) String() string { return t.by.text(t.IValue) }
func (t told) Error() string      { return t.by.text(t.IValue) }

func (t told) Is(target error) bool { return t.by.is != nil && t.by.is(t.IValue, target) }
func (t told) As(target any) bool   { return t.by.as != nil && t.by.as(t.IValue, target) }

func (t told) unwrapped() error {
	if t.by.unwrap == nil {
		return nil
	}
	return t.by.unwrap(t.IValue)
}

func (t toldError) Unwrap() error  { return t.unwrapped() }
func (t toldLoose) Unwrap() error  { return t.unwrapped() }
func (t toldMany) Unwrap() []error { return t.by.unwrapAll(t.IValue) }

func asError(v any, by *toldMethods) error {
	t := told{v, by}
	switch {
	case by.unwrapAll != nil:
		return toldMany{t}
	case !reflect.TypeOf(v).Comparable():
		return toldLoose{told: t}
	}
	return toldError{t}
}

// bare takes out of its wrapper an interpreted value that stands in a compiled interface: the
// host's own, or one of the symbol tables, which is a struct of the value and its methods.
func bare(x any) any {
	if t, ok := x.(interface{ bare() any }); ok {
		return t.bare()
	}
	return x
}

// errorsAs is errors.As for cells, whose types have no methods that package reflect sees.
func errorsAs(err error, target any) bool {
	v := reflect.ValueOf(target)
	if target == nil || v.Kind() != reflect.Pointer || v.IsNil() {
		panic("errors: target must be a non-nil pointer")
	}
	return asIn(err, v.Elem(), target)
}

func asIn(err error, to reflect.Value, target any) bool {
	for err != nil {
		v := reflect.ValueOf(bare(err))
		switch {
		case reflect.TypeOf(err).AssignableTo(to.Type()):
			to.Set(reflect.ValueOf(err))
			return true
		case v.Type() == to.Type():
			to.Set(v)
			return true
		case isCarrier(v.Type()) && v.Kind() == to.Kind():
			to.Set(v.Convert(to.Type()))
			return true
		}
		if x, ok := err.(interface{ As(any) bool }); ok && x.As(target) {
			return true
		}
		if x, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range x.Unwrap() {
				if asIn(e, to, target) {
					return true
				}
			}
			return false
		}
		err = errors.Unwrap(err)
	}
	return false
}
