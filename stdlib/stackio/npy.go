package stackio

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"talbot/stdlib/stack"
)

// A npyFile is a NumPy array of shape frames x height x width or height x width, as the
// NumPy Enhancement Proposal 1 describes it (versions 1 to 3).
type npyFile struct {
	path    string
	src     io.ReaderAt
	closer  io.Closer
	head    stack.Info
	frame   raster // frame 0's layout in C order
	fortran bool   // the first index varies fastest
}

func openNPY(path string, src io.ReaderAt, size int64, closer io.Closer, o Options) (*npyFile, error) {
	f := &npyFile{path: path, src: src, closer: closer}
	if err := f.header(size, o); err != nil {
		return nil, fmt.Errorf("stackio: %s: %w", path, err)
	}
	return f, nil
}

func (f *npyFile) header(size int64, o Options) error {
	h, start, err := npyHeader(f.src, size)
	if err != nil {
		return err
	}
	f.fortran = h.fortran
	if len(h.shape) == 2 {
		h.shape = []int64{1, h.shape[0], h.shape[1]}
	}
	if len(h.shape) != 3 {
		return fmt.Errorf("an array of shape %v; allowed are frames x height x width and height x width", h.shape)
	}
	s, order, err := npyType(h.descr)
	if err != nil {
		return err
	}
	total := int64(s.size)
	for _, n := range h.shape {
		if n < 1 || n > math.MaxInt64/total {
			return fmt.Errorf("an array of shape %v; each side must be 1 or more and all together hold less than 2^63 bytes", h.shape)
		}
		total *= n
	}
	if have := size - start; total > have {
		return fmt.Errorf("its header claims %v of %v, %d bytes, but %d follow: it is truncated", h.shape, s, total, have)
	}
	dtype, err := s.dtype(o.Float32)
	if err != nil {
		return err
	}
	f.head = stack.Info{Frames: int(h.shape[0]), Height: int(h.shape[1]), Width: int(h.shape[2]), DType: dtype, Meta: stack.Meta{Source: f.path}}
	f.frame = raster{
		pixels: pixels{sample: s, samples: 1, float: o.Float32},
		width:  f.head.Width, height: f.head.Height, segWidth: f.head.Width, segHeight: f.head.Height,
		planes: 1, order: order, compression: packNone, predictor: 1,
		offsets: []uint64{uint64(start)},
		counts:  []uint64{uint64(total) / uint64(f.head.Frames)},
	}
	return f.frame.check(size)
}

type npyDict struct {
	descr   string
	fortran bool
	shape   []int64
}

// npyHeader reads the head of the file and gives where the numbers start.
func npyHeader(src io.ReaderAt, size int64) (h npyDict, start int64, err error) {
	var b [12]byte
	n := 10
	if err := readFull(src, b[:n], 0); err != nil {
		return h, 0, err
	}
	length := int64(binary.LittleEndian.Uint16(b[8:]))
	switch b[6] {
	case 1:
	case 2, 3:
		n = 12
		if err := readFull(src, b[:n], 0); err != nil {
			return h, 0, err
		}
		length = int64(binary.LittleEndian.Uint32(b[8:]))
	default:
		return h, 0, fmt.Errorf("NPY version %d.%d; allowed are 1 to 3", b[6], b[7])
	}
	start = int64(n) + length
	if length > 1<<20 || start > size {
		return h, 0, fmt.Errorf("its header claims to be %d bytes long; the file has %d", length, size)
	}
	text := make([]byte, length)
	if err := readFull(src, text, int64(n)); err != nil {
		return h, 0, err
	}
	h, err = parseNPYDict(string(text))
	return h, start, err
}

var (
	npyDescr   = regexp.MustCompile(`['"]descr['"]\s*:\s*(?:'([^']*)'|"([^"]*)"|(\[))`)
	npyFortran = regexp.MustCompile(`['"]fortran_order['"]\s*:\s*(True|False)`)
	npyShape   = regexp.MustCompile(`['"]shape['"]\s*:\s*\(([^)]*)\)`)
)

// parseNPYDict takes the three entries out of the Python dictionary that a header is.
func parseNPYDict(text string) (h npyDict, err error) {
	d, f, s := npyDescr.FindStringSubmatch(text), npyFortran.FindStringSubmatch(text), npyShape.FindStringSubmatch(text)
	if d == nil || f == nil || s == nil {
		return h, fmt.Errorf("its header %.80q lacks descr, fortran_order or shape", strings.TrimSpace(text))
	}
	if d[3] != "" {
		return h, errors.New("an array of records; allowed are plain numbers")
	}
	h.descr, h.fortran = d[1]+d[2], f[1] == "True"
	for _, side := range strings.Split(s[1], ",") {
		side = strings.TrimSuffix(strings.TrimSpace(side), "L") // Python 2 wrote 3L
		if side == "" {
			continue
		}
		n, err := strconv.ParseInt(side, 10, 64)
		if err != nil {
			return h, fmt.Errorf("the shape (%s) in its header is no list of whole numbers", s[1])
		}
		h.shape = append(h.shape, n)
	}
	return h, nil
}

// npyType reads a type such as "<u2": byte order, kind, bytes.
func npyType(descr string) (s sample, order binary.ByteOrder, err error) {
	bad := fmt.Errorf("an array of type %q; allowed are |u1, <u2, >u2, <f4, >f4 and, with Options.Float32, other integers and f8", descr)
	if len(descr) != 3 || !strings.ContainsRune("uif", rune(descr[1])) || !strings.ContainsRune("1248", rune(descr[2])) {
		return s, nil, bad
	}
	s = sample{descr[1], int(descr[2] - '0')}
	if s.kind == 'f' && s.size < 4 {
		return s, nil, bad
	}
	switch descr[0] {
	case '<':
		return s, binary.LittleEndian, nil
	case '>':
		return s, binary.BigEndian, nil
	case '|', '=':
		if s.size == 1 || descr[0] == '=' {
			return s, binary.NativeEndian, nil
		}
	}
	return s, nil, bad
}

func (f *npyFile) info() stack.Info { return f.head }
func (f *npyFile) Close() error     { return f.closer.Close() }

func (f *npyFile) scratch() int64 {
	if f.fortran {
		return f.fortranScratch()
	}
	return f.frame.scratchBytes()
}

func (f *npyFile) read(ctx context.Context, b block) error {
	if f.fortran {
		return f.readFortran(ctx, b)
	}
	return eachFrame(ctx, b, func(i int, dst []byte, s *scratch) error {
		if err := f.frame.following(i).read(f.src, b.crop, dst, s); err != nil {
			return fmt.Errorf("stackio: %s, frame %d: %w", f.path, i, err)
		}
		return nil
	})
}
