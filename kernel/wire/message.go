// Package wire reads and writes messages of the Jupyter protocol as ZeroMQ carries them:
// routing frames, a delimiter, a signature, four JSON objects and binary buffers.
package wire

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// A Message is one message of the protocol, on any channel.
type Message struct {
	Route    [][]byte // who it comes from or goes to; a transport sets and reads it
	Header   Header
	Parent   Header // the header of the request that caused it, or the zero Header
	Metadata json.RawMessage
	Content  json.RawMessage
	Buffers  [][]byte
	Received time.Time // when it was decoded; a message that waited is told by it from one that came later

	// Fault is set on a message that was decoded, was rightly signed and has a header, but
	// whose metadata or content is no JSON object: its sender waits for an answer.
	Fault error
}

// A Header names a message. One that was decoded encodes to the same bytes again, so
// that a reply carries its request's header unchanged, fields unknown here included.
type Header struct {
	ID       string
	Type     string
	Session  string
	Username string
	Date     string // ISO 8601, UTC
	Version  string // of the protocol
	Subshell string // that a request is for; "" is the main shell

	raw json.RawMessage
}

type headerJSON struct {
	ID       string `json:"msg_id"`
	Type     string `json:"msg_type"`
	Session  string `json:"session"`
	Username string `json:"username"`
	Date     string `json:"date"`
	Version  string `json:"version"`
	Subshell string `json:"subshell_id,omitempty"`
}

// IsZero tells whether the header is that of no message.
func (h Header) IsZero() bool { return h.ID == "" && h.Type == "" && h.raw == nil }

// MarshalJSON encodes the header; the zero Header is {}.
func (h Header) MarshalJSON() ([]byte, error) {
	if h.raw != nil {
		return h.raw, nil
	}
	if h.IsZero() {
		return []byte("{}"), nil
	}
	return marshal(headerJSON{h.ID, h.Type, h.Session, h.Username, h.Date, h.Version, h.Subshell})
}

// UnmarshalJSON decodes a header and keeps its bytes. Only the ID and the type must be texts:
// of the rest nothing but the subshell matters here, and one that is no text exists nowhere.
func (h *Header) UnmarshalJSON(raw []byte) error {
	if err := checkObject("header", raw); err != nil {
		return err
	}
	var j struct {
		ID       string `json:"msg_id"`
		Type     string `json:"msg_type"`
		Session  loose  `json:"session"`
		Username loose  `json:"username"`
		Date     loose  `json:"date"`
		Version  loose  `json:"version"`
		Subshell loose  `json:"subshell_id"`
	}
	if err := json.Unmarshal(raw, &j); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	*h = Header{ID: j.ID, Type: j.Type, Session: string(j.Session), Username: string(j.Username), Date: string(j.Date),
		Version: string(j.Version), Subshell: string(j.Subshell), raw: bytes.Clone(raw)}
	return nil
}

// loose is a text, or the JSON of what is none.
type loose string

func (l *loose) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		s = string(raw)
	}
	*l = loose(s)
	return nil
}

// An Author stamps the messages that one side of a conversation writes.
type Author struct {
	Session  string
	Username string
	Version  string
}

// New makes a message of a type with any content that encoding/json takes; parent is
// the header that it answers, or the zero Header.
func (a Author) New(msgType string, parent Header, content any) (*Message, error) {
	raw, err := marshal(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", msgType, err)
	}
	return &Message{
		Header: Header{ID: NewID(), Type: msgType, Session: a.Session, Username: a.Username, Date: Date(time.Now()), Version: a.Version},
		Parent: parent, Content: raw,
	}, nil
}

// Date gives a time as message headers write it.
func Date(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// NewID gives a random UUID (version 4, RFC 9562).
func NewID() string {
	var u [16]byte
	rand.Read(u[:]) // never fails, by its documentation
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	var s [36]byte
	hex.Encode(s[:8], u[:4])
	hex.Encode(s[9:13], u[4:6])
	hex.Encode(s[14:18], u[6:8])
	hex.Encode(s[19:23], u[8:10])
	hex.Encode(s[24:], u[10:])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

// marshal encodes without escaping <, > and &, which markup is full of.
func marshal(v any) (json.RawMessage, error) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer func() {
		if b.Cap() <= pooledBuffer {
			buffers.Put(b)
		}
	}()
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	// Copied, since a buffer may be twice as large as what is in it, and messages wait in queues.
	return bytes.Clone(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

const pooledBuffer = 256 << 10

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// checkObject refuses what is not one JSON object.
func checkObject(name string, raw []byte) error {
	t := bytes.TrimLeft(raw, " \t\r\n")
	if len(t) == 0 || t[0] != '{' || !json.Valid(t) {
		return fmt.Errorf("%s is not a JSON object", name)
	}
	return nil
}

// SetMetadata sets the metadata to any value that encodes to a JSON object.
func (m *Message) SetMetadata(v any) error {
	raw, err := marshal(v)
	if err == nil {
		err = checkObject("metadata", raw)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", m.Header.Type, err)
	}
	m.Metadata = raw
	return nil
}
