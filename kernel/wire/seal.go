package wire

import (
	"encoding/hex"
	"fmt"
)

// Seal signs content that is no whole message, as a kernel's registration is: it gives the
// delimiter, the signature and the content.
func (c *Codec) Seal(content []byte) [][]byte {
	return [][]byte{delimiter, c.sign(content), content}
}

// Unseal gives back what Seal signed, after checking it.
func (c *Codec) Unseal(frames [][]byte) ([]byte, error) {
	if len(frames) != 3 || string(frames[0]) != string(delimiter) {
		return nil, fmt.Errorf("wire: %d frames that are not a delimiter, a signature and content", len(frames))
	}
	if err := c.verify(frames[1], frames[2]); err != nil {
		return nil, err
	}
	return frames[2], nil
}

// sign gives the signature of a message's parts in hexadecimal, or nothing if none is made.
func (c *Codec) sign(parts ...[]byte) []byte {
	if !c.Signed() {
		return nil
	}
	d := c.digest(parts...)
	return hex.AppendEncode(nil, d[:])
}
