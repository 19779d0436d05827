package extract

import (
	"encoding/json"
	"path/filepath"

	"talbot/runtime/symbols/comments"
)

// docs packs each package's comments as a JSON object: "" is the package, then Name,
// Type.Method and Type.Field.
func docs(l *loader, w *world, paths []string) ([]byte, error) {
	entries := map[string][]byte{}
	for _, p := range paths {
		d := comments.Set{}
		info := w.infos[p]
		if p == "unsafe" {
			// The standard library documents the predeclared names in a package that is none.
			builtin := &listed{ImportPath: "builtin", Dir: filepath.Join(filepath.Dir(info.Dir), "builtin")}
			f, err := l.parse(builtin, "builtin.go")
			if err != nil {
				return nil, err
			}
			all := comments.Set{}
			for _, decl := range f.Decls {
				all.Decl(decl, func(string) bool { return true })
			}
			if entries["builtin"], err = json.Marshal(all); err != nil {
				return nil, err
			}
		}
		for _, name := range info.GoFiles {
			f := l.files[filepath.Join(info.Dir, name)]
			if f == nil { // unsafe has a source, but is not loaded from it
				var err error
				if f, err = l.parse(info, name); err != nil {
					return nil, err
				}
			}
			d.File(f)
		}
		b, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		entries[p] = b
	}
	return zipped(entries)
}
