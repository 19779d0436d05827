package stackio

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"talbot/runtime/array"
	"talbot/stdlib/stack"
)

// benchStack is 200 MB: 400 frames of 512 x 512 uint16.
func benchStack(b *testing.B) *stack.Stack {
	return sampleStack(b, sample{'u', 2}, 400, 512, 512)
}

func benchRead(b *testing.B, path string, bytes int64) {
	b.Helper()
	b.SetBytes(bytes)
	for b.Loop() {
		if _, err := Read(ctx, path, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRawFile is the limit: the bytes of the multi-page TIFF into memory that is new each time.
func BenchmarkRawFile(b *testing.B) {
	path := filepath.Join(b.TempDir(), "a.tif")
	s := benchStack(b)
	if err := WriteTIFF(ctx, path, s); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(s.Bytes())
	for b.Loop() {
		if _, err := os.ReadFile(path); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	s := benchStack(b)
	write := func(name string, data []byte) string { return save(b, dir, name, data) }
	tif, npy := filepath.Join(dir, "a.tif"), filepath.Join(dir, "a.npy")
	if err := WriteTIFF(ctx, tif, s); err != nil {
		b.Fatal(err)
	}
	if err := WriteNPY(ctx, npy, s); err != nil {
		b.Fatal(err)
	}
	b.Run("tiff", func(b *testing.B) { benchRead(b, tif, s.Bytes()) })
	b.Run("npy", func(b *testing.B) { benchRead(b, npy, s.Bytes()) })
	b.Run("tiff-by-blocks", func(b *testing.B) {
		f, err := Open(tif, Options{})
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		block, _ := array.New(array.Uint16, 20, 512, 512)
		b.SetBytes(s.Bytes())
		for b.Loop() {
			for i := 0; i < 400; i += 20 {
				if err := f.ReadFrames(ctx, i, block); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	var pages [][]byte
	for i := range 40 {
		f, _ := s.Frame(i)
		pages = append(pages, raw(f))
	}
	for _, c := range []int{packLZW, packDeflate, packBits} {
		spec := tiffSpec{width: 512, height: 512, sample: sample{'u', 2}, compression: c, predictor: 2, rowsPerStrip: 16}
		path := write(fmt.Sprint(c, ".tif"), spec.encode(pages...))
		b.Run(map[int]string{packLZW: "lzw", packDeflate: "deflate", packBits: "packbits"}[c], func(b *testing.B) { benchRead(b, path, 40<<19) })
	}
	swapped := write("swapped.tif", tiffSpec{width: 512, height: 512, sample: sample{'u', 2}, order: binary.BigEndian, rowsPerStrip: 16}.encode(pages...))
	b.Run("big-endian", func(b *testing.B) { benchRead(b, swapped, 40<<19) })
}

// BenchmarkFolder reads 1024 TIFFs of 256 x 256 uint8, and their bytes alone.
func BenchmarkFolder(b *testing.B) {
	dir := b.TempDir()
	for i := range 1024 {
		save(b, dir, fmt.Sprintf("%d.tif", i), tiffSpec{width: 256, height: 256}.encode(randomPixels(1, sample{'u', 1}, 1<<16)))
	}
	b.Run("tiff", func(b *testing.B) { benchRead(b, dir, 1<<26) })
	b.Run("raw", func(b *testing.B) {
		b.SetBytes(1 << 26)
		for b.Loop() {
			all := make([]byte, 1<<26)
			for i := range 1024 {
				f, err := os.Open(filepath.Join(dir, fmt.Sprintf("%d.tif", i)))
				if err != nil {
					b.Fatal(err)
				}
				if _, err := f.ReadAt(all[i<<16:(i+1)<<16], 8); err != nil {
					b.Fatal(err)
				}
				f.Close()
			}
		}
	})
}
