package main

import (
	"flag"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A memorySize is a flag's amount of memory in bytes, as 4GB, 512MB or 2GiB.
type memorySize uint64

// memoryFlag gives a command the flag with which its session's memory is bounded.
func memoryFlag(fs *flag.FlagSet) *memorySize {
	var m memorySize
	fs.Var(&m, "memory", "the `most` memory that cells may take, as 4GB or 512MB (default three quarters of what is free, within the limits of a container)")
	return &m
}

// String writes the size in the largest unit that leaves no fraction.
func (m *memorySize) String() string {
	if m == nil || *m == 0 {
		return ""
	}
	for _, u := range memoryUnits {
		if u.bytes > 1 && uint64(*m)%u.bytes == 0 {
			return fmt.Sprintf("%d%s", uint64(*m)/u.bytes, u.name)
		}
	}
	return strconv.FormatUint(uint64(*m), 10)
}

var memoryUnits = []struct {
	name  string
	bytes uint64
}{
	{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
	{"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"T", 1e12}, {"G", 1e9}, {"M", 1e6}, {"k", 1e3}, {"B", 1},
}

// leastMemory is what the process of a session needs for itself, and a little for cells.
const leastMemory = 64e6

// Set reads a size.
func (m *memorySize) Set(s string) error {
	number, unit := strings.TrimSpace(s), uint64(1)
	for _, u := range memoryUnits {
		if n := len(number) - len(u.name); n > 0 && strings.EqualFold(number[n:], u.name) {
			number, unit = strings.TrimSpace(number[:n]), u.bytes
			break
		}
	}
	x, err := strconv.ParseFloat(number, 64)
	switch size := x * float64(unit); {
	case err != nil || math.IsNaN(x) || x <= 0 || size > math.MaxInt64:
		return fmt.Errorf("it is an amount of memory, as 4GB, 512MB or 2GiB")
	case size < leastMemory:
		return fmt.Errorf("a session needs 64MB at least")
	default:
		*m = memorySize(size)
	}
	return nil
}
