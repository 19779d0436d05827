package zmtp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-zeromq/zmq4"
)

// maxIdentity is the longest identity that ZMTP allows.
const maxIdentity = 255

// mechanism is ZMTP's NULL security, which authenticates nobody: messages carry signatures.
type mechanism struct {
	conn *Conn
	typ  SocketType
}

func (m *mechanism) Type() zmq4.SecurityType { return zmq4.NullSecurity }

// Handshake sends our READY and takes the peer's.
func (m *mechanism) Handshake(zc *zmq4.Conn, _ bool) error {
	raw, err := zc.Meta.MarshalZMTP()
	if err != nil {
		return err
	}
	if err := zc.SendCmd(zmq4.CmdReady, raw); err != nil {
		return err
	}
	if err := m.conn.Flush(); err != nil {
		return err
	}
	body, flags, err := readFrame(m.conn.in, maxCommand, nil)
	if err != nil {
		return fmt.Errorf("waiting for READY: %w", err)
	}
	if flags&flagCommand == 0 || flags&flagMore != 0 {
		return errors.New("a message where READY is due")
	}
	name, meta, err := splitCommand(body)
	if err != nil {
		return err
	}
	if name != "READY" {
		return fmt.Errorf("command %q where READY is due", name)
	}
	props, err := parseMetadata(meta)
	if err != nil {
		return err
	}
	peer := SocketType(props["socket-type"])
	if !slices.Contains(peers[m.typ], peer) {
		return fmt.Errorf("a %q socket cannot talk to a %s", peer, m.typ)
	}
	if len(props["identity"]) > maxIdentity {
		return fmt.Errorf("an identity of %d bytes; at most %d are allowed", len(props["identity"]), maxIdentity)
	}
	m.conn.Identity = props["identity"]
	zc.Peer.Meta["Socket-Type"] = string(peer)
	zc.Peer.Meta["Identity"] = props["identity"]
	return nil
}

func (m *mechanism) Encrypt(w io.Writer, data []byte) (int, error) { return w.Write(data) }
func (m *mechanism) Decrypt(w io.Writer, data []byte) (int, error) { return w.Write(data) }

// peers lists who may talk to whom (ZMTP 3.0, "The Socket-Type property").
var peers = map[SocketType][]SocketType{
	Router: {zmq4.Req, zmq4.Dealer, zmq4.Router},
	Dealer: {zmq4.Rep, zmq4.Dealer, zmq4.Router},
	XPub:   {zmq4.Sub, zmq4.XSub},
	Sub:    {zmq4.Pub, zmq4.XPub},
	Req:    {zmq4.Rep, zmq4.Router},
	Rep:    {zmq4.Req, zmq4.Dealer},
}

// splitCommand takes a command's body apart into its name and data.
func splitCommand(body []byte) (name string, data []byte, err error) {
	if len(body) == 0 || int(body[0]) > len(body)-1 {
		return "", nil, errors.New("a command without a name")
	}
	n := int(body[0])
	return string(body[1 : 1+n]), body[1+n:], nil
}

// parseMetadata reads the properties of a READY command; names are lower case in the result.
func parseMetadata(b []byte) (map[string]string, error) {
	props := map[string]string{}
	for len(b) > 0 {
		n := int(b[0])
		b = b[1:]
		if n == 0 || len(b) < n+4 {
			return nil, errors.New("READY is cut short or holds a property without a name")
		}
		name := strings.ToLower(string(b[:n]))
		size := uint64(binary.BigEndian.Uint32(b[n:]))
		b = b[n+4:]
		if size > uint64(len(b)) {
			return nil, errors.New("READY is cut short")
		}
		props[name] = string(b[:size])
		b = b[size:]
	}
	return props, nil
}
