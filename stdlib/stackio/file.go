package stackio

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// openFile tells a file's format by its first bytes, whatever its name.
func openFile(path string, o Options) (format, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("stackio: %w", err)
	}
	st, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("stackio: %w", err)
	}
	opened, err := openReader(path, f, st.Size(), f, o)
	if err != nil {
		f.Close()
		return nil, err
	}
	return opened, nil
}

// openReader reads a file's headers. The closer is closed with the format.
func openReader(path string, src io.ReaderAt, size int64, closer io.Closer, o Options) (format, error) {
	var head [16]byte
	n, err := src.ReadAt(head[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("stackio: %s: %w", path, err)
	}
	switch kind := fileKind(string(head[:n])); kind {
	case "TIFF":
		return asFormat(openTIFF(path, src, size, closer, o))
	case "PNG":
		return asFormat(openPNG(path, src, size, closer, o))
	case "NPY":
		return asFormat(openNPY(path, src, size, closer, o))
	default:
		return nil, fmt.Errorf("stackio: %s is %s; read are TIFF, PNG and NPY files and folders of TIFF or PNG files", path, kind)
	}
}

// asFormat keeps a nil pointer from becoming a format that is not nil.
func asFormat[F format](f F, err error) (format, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// fileKind names a format by a file's first bytes: those read here, and others that people try.
func fileKind(head string) string {
	for _, k := range []struct{ magic, kind string }{
		{"II*\x00", "TIFF"}, {"MM\x00*", "TIFF"}, {"II+\x00", "TIFF"}, {"MM\x00+", "TIFF"},
		{"\x89PNG\r\n\x1a\n", "PNG"}, {"\x93NUMPY", "NPY"},
		{"PK\x03\x04", "a ZIP archive (perhaps NPZ)"}, {"\x89HDF", "HDF5"}, {"SIMPLE  =", "FITS"},
		{"\xff\xd8\xff", "JPEG"}, {"GIF8", "GIF"}, {"BM", "BMP"}, {"\xda\xce\xbe\x0a", "Nikon ND2"},
		{"\xed\xfe\x00\x00N\x00o\x00", "NorPix SEQ"},
	} {
		if strings.HasPrefix(head, k.magic) {
			return k.kind
		}
	}
	switch {
	case head == "":
		return "empty"
	case len(head) >= 12 && head[:4] == "RIFF" && head[8:12] == "AVI ":
		return "an AVI film"
	case len(head) >= 8 && head[4:8] == "ftyp":
		return "a QuickTime or MP4 film"
	}
	return fmt.Sprintf("of no known kind (it begins with %q)", head[:min(8, len(head))])
}
