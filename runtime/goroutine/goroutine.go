// Package goroutine tells goroutines apart, which Go itself does not offer: for what belongs to
// the code that runs rather than to the values that it holds.
package goroutine

import (
	"bytes"
	"runtime"
	"strconv"
)

// ID gives the number of the calling goroutine, by which its stack traces begin. It takes about
// a microsecond.
func ID() uint64 {
	var buf [64]byte
	b := bytes.TrimPrefix(buf[:runtime.Stack(buf[:], false)], []byte("goroutine "))
	id, _ := strconv.ParseUint(string(b[:max(bytes.IndexByte(b, ' '), 0)]), 10, 64)
	return id
}
