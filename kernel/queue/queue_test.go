package queue

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"
)

func TestQueueIsBoundedInBytes(t *testing.T) {
	q := New[int](100)
	if !q.Offer(1, 1000, 0) {
		t.Error("an empty queue refuses a large item")
	}
	if q.Offer(2, 1, 0) {
		t.Error("a full queue takes another")
	}
	if !q.Offer(3, 1, 20) {
		t.Error("an item beyond the bound uses up the reserve")
	}
	for _, want := range []int{1, 3} {
		if v, err := q.Take(context.Background()); v != want || err != nil {
			t.Errorf("got %d, %v", v, err)
		}
	}
	for i := range 10 {
		if !q.Offer(i, 10, 0) {
			t.Errorf("item %d is refused", i)
		}
	}
	if q.Offer(10, 1, 0) || !q.Offer(10, 1, 20) {
		t.Error("the reserve is not told from the rest")
	}
	for i := range 11 {
		if v, _ := q.Take(context.Background()); v != i {
			t.Errorf("got %d, want %d", v, i)
		}
	}
}

func TestPutWaitsForRoom(t *testing.T) {
	q := New[int](10)
	q.Put(1, 10)
	done := make(chan bool)
	go func() { done <- q.Put(2, 10) }()
	select {
	case <-done:
		t.Fatal("put did not wait")
	case <-time.After(20 * time.Millisecond):
	}
	q.Take(context.Background())
	if !<-done {
		t.Error("put failed")
	}
	go func() { done <- q.Put(3, 10) }()
	q.Close()
	if <-done {
		t.Error("put into a closed queue")
	}
	if v, err := q.Take(context.Background()); v != 2 || err != nil {
		t.Errorf("what waited is lost: %d, %v", v, err)
	}
	if _, err := q.Take(context.Background()); !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

func TestTakeEndsWithItsContext(t *testing.T) {
	q := New[int](10)
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := q.Take(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestPatienceEndsWhenNothingLeaves(t *testing.T) {
	q := New[int](100)
	q.Patient(1, 100)
	begin := time.Now()
	if q.Patient(2, 10) {
		t.Error("there was no room")
	}
	if d := time.Since(begin); d < stallTime {
		t.Errorf("it waited %v only", d)
	}
	begin = time.Now()
	if q.Patient(3, 10) || time.Since(begin) > stallTime/2 {
		t.Error("it waited for a queue that is known to be stalled")
	}
	q.Take(context.Background())
	if !q.Patient(4, 10) {
		t.Error("a queue that drained stays stalled")
	}
}

func TestPatienceLastsWhileItemsLeave(t *testing.T) {
	q := New[int](stallBytes)
	go func() {
		for {
			time.Sleep(time.Millisecond)
			if _, err := q.Take(context.Background()); err != nil {
				return
			}
		}
	}()
	defer q.Close()
	for i := range 100 {
		if !q.Patient(i, stallBytes/2) {
			t.Fatalf("item %d was dropped", i)
		}
	}
}
