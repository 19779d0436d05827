//go:build !linux

package arena

// A region is nothing elsewhere: its memory belongs to Go's heap.
type region struct{}

func newRegion(size int) (region, []byte, error) {
	m := make([]byte, size+64)
	return region{}, m[-address(m)&63:][:size:size], nil
}

func (region) free() {}
