package stackio

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"talbot/runtime/array"
)

var ctx = context.Background()

// save writes a file into a folder of the test's own.
func save(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func tinyTIFF(v byte) []byte {
	return tiffSpec{width: 3, height: 2}.encode(bytes.Repeat([]byte{v}, 6))
}

func TestNaturalOrder(t *testing.T) {
	want := []string{"a.tif", "a1.tif", "a2.tif", "a02b.tif", "a9.tif", "a10.tif", "a010x.tif", "a99999999999999999999998.tif", "a99999999999999999999999.tif", "b1_2.tif", "b1_10.tif", "b2_1.tif"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, natural)
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, a := range want {
		for _, b := range want {
			if x, y := natural(a, b), natural(b, a); x > 0 != (y < 0) || x == 0 != (a == b) {
				t.Errorf("the order of %s and %s depends on which comes first", a, b)
			}
		}
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	for i := 1; i <= 12; i++ {
		save(t, dir, "f"+string(rune('0' + i/10))[i/10^1:]+string(rune('0'+i%10))+".tif", tinyTIFF(byte(i)))
	}
	save(t, dir, "notes.txt", []byte("hello"))
	save(t, dir, "._f1.tif", []byte("a Mac's resource fork"))
	if err := os.Mkdir(filepath.Join(dir, "sub.tif"), 0o755); err != nil {
		t.Fatal(err)
	}
	s, err := Read(ctx, dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		if got := s.At(i, 1, 2); got != float64(i+1) {
			t.Errorf("frame %d holds %g, want %d: the order is not the natural one", i, got, i+1)
		}
	}
	if s.Meta.Source != dir {
		t.Errorf("source %q", s.Meta.Source)
	}
	part, err := Read(ctx, dir, Options{Pattern: "f1*.tif", First: 1, Step: 2, Crop: Rect{1, 1, 1, 2}})
	if err != nil {
		t.Fatal(err)
	}
	if part.Frames() != 2 || part.At(0, 0, 0) != 10 || part.At(1, 0, 1) != 12 { // of 1, 10, 11, 12
		t.Errorf("f1*.tif by two from 1: %v, %g %g", part, part.At(0, 0, 0), part.At(1, 0, 1))
	}
}

func TestFolderOfPNGs(t *testing.T) {
	dir := t.TempDir()
	want := randomPixels(3, sample{'u', 2}, 3*5*4)
	for i := range 3 {
		img := image.NewGray16(image.Rect(0, 0, 5, 4))
		copy(img.Pix, want[i*40:])
		if foreign(binary.BigEndian) {
			swap(img.Pix, 2)
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		save(t, dir, fmt.Sprintf("t%d.png", 8+i), b.Bytes())
	}
	s, err := Read(ctx, dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if s.DType() != array.Uint16 || !bytes.Equal(raw(s.Array()), want) {
		t.Errorf("%v: other pixels", s)
	}
}

// TestPNGKinds reads each kind of picture that the decoder gives.
func TestPNGKinds(t *testing.T) {
	rect := image.Rect(0, 0, 4, 3)
	gray16 := image.NewGray16(rect)
	rgba, nrgba, rgba64, nrgba64 := image.NewRGBA(rect), image.NewNRGBA(rect), image.NewRGBA64(rect), image.NewNRGBA64(rect)
	for i := range gray16.Pix {
		gray16.Pix[i] = byte(37 * i)
	}
	for _, pix := range [][]byte{rgba.Pix, nrgba.Pix} {
		for i := range pix {
			pix[i] = byte(53*i + 9)
		}
	}
	for i := 3; i < len(rgba.Pix); i += 4 {
		rgba.Pix[i] = 255
	}
	for _, pix := range [][]byte{rgba64.Pix, nrgba64.Pix} {
		for i := range pix {
			pix[i] = byte(71*i + 5)
		}
	}
	for i := 6; i < len(rgba64.Pix); i += 8 {
		rgba64.Pix[i], rgba64.Pix[i+1] = 255, 255
	}
	for _, img := range []image.Image{gray16, rgba, nrgba, rgba64, nrgba64} {
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		f, err := openBytes(b.Bytes(), Options{Gray: true, Crop: Rect{1, 1, 2, 3}})
		if err != nil {
			t.Fatal(err)
		}
		s := readAll(t, f)
		for y := range 2 {
			for x := range 3 {
				var r, g, bl float64
				switch img := img.(type) {
				case *image.Gray16:
					v := float64(img.Gray16At(x+1, y+1).Y)
					r, g, bl = v, v, v
				case *image.RGBA:
					c := img.RGBAAt(x+1, y+1)
					r, g, bl = float64(c.R), float64(c.G), float64(c.B)
				case *image.NRGBA:
					c := img.NRGBAAt(x+1, y+1)
					r, g, bl = float64(c.R), float64(c.G), float64(c.B)
				case *image.RGBA64:
					c := img.RGBA64At(x+1, y+1)
					r, g, bl = float64(c.R), float64(c.G), float64(c.B)
				case *image.NRGBA64:
					c := img.NRGBA64At(x+1, y+1)
					r, g, bl = float64(c.R), float64(c.G), float64(c.B)
				}
				want := 0.299*r + 0.587*g + 0.114*bl
				if math.Abs(s.At(0, y, x)-want) > 0.5+1e-6 { // rounding to an integer
					t.Errorf("%T at %d, %d: %g, want %g", img, y, x, s.At(0, y, x), want)
				}
			}
		}
	}
}

func TestFolderErrors(t *testing.T) {
	empty := t.TempDir()
	mixedKinds, sizes, middle, pages, text := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	save(t, mixedKinds, "a.png", nil)
	save(t, mixedKinds, "b.tif", tinyTIFF(1))
	wide := tiffSpec{width: 6, height: 1}.encode(make([]byte, 6))
	deep := tiffSpec{width: 3, height: 2, sample: sample{'u', 2}}.encode(make([]byte, 12))
	save(t, sizes, "1.tif", tinyTIFF(1))
	save(t, sizes, "2.tif", wide)
	save(t, middle, "1.tif", tinyTIFF(1))
	save(t, middle, "2.tif", deep)
	save(t, middle, "3.tif", tinyTIFF(1))
	save(t, pages, "1.tif", tiffSpec{width: 3, height: 2}.encode(make([]byte, 6), make([]byte, 6)))
	save(t, text, "1.tif", []byte("no picture"))
	file := save(t, text, "lone.tif", tinyTIFF(1))
	for _, c := range []struct {
		path string
		o    Options
		want string
	}{
		{empty, Options{}, "no TIFF or PNG files in it"},
		{middle, Options{Pattern: "x*"}, `no files in it match Options.Pattern "x*", only others such as 1.tif`},
		{middle, Options{Pattern: "["}, "syntax error in pattern"},
		{mixedKinds, Options{}, `such as a.png and b.tif; Options.Pattern chooses one`},
		{sizes, Options{}, "2.tif is 1 x 6 uint8, unlike 1.tif, which is 2 x 3 uint8"},
		{middle, Options{}, "2.tif is 2 x 3 uint16, unlike 1.tif, which is 2 x 3 uint8"},
		{pages, Options{}, "1.tif holds 2 frames"},
		{text, Options{}, `1.tif is of no known kind (it begins with "no pictu")`},
		{file, Options{Pattern: "*"}, "a pattern chooses files of a folder"},
		{filepath.Join(empty, "missing.tif"), Options{}, "missing.tif"},
	} {
		if _, err := Read(ctx, c.path, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %+v: got %v, want %q", filepath.Base(c.path), c.o, err, c.want)
		}
	}
	if _, err := Read(ctx, mixedKinds, Options{Pattern: "*.tif"}); err != nil {
		t.Errorf("with a pattern: %v", err)
	}
}

func TestMemoryGuard(t *testing.T) {
	path := save(t, t.TempDir(), "a.npy", npyBytes("<u2", false, make([]byte, 2*10*100*100), 10, 100, 100))
	_, err := Read(ctx, path, Options{Memory: 150_000})
	for _, want := range []string{"10 frames of 100 x 100 uint16, 200 kB", "would not fit in 150 kB", "Options.First", "stackio.Open"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if s, err := Read(ctx, path, Options{Memory: 150_000, Count: 7}); err != nil || s.Frames() != 7 {
		t.Errorf("seven frames in 150 kB: %v", err)
	}
	f, err := Open(path, Options{Memory: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if p := f.Plan(); p.Fits() || p.Stack != 200_000 || p.Budget != 1 {
		t.Errorf("%+v", p)
	}
	if f, err = Open(path, Options{}); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if p := f.Plan(); !p.Fits() || p.Budget < 1<<20 || p.Budget > 1<<50 {
		t.Errorf("by itself: %+v", p)
	}
	// A huge, sparse file is refused by its size alone.
	huge := filepath.Join(t.TempDir(), "huge.npy")
	head := []byte("{'descr': '|u1', 'fortran_order': False, 'shape': (1048576, 1024, 1024), }\n")
	h := binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(head)))
	if err := os.WriteFile(huge, append(h, head...), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(huge, 1<<40+1000); err != nil {
		t.Skipf("no sparse files here: %v", err)
	}
	if _, err := Read(ctx, huge, Options{}); err == nil || !strings.Contains(err.Error(), "1.1 TB") {
		t.Errorf("a terabyte: %v", err)
	}
}

func TestCancelled(t *testing.T) {
	data := npyBytes("|u1", false, make([]byte, 100*10*10), 100, 10, 10)
	path := save(t, t.TempDir(), "a.npy", data)
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Read(done, path, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	// Cancelled on the way: frames stop being read.
	mid, cancel := context.WithCancel(ctx)
	defer cancel()
	src := &countingReader{data: bytes.NewReader(data), after: 10, cancel: cancel}
	f, err := openReader("a.npy", src, int64(len(data)), io.NopCloser(nil), Options{})
	if err != nil {
		t.Fatal(err)
	}
	file, err := choose(f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := file.Info().NewBlock(100)
	if err := file.ReadFrames(mid, 0, b); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if n := src.count(); n > 30 {
		t.Errorf("%d reads after the cancelling at 10", n)
	}
}

type countingReader struct {
	data   io.ReaderAt
	after  int
	cancel func()
	mu     sync.Mutex
	n      int
}

func (r *countingReader) count() int { r.mu.Lock(); defer r.mu.Unlock(); return r.n }

func (r *countingReader) ReadAt(b []byte, off int64) (int, error) {
	r.mu.Lock()
	if r.n++; r.n == r.after {
		r.cancel()
	}
	r.mu.Unlock()
	return r.data.ReadAt(b, off)
}

func TestConcurrentBlocks(t *testing.T) {
	page := randomPixels(1, sample{'u', 2}, 16*16)
	other := randomPixels(2, sample{'u', 2}, 16*16)
	f, err := openBytes(tiffSpec{width: 16, height: 16, sample: sample{'u', 2}, compression: packLZW, predictor: 2}.encode(page, other, page, other), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			b, _ := f.Info().NewBlock(1)
			if err := f.ReadFrames(ctx, i%4, b); err != nil {
				t.Error(err)
			}
			if want := [][]byte{page, other}[i%2]; !bytes.Equal(raw(b), want) {
				t.Errorf("frame %d differs", i%4)
			}
		})
	}
	wg.Wait()
}

func TestClosed(t *testing.T) {
	path := save(t, t.TempDir(), "a.tif", tinyTIFF(1))
	f, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := f.Info().NewBlock(1)
	if err := errors.Join(f.ReadFrames(ctx, 0, b), f.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	if err := f.ReadFrames(ctx, 0, b); err == nil || !strings.Contains(err.Error(), "is closed") {
		t.Errorf("got %v", err)
	}
}

// TestNeverTwiceTheMemory counts all that reading takes, freed or not.
func TestNeverTwiceTheMemory(t *testing.T) {
	dir := t.TempDir()
	in := sampleStack(t, sample{'u', 2}, 64, 256, 512) // 17 MB
	npy, tif, packed := filepath.Join(dir, "a.npy"), filepath.Join(dir, "a.tif"), ""
	if err := errors.Join(WriteNPY(ctx, npy, in), WriteTIFF(ctx, tif, in)); err != nil {
		t.Fatal(err)
	}
	var pages [][]byte
	for i := range 64 {
		f, _ := in.Frame(i)
		pages = append(pages, raw(f))
	}
	packed = save(t, dir, "packed.tif", tiffSpec{width: 512, height: 256, sample: sample{'u', 2}, compression: packLZW, predictor: 2, order: binary.BigEndian}.encode(pages...))
	for _, path := range []string{npy, tif, packed} {
		f, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		plan := f.Plan()
		f.Close()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Read(ctx, path, Options{}); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		// Beside the plan: directories, read and dropped frame by frame, and a progress bar.
		took, most := after.TotalAlloc-before.TotalAlloc, uint64(plan.Stack+plan.Scratch+2<<20)
		if took > most {
			t.Errorf("%s took %d bytes in all, planned %v", filepath.Base(path), took, plan)
		}
	}
}
