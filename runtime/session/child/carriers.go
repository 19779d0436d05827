package child

import (
	"reflect"
	"regexp"
	"strconv"
	"sync"

	"talbot/runtime/session/front"
)

// A number, string, bool or empty struct of a type that a cell declares is below of the type that it is made
// of, since no type can be declared while a program runs. In an any it would then be taken for
// a plain one. So there it is of a carrier: a compiled type of its own, which the front end gives
// to one type of the session. A carrier with a text shows itself by the method of that type.

// carrierSlots is how many types of each kind a session tells apart.
const carrierSlots = 24

type slot struct{}

func addCarriers(t map[string]reflect.Value) {
	for i, add := range [carrierSlots]func(map[string]reflect.Value, int){
		carriers[[1]slot], carriers[[2]slot], carriers[[3]slot], carriers[[4]slot], carriers[[5]slot], carriers[[6]slot],
		carriers[[7]slot], carriers[[8]slot], carriers[[9]slot], carriers[[10]slot], carriers[[11]slot], carriers[[12]slot],
		carriers[[13]slot], carriers[[14]slot], carriers[[15]slot], carriers[[16]slot], carriers[[17]slot], carriers[[18]slot],
		carriers[[19]slot], carriers[[20]slot], carriers[[21]slot], carriers[[22]slot], carriers[[23]slot], carriers[[24]slot],
	} {
		add(t, i)
	}
}

func carriers[K any](t map[string]reflect.Value, i int) {
	n := strconv.Itoa(i)
	t["Int"+n], t["IntS"+n], t["IntE"+n] = carrier[cInt[K]](), carrier[cIntS[K]](), carrier[cIntE[K]]()
	t["Int8"+n], t["Int8S"+n], t["Int8E"+n] = carrier[cInt8[K]](), carrier[cInt8S[K]](), carrier[cInt8E[K]]()
	t["Int16"+n], t["Int16S"+n], t["Int16E"+n] = carrier[cInt16[K]](), carrier[cInt16S[K]](), carrier[cInt16E[K]]()
	t["Int32"+n], t["Int32S"+n], t["Int32E"+n] = carrier[cInt32[K]](), carrier[cInt32S[K]](), carrier[cInt32E[K]]()
	t["Int64"+n], t["Int64S"+n], t["Int64E"+n] = carrier[cInt64[K]](), carrier[cInt64S[K]](), carrier[cInt64E[K]]()
	t["Uint"+n], t["UintS"+n], t["UintE"+n] = carrier[cUint[K]](), carrier[cUintS[K]](), carrier[cUintE[K]]()
	t["Uint8"+n], t["Uint8S"+n], t["Uint8E"+n] = carrier[cUint8[K]](), carrier[cUint8S[K]](), carrier[cUint8E[K]]()
	t["Uint16"+n], t["Uint16S"+n], t["Uint16E"+n] = carrier[cUint16[K]](), carrier[cUint16S[K]](), carrier[cUint16E[K]]()
	t["Uint32"+n], t["Uint32S"+n], t["Uint32E"+n] = carrier[cUint32[K]](), carrier[cUint32S[K]](), carrier[cUint32E[K]]()
	t["Uint64"+n], t["Uint64S"+n], t["Uint64E"+n] = carrier[cUint64[K]](), carrier[cUint64S[K]](), carrier[cUint64E[K]]()
	t["Uintptr"+n], t["UintptrS"+n], t["UintptrE"+n] = carrier[cUintptr[K]](), carrier[cUintptrS[K]](), carrier[cUintptrE[K]]()
	t["Float32"+n], t["Float32S"+n], t["Float32E"+n] = carrier[cFloat32[K]](), carrier[cFloat32S[K]](), carrier[cFloat32E[K]]()
	t["Float64"+n], t["Float64S"+n], t["Float64E"+n] = carrier[cFloat64[K]](), carrier[cFloat64S[K]](), carrier[cFloat64E[K]]()
	t["Complex64"+n], t["Complex64S"+n], t["Complex64E"+n] = carrier[cComplex64[K]](), carrier[cComplex64S[K]](), carrier[cComplex64E[K]]()
	t["Complex128"+n], t["Complex128S"+n], t["Complex128E"+n] = carrier[cComplex128[K]](), carrier[cComplex128S[K]](), carrier[cComplex128E[K]]()
	t["String"+n], t["StringS"+n], t["StringE"+n] = carrier[cString[K]](), carrier[cStringS[K]](), carrier[cStringE[K]]()
	t["Struct"+n], t["StructS"+n], t["StructE"+n] = carrier[cStruct[K]](), carrier[cStructS[K]](), carrier[cStructE[K]]()
	t["Bool"+n], t["BoolS"+n], t["BoolE"+n] = carrier[cBool[K]](), carrier[cBoolS[K]](), carrier[cBoolE[K]]()
}

// isCarrier reports whether t is a carrier in use.
func isCarrier(t reflect.Type) bool { _, ok := carriedBy.Load(t); return ok }

func carrier[T any]() reflect.Value { return reflect.ValueOf((*T)(nil)) }

type (
	cInt[K any]         int
	cIntS[K any]        int
	cIntE[K any]        int
	cInt8[K any]        int8
	cInt8S[K any]       int8
	cInt8E[K any]       int8
	cInt16[K any]       int16
	cInt16S[K any]      int16
	cInt16E[K any]      int16
	cInt32[K any]       int32
	cInt32S[K any]      int32
	cInt32E[K any]      int32
	cInt64[K any]       int64
	cInt64S[K any]      int64
	cInt64E[K any]      int64
	cUint[K any]        uint
	cUintS[K any]       uint
	cUintE[K any]       uint
	cUint8[K any]       uint8
	cUint8S[K any]      uint8
	cUint8E[K any]      uint8
	cUint16[K any]      uint16
	cUint16S[K any]     uint16
	cUint16E[K any]     uint16
	cUint32[K any]      uint32
	cUint32S[K any]     uint32
	cUint32E[K any]     uint32
	cUint64[K any]      uint64
	cUint64S[K any]     uint64
	cUint64E[K any]     uint64
	cUintptr[K any]     uintptr
	cUintptrS[K any]    uintptr
	cUintptrE[K any]    uintptr
	cFloat32[K any]     float32
	cFloat32S[K any]    float32
	cFloat32E[K any]    float32
	cFloat64[K any]     float64
	cFloat64S[K any]    float64
	cFloat64E[K any]    float64
	cComplex64[K any]   complex64
	cComplex64S[K any]  complex64
	cComplex64E[K any]  complex64
	cComplex128[K any]  complex128
	cComplex128S[K any] complex128
	cComplex128E[K any] complex128
	cString[K any]      string
	cStringS[K any]     string
	cStringE[K any]     string
	cStruct[K any]      struct{}
	cStructS[K any]     struct{}
	cStructE[K any]     struct{}
	cBool[K any]        bool
	cBoolS[K any]       bool
	cBoolE[K any]       bool
)

func (c cIntS[K]) String() string        { return carriedText(c) }
func (c cIntE[K]) Error() string         { return carriedText(c) }
func (c cInt8S[K]) String() string       { return carriedText(c) }
func (c cInt8E[K]) Error() string        { return carriedText(c) }
func (c cInt16S[K]) String() string      { return carriedText(c) }
func (c cInt16E[K]) Error() string       { return carriedText(c) }
func (c cInt32S[K]) String() string      { return carriedText(c) }
func (c cInt32E[K]) Error() string       { return carriedText(c) }
func (c cInt64S[K]) String() string      { return carriedText(c) }
func (c cInt64E[K]) Error() string       { return carriedText(c) }
func (c cUintS[K]) String() string       { return carriedText(c) }
func (c cUintE[K]) Error() string        { return carriedText(c) }
func (c cUint8S[K]) String() string      { return carriedText(c) }
func (c cUint8E[K]) Error() string       { return carriedText(c) }
func (c cUint16S[K]) String() string     { return carriedText(c) }
func (c cUint16E[K]) Error() string      { return carriedText(c) }
func (c cUint32S[K]) String() string     { return carriedText(c) }
func (c cUint32E[K]) Error() string      { return carriedText(c) }
func (c cUint64S[K]) String() string     { return carriedText(c) }
func (c cUint64E[K]) Error() string      { return carriedText(c) }
func (c cUintptrS[K]) String() string    { return carriedText(c) }
func (c cUintptrE[K]) Error() string     { return carriedText(c) }
func (c cFloat32S[K]) String() string    { return carriedText(c) }
func (c cFloat32E[K]) Error() string     { return carriedText(c) }
func (c cFloat64S[K]) String() string    { return carriedText(c) }
func (c cFloat64E[K]) Error() string     { return carriedText(c) }
func (c cComplex64S[K]) String() string  { return carriedText(c) }
func (c cComplex64E[K]) Error() string   { return carriedText(c) }
func (c cComplex128S[K]) String() string { return carriedText(c) }
func (c cComplex128E[K]) Error() string  { return carriedText(c) }
func (c cStringS[K]) String() string     { return carriedText(c) }
func (c cStringE[K]) Error() string      { return carriedText(c) }
func (c cStructS[K]) String() string     { return carriedText(c) }
func (c cStructE[K]) Error() string      { return carriedText(c) }
func (c cBoolS[K]) String() string       { return carriedText(c) }
func (c cBoolE[K]) Error() string        { return carriedText(c) }

// A carried says of a carrier whose values it carries.
type carried struct {
	name string           // of the cell's type, below
	text func(any) string // the method by which it shows itself, or nil
}

var carriedBy sync.Map // reflect.Type → carried

// carries notes what a carrier is for; sample is a value of it.
func (t *typeTable) carries(sample any, name string, text func(any) string) {
	carrierNames.Store(reflect.TypeOf(sample).String(), "main."+front.Plain(name))
	carriedBy.Store(reflect.TypeOf(sample), carried{name, text})
}

var carrierNames sync.Map // how package reflect calls a carrier → its type's name

var (
	carrierName = regexp.MustCompile(`child\.c\w+\[\[\d+\][\w./]*slot\]`)
	taggedForm  = regexp.MustCompile(`struct \{[^{}]*ʹ:\\"([^"\\]*)\\"[^{}]*\}`)
)

// cellNames words the types in a message of package reflect as cells name them.
func cellNames(s string) string {
	s = carrierName.ReplaceAllStringFunc(s, func(name string) string {
		if n, ok := carrierNames.Load(name); ok {
			return n.(string)
		}
		return name
	})
	return taggedForm.ReplaceAllStringFunc(s, func(form string) string {
		return "main." + front.Plain(taggedForm.FindStringSubmatch(form)[1])
	})
}

func carriedText(c any) string {
	if by, ok := carriedBy.Load(reflect.TypeOf(c)); ok {
		return by.(carried).text(c)
	}
	return ""
}
