// Package reckon runs the parts of cells that do nothing but compute: functions and loops over
// numbers, bools, structs of those, and slices and arrays of those. The front end hands such a
// part over as a tree whose types are all known; the package turns it into Go closures, each
// compiled for the types and the kinds of operands that it meets, which run some fifty times
// faster than the interpreter does. What a part computes is what compiled Go computes, bit for
// bit: every operation is the Go compiler's own on the type at hand, faults included.
//
// A tree is data (it travels by gob). Build makes a Program's functions of trees; Run enters one.
package reckon

// A Kind is a type of values that one closure gives.
type Kind uint8

// The kinds. Int, Uint and Uintptr are those of 64 bits.
const (
	None Kind = iota // no value, or one of several words that is copied as it lies
	Bool
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Float32
	Float64
	Slice // of anything; arrays too are kept as slices of their whole
)

// An Op says what a Node does.
type Op uint8

// Expressions. Kind is the kind of the value.
const (
	Const  Op = iota + 1 // N holds the bits
	Local                // in the frame at byte N
	Global               // in the session's variable N of the function's Globals, M bytes in
	Elem                 // Kids: slice, index. Elements of N bytes; the value stands M bytes in
	View                 // the same, of an inner array: a Slice of Len elements
	Cut                  // Kids: slice, low, high, max; Nothing where there is none. Elements of N bytes
	Make                 // Kids: length and, if given, capacity. Elements of N bytes; slices if N is 0
	Append               // Kids: slice, values. Elements of kind Of
	Spread               // Kids: slice, slice: append(a, b...). Elements of kind Of
	Copy                 // Kids: slice, slice. Elements of N bytes
	Len                  // Kids: slice
	Cap                  // Kids: slice
	Add                  // Kids: two of the same kind, as in the next ten
	Sub
	Mul
	Quo
	Rem
	And
	Or
	Xor
	AndNot
	Min
	Max
	Shl // Kids: a number, a count of kind Of
	Shr
	Neg
	Com // ^x
	Eq  // Kids: two of kind Of, as in the next five
	Ne
	Lt
	Le
	Gt
	Ge
	Not
	Both    // &&
	Either  // ||
	Convert // Kids: a number of kind Of
	Native  // Kids: arguments of the compiled function Name
	Call    // Kids: arguments of the function Name; its frame begins N bytes and M slices up
)

// Statements.
const (
	Block    Op = iota + 100 // Kids: statements
	Set                      // Kids: a Local, Global or Elem, a value of its kind
	Change                   // the same for x op= y; Of is the Op
	Move                     // Kids: two places of N bytes: the first takes what lies in the second
	Clear                    // the N bytes of the frame from M on become zero
	Do                       // Kids: a call whose value is not wanted
	If                       // Kids: condition, then and, if given, else
	For                      // Kids: condition, post, body; Nothing where there is none. N is the loop's number
	Once                     // Kids: body, out of which a Break may lead. N is its number
	Break                    // out of the loop N, or of the Once
	Continue                 // with the next turn of the loop N
	Return
	Nothing
)

// A Node is an expression or a statement.
type Node struct {
	Op   Op
	Kind Kind
	Of   uint8 // a Kind or an Op
	N, M int64
	Len  int64
	At   int32 // the line to note before a statement that can fail, or 0
	Name string
	Kids []*Node
}

// A Var is where a function keeps a value: at byte At of its frame, or in its slice At.
type Var struct {
	Kind Kind
	At   int
	Size int // in bytes, of plain values
}

// A Func is a function, or a loop with what it takes from the code around it.
type Func struct {
	Name            string // below
	Called          string // by the person; "" for a loop
	Cell, Line      int    // where it begins
	Params, Results []Var
	Bytes, Slices   int    // what its frame takes, with the arguments of its calls
	Globals         int    // variables of the session that it uses
	Ports           []Port // what Run gives it
	Body            *Node
}

// A Port is a variable outside that Run takes in by its address and, if Out, sets at the end.
type Port struct {
	Var
	Out bool // the part may set it
	Len int  // of an array, which is used where it lies; else 0
}
