package reckon

import (
	"math"
	"math/bits"
	"math/rand"
	randv2 "math/rand/v2"
)

// natives are the compiled functions that parts may call, by path and name.
var natives = map[string]any{
	"math.Abs": math.Abs, "math.Acos": math.Acos, "math.Acosh": math.Acosh, "math.Asin": math.Asin, "math.Asinh": math.Asinh,
	"math.Atan": math.Atan, "math.Atan2": math.Atan2, "math.Atanh": math.Atanh, "math.Cbrt": math.Cbrt, "math.Ceil": math.Ceil,
	"math.Copysign": math.Copysign, "math.Cos": math.Cos, "math.Cosh": math.Cosh, "math.Dim": math.Dim, "math.Erf": math.Erf,
	"math.Erfc": math.Erfc, "math.Exp": math.Exp, "math.Exp2": math.Exp2, "math.Expm1": math.Expm1, "math.Floor": math.Floor,
	"math.Gamma": math.Gamma, "math.Hypot": math.Hypot, "math.J0": math.J0, "math.J1": math.J1, "math.Log": math.Log,
	"math.Log10": math.Log10, "math.Log1p": math.Log1p, "math.Log2": math.Log2, "math.Max": math.Max, "math.Min": math.Min,
	"math.Mod": math.Mod, "math.Pow": math.Pow, "math.Remainder": math.Remainder, "math.Round": math.Round,
	"math.RoundToEven": math.RoundToEven, "math.Sin": math.Sin, "math.Sinh": math.Sinh, "math.Sqrt": math.Sqrt, "math.Tan": math.Tan,
	"math.Tanh": math.Tanh, "math.Trunc": math.Trunc, "math.Y0": math.Y0, "math.Y1": math.Y1,
	"math.IsNaN": math.IsNaN, "math.IsInf": math.IsInf, "math.Signbit": math.Signbit, "math.Inf": math.Inf, "math.NaN": math.NaN,
	"math.Float64bits": math.Float64bits, "math.Float64frombits": math.Float64frombits,
	"math/rand.Float64": rand.Float64, "math/rand.NormFloat64": rand.NormFloat64, "math/rand.ExpFloat64": rand.ExpFloat64,
	"math/rand.Intn": rand.Intn, "math/rand.Int": rand.Int,
	"math/rand/v2.Float64": randv2.Float64, "math/rand/v2.NormFloat64": randv2.NormFloat64, "math/rand/v2.ExpFloat64": randv2.ExpFloat64,
	"math/rand/v2.IntN": randv2.IntN, "math/rand/v2.Int": randv2.Int, "math/rand/v2.Uint64": randv2.Uint64,
	"math/bits.OnesCount64": bits.OnesCount64, "math/bits.LeadingZeros64": bits.LeadingZeros64, "math/bits.TrailingZeros64": bits.TrailingZeros64,
	"math/bits.Len64": bits.Len64,
}

// HasNative reports whether parts may call a compiled function.
func HasNative(name string) bool { return natives[name] != nil }

func floatNative[T float](b *builder, n *Node) get[T] {
	arg := func(i int) get[float64] { return floatExpr[float64](b, n.Kids[i]) }
	var out get[float64]
	switch f := natives[n.Name].(type) {
	case func(float64) float64:
		x := arg(0)
		out = func(e *env) float64 { return f(x(e)) }
		switch n.Name { // what the compiler makes one instruction of
		case "math.Sqrt":
			out = func(e *env) float64 { return math.Sqrt(x(e)) }
		case "math.Abs":
			out = func(e *env) float64 { return math.Abs(x(e)) }
		case "math.Floor":
			out = func(e *env) float64 { return math.Floor(x(e)) }
		}
	case func(float64, float64) float64:
		x, y := arg(0), arg(1)
		out = func(e *env) float64 { v := x(e); return f(v, y(e)) }
	case func() float64:
		out = func(*env) float64 { return f() }
	case func(int) float64:
		x := b.integers(n.Kids[0])
		out = func(e *env) float64 { return f(int(x(e))) }
	case func(uint64) float64:
		x := intExpr[uint64](b, n.Kids[0])
		out = func(e *env) float64 { return f(x(e)) }
	default:
		panic(unknown(n))
	}
	if g, ok := any(out).(get[T]); ok {
		return g
	}
	panic(unknown(n))
}

func integerNative[T integer](b *builder, n *Node) get[T] {
	switch f := natives[n.Name].(type) {
	case func() int:
		return func(*env) T { return T(f()) }
	case func() uint64:
		return func(*env) T { return T(f()) }
	case func(int) int:
		x := b.integers(n.Kids[0])
		return func(e *env) T { return T(f(int(x(e)))) }
	case func(float64) uint64:
		x := floatExpr[float64](b, n.Kids[0])
		return func(e *env) T { return T(f(x(e))) }
	case func(uint64) int:
		x := intExpr[uint64](b, n.Kids[0])
		return func(e *env) T { return T(f(x(e))) }
	}
	panic(unknown(n))
}

func predicate(b *builder, n *Node) get[bool] {
	x := floatExpr[float64](b, n.Kids[0])
	switch f := natives[n.Name].(type) {
	case func(float64) bool:
		return func(e *env) bool { return f(x(e)) }
	case func(float64, int) bool:
		y := b.integers(n.Kids[1])
		return func(e *env) bool { v := x(e); return f(v, int(y(e))) }
	}
	panic(unknown(n))
}
