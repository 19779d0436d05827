package kernel

import (
	"testing"

	"talbot/kernel/kerneltest"
	"talbot/kernel/wire"
)

func TestInterruptReachesACellThatWaitsForItsTurn(t *testing.T) {
	k := New(kerneltest.New(), Info{})
	cell := func() *output { return newOutput(k, &wire.Message{}, false, false) }
	end, ok := k.turn(t.Context(), cell())
	if !ok {
		t.Fatal("the first cell has to wait")
	}
	waits, got := cell(), make(chan bool)
	k.enter(waits)
	go func() {
		_, ok := k.turn(t.Context(), waits)
		got <- ok
	}()
	k.Interrupt()
	if <-got {
		t.Error("two cells run at a time")
	}
	end()
	for range 100 { // its turn and the interrupt come together
		if _, ok := k.turn(t.Context(), waits); ok {
			t.Fatal("a cell that was interrupted runs")
		}
	}
	k.leave(waits)
	if _, ok := k.turn(t.Context(), cell()); !ok {
		t.Error("the turn was not given back")
	}
}
