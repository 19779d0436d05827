package child

import "reflect"

// receive is a receive of interpreted code, to the variable at place; it reports whether a value
// came. An interrupt ends it.
func (h *host) receive(c, place any) bool {
	// What most channels carry goes without reflection.
	switch c := c.(type) {
	case chan int:
		return receiveTo(h, c, place)
	case <-chan int:
		return receiveTo(h, c, place)
	case chan float64:
		return receiveTo(h, c, place)
	case <-chan float64:
		return receiveTo(h, c, place)
	case chan string:
		return receiveTo(h, c, place)
	case <-chan string:
		return receiveTo(h, c, place)
	case chan bool:
		return receiveTo(h, c, place)
	case <-chan bool:
		return receiveTo(h, c, place)
	case chan error:
		return receiveTo(h, c, place)
	case <-chan error:
		return receiveTo(h, c, place)
	case chan struct{}:
		return receiveTo(h, c, place)
	case <-chan struct{}:
		return receiveTo(h, c, place)
	}
	to := reflect.ValueOf(place).Elem()
	from := reflect.ValueOf(c)
	if !from.IsNil() {
		if v, ok := from.TryRecv(); v.IsValid() {
			to.Set(v)
			return ok
		}
	}
	i, v, ok := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: from}, h.interrupted()})
	if i == 1 {
		halt()
	}
	to.Set(v)
	return ok
}

func receiveTo[C ~chan T | ~<-chan T, T any](h *host, c C, place any) bool {
	select {
	case v, ok := <-c:
		*place.(*T) = v
		return ok
	case <-h.stop.channel():
		halt()
	}
	return false
}

// sendOn is a send of interpreted code, of the variable at place. An interrupt ends it.
func (h *host) sendOn(c, place any) {
	switch c := c.(type) {
	case chan int:
		sendFrom(h, c, place)
	case chan<- int:
		sendFrom(h, c, place)
	case chan float64:
		sendFrom(h, c, place)
	case chan<- float64:
		sendFrom(h, c, place)
	case chan string:
		sendFrom(h, c, place)
	case chan<- string:
		sendFrom(h, c, place)
	case chan bool:
		sendFrom(h, c, place)
	case chan<- bool:
		sendFrom(h, c, place)
	case chan error:
		sendFrom(h, c, place)
	case chan<- error:
		sendFrom(h, c, place)
	case chan struct{}:
		sendFrom(h, c, place)
	case chan<- struct{}:
		sendFrom(h, c, place)
	default:
		v := reflect.ValueOf(place).Elem()
		to := reflect.ValueOf(c)
		if !to.IsNil() && to.TrySend(v) {
			return
		}
		if i, _, _ := reflect.Select([]reflect.SelectCase{{Dir: reflect.SelectSend, Chan: to, Send: v}, h.interrupted()}); i == 1 {
			halt()
		}
	}
}

func sendFrom[C ~chan T | ~chan<- T, T any](h *host, c C, place any) {
	select {
	case c <- *place.(*T):
	case <-h.stop.channel():
		halt()
	}
}

// choose is a select of interpreted code. kinds has a letter for each case, and args what
// belongs to each: d, the default, has nothing; s, a send, a channel and where the value stands;
// r, a receive, a channel; v the same and where the value goes; o the same and where goes
// whether there was one. choose gives the number of the case.
func (h *host) choose(kinds string, args ...any) int {
	cases := make([]reflect.SelectCase, 0, len(kinds)+1)
	at := make([]int, len(kinds)) // where in args each case begins
	waits := true
	next := 0
	for i, k := range kinds {
		at[i] = next
		one := reflect.SelectCase{Dir: reflect.SelectRecv}
		if k == 'd' {
			one.Dir, waits = reflect.SelectDefault, false
		} else {
			one.Chan = reflect.ValueOf(args[next])
			next++
		}
		switch k {
		case 's':
			one.Dir, one.Send = reflect.SelectSend, reflect.ValueOf(args[next]).Elem()
			next++
		case 'v':
			next++
		case 'o':
			next += 2
		}
		cases = append(cases, one)
	}
	if waits {
		cases = append(cases, h.interrupted())
	}
	i, v, ok := reflect.Select(cases)
	if i == len(kinds) {
		halt()
	}
	switch kinds[i] {
	case 'o':
		reflect.ValueOf(args[at[i]+2]).Elem().SetBool(ok)
		fallthrough
	case 'v':
		reflect.ValueOf(args[at[i]+1]).Elem().Set(v)
	}
	return i
}

func (h *host) interrupted() reflect.SelectCase {
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(h.stop.channel())}
}
