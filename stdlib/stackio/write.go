package stackio

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"

	"talbot/runtime/array"
	"talbot/runtime/display"
	"talbot/stdlib/stack"
)

// writeAtomic lets write fill a new file beside path, which takes path's place when it is whole. If
// anything fails, what stood at path stays.
func writeAtomic(path string, write func(w *bufio.Writer) error) (err error) {
	if st, e := os.Stat(path); e == nil && st.IsDir() {
		return fmt.Errorf("stackio: %s is a folder; give the name of a file", path)
	}
	// Not os.CreateTemp, whose files nobody else may read.
	part := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%08x.part", filepath.Base(path), rand.Uint32()))
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("stackio: %w", err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	err = write(w)
	if err == nil {
		err = w.Flush()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("stackio: writing %s: %w", path, err), os.Remove(part))
	}
	return nil
}

// writePixels writes all frames, least significant byte first, a few at a time.
func writePixels(ctx context.Context, w io.Writer, path string, src stack.Source) (err error) {
	info := src.Info()
	progress := display.NewProgress(ctx, "writing "+filepath.Base(path), int64(info.Frames))
	defer func() { progress.End(err) }()
	n := int(max(1, min(int64(info.Frames), (4<<20)/max(1, info.FrameBytes()))))
	buf, err := info.NewBlock(n)
	if err != nil {
		return err
	}
	for i := 0; i < info.Frames; i += n {
		if err := ctx.Err(); err != nil {
			return err
		}
		dst := buf
		if n > info.Frames-i {
			if dst, err = buf.Sub(0, info.Frames-i); err != nil {
				return err
			}
		}
		if err := src.ReadFrames(ctx, i, dst); err != nil {
			return err
		}
		b := raw(dst)
		if foreign(binary.LittleEndian) {
			swap(b, info.DType.Size())
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		progress.Add(int64(dst.Shape()[0]))
	}
	return nil
}

// checkSource refuses what no stack is.
func checkSource(src stack.Source) (stack.Info, error) {
	if s, ok := src.(*stack.Stack); src == nil || ok && s == nil {
		return stack.Info{}, errors.New("stackio: the source is nil; give a stack or an open file")
	}
	info := src.Info()
	if _, ok := npyTypes[info.DType]; !ok || info.Frames < 1 || info.Height < 1 || info.Width < 1 {
		return info, fmt.Errorf("stackio: the source is %v; allowed are 1 frame or more of 1 x 1 or more, uint8, uint16 or float32", info)
	}
	return info, nil
}

var npyTypes = map[array.DType]string{array.Uint8: "|u1", array.Uint16: "<u2", array.Float32: "<f4"}

// WriteNPY writes a stack, whole or open, as a NumPy array of shape frames x height x width. The
// format has no place for pixel size and frame interval.
func WriteNPY(ctx context.Context, path string, src stack.Source) error {
	info, err := checkSource(src)
	if err != nil {
		return err
	}
	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d, %d), }", npyTypes[info.DType], info.Frames, info.Height, info.Width)
	// NEP 1: spaces and a newline fill the head to a multiple of 64 bytes.
	pad := 63 - (10+len(dict))%64
	head := fmt.Sprintf("\x93NUMPY\x01\x00%s%s%*s\n", binary.LittleEndian.AppendUint16(nil, uint16(len(dict)+pad+1)), dict, pad, "")
	return writeAtomic(path, func(w *bufio.Writer) error {
		if _, err := w.WriteString(head); err != nil {
			return err
		}
		return writePixels(ctx, w, path, src)
	})
}
