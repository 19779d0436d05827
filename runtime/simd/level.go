package simd

import (
	"fmt"
	"os"
	"strings"
	"sync"
)

// A Level is an instruction set.
type Level int

const (
	Generic Level = iota // Go
	AVX2                 // with FMA
	AVX512               // F, BW, DQ and VL
)

var names = [...]string{"generic", "avx2", "avx512"}

func (l Level) String() string { return names[l] }

// Variable is the environment variable that forces a level.
const Variable = "TALBOT_CPU"

// Available lists the levels that this processor has, the best first.
func Available() []Level {
	var all []Level
	for l := AVX512; l >= Generic; l-- {
		if has(l) {
			all = append(all, l)
		}
	}
	return all
}

// Chosen gives the level that For chooses: the best, or what TALBOT_CPU names. The error
// says what is wrong with what it names.
func Chosen() (Level, error) { return chosen() }

var chosen = sync.OnceValues(func() (Level, error) { return choose(os.Getenv(Variable), Available()) })

func choose(name string, available []Level) (Level, error) {
	if name == "" {
		return available[0], nil
	}
	var here []string
	for _, l := range available {
		if name == l.String() {
			return l, nil
		}
		here = append([]string{l.String()}, here...)
	}
	allowed := strings.Join(here, ", ")
	for _, n := range names {
		if name == n {
			return Generic, fmt.Errorf("%s is %s, which this processor does not have; it has %s", Variable, name, allowed)
		}
	}
	return Generic, fmt.Errorf("%s is %q; allowed are %s, or nothing for the best of them", Variable, name, allowed)
}

// For gives the kernels of the chosen level. It panics where TALBOT_CPU names none: the program
// asks Chosen when it starts.
func For[F Float]() *Kernels[F] {
	l, err := Chosen()
	if err != nil {
		panic("simd: " + err.Error())
	}
	return At[F](l)
}

// At gives the kernels of one of the available levels.
func At[F Float](l Level) *Kernels[F] {
	var f F
	if _, single := any(f).(float32); single {
		return any(kernels32(l)).(*Kernels[F])
	}
	return any(kernels64(l)).(*Kernels[F])
}
