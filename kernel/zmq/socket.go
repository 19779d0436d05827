package zmq

import (
	"errors"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	"talbot/kernel/queue"
	"talbot/kernel/zmq/zmtp"
)

// Bounds on what peers can make a socket hold.
const (
	maxPeers   = 256              // connections of one socket
	maxPending = 64               // connections whose handshake is not done
	outBytes   = 32 << 20         // waiting to be sent to one peer
	readStall  = 30 * time.Second // without a byte, within a message
)

// A socket listens, shakes hands and keeps its peers apart: each has its own goroutines
// and its own bounded queue, so that none can hold up another.
type socket struct {
	typ     zmtp.SocketType
	ln      net.Listener
	arrival *budget
	limit   func(*peer) zmtp.Limit      // on the next message from a peer
	receive func(*peer, [][]byte) error // takes a message in the peer's own goroutine; an error ends the peer

	mu      sync.Mutex
	peers   map[string]*peer
	pending []net.Conn // oldest first
	anon    uint64     // peers without an identity so far
	closed  bool
}

// listen opens a socket. Its limit and receive must be set before serve is called.
func listen(typ zmtp.SocketType, network, address string, arrival *budget) (*socket, error) {
	if network == "unix" {
		if err := removeStaleSocket(address); err != nil {
			return nil, err
		}
	}
	ln, err := net.Listen(network, address)
	if err != nil {
		return nil, err
	}
	if network == "unix" {
		if err := os.Chmod(address, 0o600); err != nil { // only the owner may connect
			ln.Close()
			return nil, err
		}
	}
	return &socket{typ: typ, ln: ln, arrival: arrival, peers: map[string]*peer{}}, nil
}

// removeStaleSocket removes what a kernel that was killed left at a path, if it is a socket.
func removeStaleSocket(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil
	}
	if info.Mode()&os.ModeSocket == 0 {
		return errors.New(path + " exists and is not a socket")
	}
	return os.Remove(path)
}

// serve accepts connections until the socket is closed.
func (s *socket) serve() {
	for {
		nc, err := s.ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // such as too many open files: it passes
			time.Sleep(50 * time.Millisecond)
			continue
		}
		if s.admit(nc) {
			go s.handle(nc)
		}
	}
}

// admit notes a connection whose handshake begins. When too many are under way the
// oldest is closed, so that silent connections cannot keep others out.
func (s *socket) admit(nc net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		nc.Close()
		return false
	}
	if len(s.pending) >= maxPending {
		s.pending[0].Close()
		s.pending = s.pending[1:]
	}
	s.pending = append(s.pending, nc)
	return true
}

func (s *socket) settled(nc net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, c := range s.pending {
		if c == nc {
			s.pending = append(s.pending[:i:i], s.pending[i+1:]...)
			return
		}
	}
}

// handle serves one connection until it ends.
func (s *socket) handle(nc net.Conn) {
	conn, err := zmtp.Open(nc, s.typ, "", true)
	s.settled(nc)
	if err != nil {
		return
	}
	p := &peer{conn: conn, out: queue.New[[][]byte](outBytes), topics: map[string]int{}}
	if !s.join(p) {
		p.close()
		return
	}
	go p.write()
	s.read(p)
	p.close()
	s.leave(p)
}

func (s *socket) read(p *peer) {
	for {
		var held int64
		limit := s.limit(p)
		limit.Stall = readStall
		limit.Grow = func(n int64) error {
			if err := s.arrival.take(n); err != nil {
				return err
			}
			held += n
			return nil
		}
		frames, err := p.conn.Read(limit)
		if err == nil {
			err = s.receive(p, frames)
		}
		s.arrival.give(held)
		if err != nil {
			return
		}
	}
}

// join registers a peer. One that comes with the identity of another takes its place:
// a client that lost its connection comes back before the kernel knows of the loss.
func (s *socket) join(p *peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.id = p.conn.Identity
	if p.id == "" || p.id[0] == 0 { // a first byte of zero is ours (ZMTP 3.0)
		s.anon++
		p.id = "\x00" + strconv.FormatUint(s.anon, 36)
	}
	old := s.peers[p.id]
	if s.closed || old == nil && len(s.peers) >= maxPeers {
		return false
	}
	if old != nil {
		old.close()
	}
	s.peers[p.id] = p
	return true
}

func (s *socket) leave(p *peer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.peers[p.id] == p {
		delete(s.peers, p.id)
	}
}

func (s *socket) peer(id string) *peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.peers[id]
}

func (s *socket) all() []*peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*peer, 0, len(s.peers))
	for _, p := range s.peers {
		list = append(list, p)
	}
	return list
}

// close sends what is queued, until the deadline at most, and ends all connections.
func (s *socket) close(deadline time.Time) {
	s.mu.Lock()
	s.closed = true
	pending := s.pending
	s.mu.Unlock()
	s.ln.Close()
	for _, nc := range pending {
		nc.Close()
	}
	for _, p := range s.all() {
		p.flushed(deadline)
		p.close()
	}
}
