package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"sync"
	"time"
)

// Limits on what Decode takes, beside the transport's own limit on a message's bytes.
const (
	MaxRoute   = 16       // routing frames
	MaxBuffers = 4096     // binary buffers
	MaxHeader  = 64 << 10 // bytes of header, of parent header
	MaxMeta    = 16 << 20 // bytes of metadata
)

// ErrSignature is what Decode returns for a message that was not signed with the key,
// or that was seen before.
var ErrSignature = errors.New("wrong signature")

var (
	delimiter   = []byte("<IDS|MSG>")
	emptyObject = json.RawMessage("{}")
)

// A Codec encodes and decodes the messages of one conversation, all of whose channels
// share one key. Its methods may be called from any goroutine.
type Codec struct {
	macs sync.Pool // of hash.Hash; nil New means unsigned
	seen replays
}

// NewCodec gives a codec that signs with HMAC-SHA256 under the key. With an empty key
// messages are not signed and none is refused for its signature.
func NewCodec(key string) *Codec {
	c := &Codec{}
	if key != "" {
		c.macs.New = func() any { return hmac.New(sha256.New, []byte(key)) }
	}
	return c
}

// Signed tells whether the codec signs.
func (c *Codec) Signed() bool { return c.macs.New != nil }

func (c *Codec) digest(parts ...[]byte) (d [sha256.Size]byte) {
	mac := c.macs.Get().(hash.Hash)
	mac.Reset()
	for _, p := range parts {
		mac.Write(p)
	}
	mac.Sum(d[:0])
	c.macs.Put(mac)
	return d
}

// Encode gives a message's frames: its route, the delimiter, the signature, header,
// parent header, metadata, content and buffers.
func (c *Codec) Encode(m *Message) ([][]byte, error) {
	header, err := m.Header.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("wire: header: %w", err)
	}
	parent, err := m.Parent.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("wire: parent header: %w", err)
	}
	parts := [4][]byte{header, parent, m.Metadata, m.Content}
	for i, p := range parts {
		if len(p) == 0 {
			parts[i] = emptyObject
		}
	}
	frames := make([][]byte, 0, len(m.Route)+6+len(m.Buffers))
	frames = append(frames, m.Route...)
	frames = append(frames, delimiter, c.sign(parts[:]...))
	frames = append(frames, parts[:]...)
	return append(frames, m.Buffers...), nil
}

// Decode reads a message from its frames and checks all of it; see also Message.Fault. It keeps
// the frames.
func (c *Codec) Decode(frames [][]byte) (*Message, error) {
	at := -1
	for i, f := range frames[:min(len(frames), MaxRoute+1)] {
		if string(f) == string(delimiter) {
			at = i
			break
		}
	}
	if at < 0 {
		return nil, fmt.Errorf("wire: no delimiter %s in the first %d frames", delimiter, MaxRoute+1)
	}
	body := frames[at+1:]
	if len(body) < 5 {
		return nil, fmt.Errorf("wire: %d frames after the delimiter; a message has at least 5", len(body))
	}
	parts := [4][]byte(body[1:5])
	if err := c.verify(body[0], parts[:]...); err != nil {
		return nil, err
	}
	if n := max(len(parts[0]), len(parts[1])); n > MaxHeader {
		return nil, fmt.Errorf("wire: a header of %d bytes; at most %d are taken", n, MaxHeader)
	}
	if len(parts[2]) > MaxMeta {
		return nil, fmt.Errorf("wire: metadata of %d bytes; at most %d are taken", len(parts[2]), MaxMeta)
	}
	if n := len(body) - 5; n > MaxBuffers {
		return nil, fmt.Errorf("wire: %d buffers; at most %d are taken", n, MaxBuffers)
	}
	m := &Message{Route: frames[:at:at], Metadata: parts[2], Content: parts[3], Buffers: body[5:],
		Received: time.Now()}
	if len(m.Buffers) == 0 {
		m.Buffers = nil
	}
	if err := m.Header.UnmarshalJSON(parts[0]); err != nil {
		return nil, fmt.Errorf("wire: %w", err)
	}
	if m.Header.ID == "" || m.Header.Type == "" {
		return nil, errors.New("wire: the header names no msg_id or no msg_type")
	}
	if err := m.Parent.UnmarshalJSON(parts[1]); err != nil {
		return nil, fmt.Errorf("wire: parent %w", err)
	}
	if m.Parent.ID == "" && m.Parent.Type == "" {
		m.Parent = Header{}
	}
	for i, name := range []string{"metadata", "content"} {
		if err := checkObject(name, parts[2+i]); err != nil {
			m.Fault = err
		}
	}
	return m, nil
}

// verify compares in constant time and takes each signature once.
func (c *Codec) verify(signature []byte, parts ...[]byte) error {
	if !c.Signed() {
		return nil
	}
	var got [sha256.Size]byte
	if len(signature) != hex.EncodedLen(len(got)) {
		return fmt.Errorf("wire: %w: %d bytes, not %d", ErrSignature, len(signature), hex.EncodedLen(len(got)))
	}
	if _, err := hex.Decode(got[:], signature); err != nil {
		return fmt.Errorf("wire: %w: not hexadecimal", ErrSignature)
	}
	want := c.digest(parts...)
	if !hmac.Equal(got[:], want[:]) {
		return fmt.Errorf("wire: %w: not made with this connection's key", ErrSignature)
	}
	if !c.seen.add(want) {
		return fmt.Errorf("wire: %w: seen before", ErrSignature)
	}
	return nil
}
