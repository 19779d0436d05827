package stackio_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"talbot/stdlib/stack"
	"talbot/stdlib/stackio"
)

func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "film")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "film.tif")

	pixels := make([]uint16, 100*64*48)
	for i := range pixels {
		pixels[i] = uint16(i / (64 * 48)) // each frame holds its number
	}
	film, err := stack.Of(pixels, 100, 64, 48, stack.Meta{PixelSize: 0.1e-6, FrameInterval: 20e-3})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := stackio.WriteTIFF(ctx, path, film); err != nil {
		fmt.Println(err)
		return
	}

	// Every tenth frame, the middle of it.
	part, err := stackio.Read(ctx, path, stackio.Options{Step: 10, Crop: stackio.Rect{Y: 16, X: 8, Height: 32, Width: 32}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(part)
	fmt.Println("frame 3 holds", part.At(3, 0, 0))

	// More than memory holds is refused, with what would do.
	_, err = stackio.Read(ctx, path, stackio.Options{Memory: 100_000})
	fmt.Println(err != nil)

	// Output:
	// 10 frames of 32 x 32 uint16, 200 ms apart, 0.1 um per pixel, 20 kB
	// frame 3 holds 30
	// true
}

// A film that memory does not hold is read by blocks.
func ExampleOpen() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "film")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "film.npy")
	film, err := stack.Of([]float32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 5, 1, 2, stack.Meta{})
	if err == nil {
		err = stackio.WriteNPY(ctx, path, film)
	}
	if err != nil {
		fmt.Println(err)
		return
	}

	f, err := stackio.Open(path, stackio.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	info := f.Info()
	for first := 0; first < info.Frames; first += 2 {
		block, err := info.NewBlock(min(2, info.Frames-first))
		if err == nil {
			err = f.ReadFrames(ctx, first, block)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(block.Float32s())
	}
	// Output:
	// [1 2 3 4]
	// [5 6 7 8]
	// [9 10]
}
