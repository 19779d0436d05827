package arena

import "golang.org/x/sys/unix"

// A region is a mapping of the system.
type region struct{ mapped []byte }

func newRegion(size int) (region, []byte, error) {
	room := size
	if size >= large {
		room += large // to begin where a huge page can; what is not touched costs nothing
	}
	m, err := unix.Mmap(-1, 0, room, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE|unix.MAP_NORESERVE)
	if err != nil {
		return region{}, nil, err
	}
	memory := m[:size:size]
	if size >= large {
		skip := -address(m) & (large - 1)
		memory = m[skip:][:size:size]
		// Refused where the kernel is built without huge pages: then they are small ones.
		_ = unix.Madvise(memory, unix.MADV_HUGEPAGE)
	}
	return region{m}, memory, nil
}

func (r region) free() {
	if err := unix.Munmap(r.mapped); err != nil {
		panic("arena: " + err.Error()) // of a mapping that is ours: a fault of this package
	}
}
