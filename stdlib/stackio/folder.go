package stackio

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"talbot/stdlib/stack"
)

// A folder is a stack of files of one frame each, in natural order.
type folder struct {
	path  string
	names []string
	o     Options
	head  stack.Info
	need  int64 // scratch bytes of the first file
}

func openFolder(path string, o Options) (format, error) {
	names, err := imageNames(path, o.Pattern)
	if err != nil {
		return nil, fmt.Errorf("stackio: %s: %w", path, err)
	}
	d := &folder{path: path, names: names, o: o}
	first, err := d.open(0)
	if err != nil {
		return nil, err
	}
	d.head, d.need = first.info(), first.scratch()
	if err := first.Close(); err != nil {
		return nil, err
	}
	d.head.Frames = len(names)
	d.head.Meta.Source = path
	d.head.Meta.Channels, d.head.Meta.Slices = nil, 0 // one file is one frame, whatever it was cut from
	last, err := d.open(len(names) - 1)
	if err != nil {
		return nil, err
	}
	return d, last.Close()
}

// imageNames lists a folder's files that are frames, in natural order.
func imageNames(path, pattern string) ([]string, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var names []string
	var other string
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		ok := imageKind(name) != ""
		if pattern != "" {
			if ok, err = filepath.Match(pattern, name); err != nil {
				return nil, fmt.Errorf("Options.Pattern %q: %w; * stands for any text, ? for one character, [0-9] for one of a range", pattern, err)
			}
		}
		if ok {
			names = append(names, name)
		} else if other == "" {
			other = name
		}
	}
	if len(names) == 0 {
		what := "no TIFF or PNG files in it"
		if pattern != "" {
			what = fmt.Sprintf("no files in it match Options.Pattern %q", pattern)
		}
		if other != "" {
			what += fmt.Sprintf(", only others such as %s", other)
		}
		return nil, fmt.Errorf("%s", what)
	}
	for _, name := range names {
		if imageKind(name) != imageKind(names[0]) {
			return nil, fmt.Errorf("files of different kinds, such as %s and %s; Options.Pattern chooses one, such as %q", names[0], name, "*"+filepath.Ext(name))
		}
	}
	slices.SortFunc(names, natural)
	return names, nil
}

// imageKind tells a frame's file by its name; "" is none.
func imageKind(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".tif", ".tiff":
		return "TIFF"
	case ".png":
		return "PNG"
	}
	return ""
}

// natural compares names as people count: runs of digits by their value, so 2 stands before 10.
func natural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		dx, dy := digits(x), digits(y)
		if dx == 0 || dy == 0 {
			if x[0] != y[0] {
				return int(x[0]) - int(y[0])
			}
			x, y = x[1:], y[1:]
			continue
		}
		nx, ny := strings.TrimLeft(x[:dx], "0"), strings.TrimLeft(y[:dy], "0")
		if len(nx) != len(ny) {
			return len(nx) - len(ny)
		}
		if c := strings.Compare(nx, ny); c != 0 {
			return c
		}
		x, y = x[dx:], y[dy:]
	}
	if len(x) != len(y) {
		return len(x) - len(y)
	}
	return strings.Compare(a, b) // 01 and 1: any order, but always the same
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// open opens frame i's file and holds it against the first.
func (d *folder) open(i int) (format, error) {
	f, err := openFile(filepath.Join(d.path, d.names[i]), d.o)
	if err != nil {
		return nil, err
	}
	info := f.info()
	switch {
	case info.Frames != 1:
		err = fmt.Errorf("stackio: %s: %s holds %d frames; the files of a folder must hold one each", d.path, d.names[i], info.Frames)
	case d.head.Frames > 0 && (info.Height != d.head.Height || info.Width != d.head.Width || info.DType != d.head.DType):
		err = fmt.Errorf("stackio: %s: %s is %d x %d %v, unlike %s, which is %d x %d %v; Options.Pattern chooses files that belong together",
			d.path, d.names[i], info.Height, info.Width, info.DType, d.names[0], d.head.Height, d.head.Width, d.head.DType)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (d *folder) info() stack.Info { return d.head }
func (d *folder) scratch() int64   { return d.need }
func (d *folder) Close() error     { return nil }

func (d *folder) read(ctx context.Context, b block) error {
	return eachFrame(ctx, b, func(i int, dst []byte, s *scratch) error {
		f, err := d.open(i)
		if err != nil {
			return err
		}
		err = f.read(ctx, block{n: 1, step: 1, crop: b.crop, dst: dst, done: func(int64) {}, scratch: s})
		if e := f.Close(); err == nil {
			err = e
		}
		return err
	})
}
