package symbols

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"encoding/json"
	"path"
	"sync"
)

// Docs of packages, read out of archives when first asked for. The methods may be called
// from any goroutine.
type DocSet struct {
	mu    sync.Mutex
	files map[string]*zip.File
	read  map[string]map[string]string
}

// NewDocs takes the archives of documentation: Docs of this package, of stdlib/symbols and
// of plotting/symbols. An archive that cannot be read has no documentation to give.
func NewDocs(archives ...[]byte) *DocSet {
	d := &DocSet{files: map[string]*zip.File{}, read: map[string]map[string]string{}}
	for _, a := range archives {
		z, err := zip.NewReader(bytes.NewReader(a), int64(len(a)))
		if err != nil {
			continue
		}
		for _, f := range z.File {
			d.files[f.Name] = f
		}
	}
	return d
}

// Doc gives the comment of a package's Name, Type.Method or Type.Field, or of the package
// itself if name is empty. It gives "" where there is none.
func (d *DocSet) Doc(importPath, name string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, ok := d.read[importPath]
	if !ok {
		if f := d.files[importPath]; f != nil {
			if b, err := contents(f); err != nil || json.Unmarshal(b, &m) != nil {
				m = nil
			}
		}
		d.read[importPath] = m
	}
	return m[name]
}

//go:embed sources.zip
var sources []byte

var standardSources = sync.OnceValue(func() SourceSet { return ReadSources(sources) })

// A SourceSet is source files by package and name.
type SourceSet map[string]map[string]string

// ReadSources reads an archive of source files. One that cannot be read holds none.
func ReadSources(archive []byte) SourceSet {
	out := SourceSet{}
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return out
	}
	for _, f := range z.File {
		b, err := contents(f)
		if err != nil {
			continue
		}
		dir, name := path.Split(f.Name)
		dir = path.Clean(dir)
		if out[dir] == nil {
			out[dir] = map[string]string{}
		}
		out[dir][name] = string(b)
	}
	return out
}

// Source gives the source files, by name, of a standard package's generic declarations
// (functions, types, constraints) with the unexported ones that they use: no symbol table
// can hold those, so a session instantiates them from source. Whatever an identifier there
// names beyond them is the package's own compiled symbol. It gives nil for other packages.
//
// Declarations that lean on the runtime (maps.Clone, atomic.Pointer, iter.Pull, rand.N,
// reflect.TypeFor and TypeAssert) are replaced by plain Go that behaves alike.
func Source(importPath string) map[string]string { return standardSources()[importPath] }
