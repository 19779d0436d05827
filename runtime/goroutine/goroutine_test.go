package goroutine_test

import (
	"testing"

	"talbot/runtime/goroutine"
)

func TestID(t *testing.T) {
	mine := goroutine.ID()
	other := make(chan uint64)
	go func() { other <- goroutine.ID() }()
	if id := <-other; mine == 0 || id == 0 || id == mine || goroutine.ID() != mine {
		t.Errorf("the goroutines are %d and %d", mine, id)
	}
}
