package zmq

import "testing"

func TestBudget(t *testing.T) {
	b := newBudget(10)
	if b.take(8) != nil || b.take(3) == nil || b.take(2) != nil {
		t.Error("the sum is not what is bounded")
	}
	b.give(10)
	if b.take(10) != nil {
		t.Error("what was given back is lost")
	}
}
