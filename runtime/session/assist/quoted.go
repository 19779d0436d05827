package assist

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"talbot/runtime/display"
	"talbot/runtime/session/chunk"
)

// completeString proposes import paths in an import and the names of files where a function
// takes one; other strings are the person's own.
func completeString(st State, code string, tokens []chunk.Token, cursor int) display.Completion {
	last := tokens[len(tokens)-1]
	none := display.Completion{Start: cursor, End: cursor}
	if last.Tok != token.STRING {
		return none
	}
	typed := code[last.Pos+1 : cursor]
	if chunks := chunk.Split(tokens); len(chunks) > 0 && chunks[len(chunks)-1].Tokens[0].Tok == token.IMPORT {
		if st.Importer == nil {
			return none
		}
		return display.Completion{Start: last.Pos + 1, End: cursor, Matches: importPaths(st, typed)}
	}
	if strings.ContainsAny(typed, "\n\\") || !looksLikePath(typed) && !takesPath(st, code, last.Pos) {
		return none
	}
	return files(st.Dir, typed, cursor)
}

// pathsAtOnce is how many import paths are listed whole; of more, those that go on alike from
// one slash to the next stand together.
const pathsAtOnce = 16

// importPaths proposes the paths that begin as typed, and those of packages whose name does.
func importPaths(st State, typed string) (out []display.Match) {
	var begin, named []string
	for _, p := range st.Importer.Paths() {
		switch {
		case strings.HasPrefix(p, typed):
			begin = append(begin, p)
		case typed != "" && strings.HasPrefix(st.Importer.Name(p), typed):
			named = append(named, p)
		}
	}
	whole := func(p string) {
		out = append(out, display.Match{Text: p, Kind: "package", Signature: "package " + st.Importer.Name(p)})
	}
	if len(begin) <= pathsAtOnce {
		for _, p := range begin {
			whole(p)
		}
	} else {
		for len(begin) > 0 {
			group, n := segment(begin, len(typed))
			if n == 1 || group == "" {
				whole(begin[0])
				begin = begin[1:]
				continue
			}
			out = append(out, display.Match{Text: group, Kind: "package", Signature: fmt.Sprintf("%d packages", n)})
			begin = begin[n:]
		}
	}
	for _, p := range named {
		whole(p)
	}
	return out
}

// segment gives how far the first of sorted paths goes together with others behind its first
// typed bytes, at a slash, and how many they are.
func segment(paths []string, typed int) (group string, n int) {
	i := strings.IndexByte(paths[0][typed:], '/')
	if i < 0 {
		return "", 1
	}
	group = paths[0][:typed+i+1]
	for n < len(paths) && strings.HasPrefix(paths[n], group) {
		n++
	}
	// As long as all go on alike, there is nothing to choose.
	for n > 1 {
		i := strings.IndexByte(paths[0][len(group):], '/')
		if i < 0 || !strings.HasPrefix(paths[n-1], paths[0][:len(group)+i+1]) || slices.Contains(paths[:n], strings.TrimSuffix(paths[0][:len(group)+i+1], "/")) {
			break
		}
		group = paths[0][:len(group)+i+1]
	}
	return group, n
}

// looksLikePath reports whether a text is a path by itself.
func looksLikePath(s string) bool {
	for _, begin := range []string{"/", "./", "../", "~/"} {
		if strings.HasPrefix(s, begin) {
			return true
		}
	}
	return len(s) > 2 && s[1] == ':' && s[2] == '/' // of Windows
}

// takesPath reports whether the string that begins at start is an argument whose parameter's
// name says that it names a file.
func takesPath(st State, code string, start int) bool {
	c, _ := checkAt(st, code, start, start)
	path := c.enclosing(c.pos)
	if len(path) < 2 {
		return false
	}
	call, ok := path[len(path)-2].(*ast.CallExpr)
	if !ok {
		return false
	}
	sig, ok := under(c.typeOf(call.Fun)).(*types.Signature)
	if !ok {
		return false
	}
	for i, a := range call.Args {
		if a == path[len(path)-1] && sig.Params().Len() > 0 {
			return namesFile(strings.ToLower(sig.Params().At(min(i, sig.Params().Len()-1)).Name()), calledPackage(c, call))
		}
	}
	return false
}

func namesFile(parameter, pkg string) bool {
	switch parameter {
	case "path", "file", "filename", "dir", "folder", "root", "oldpath", "newpath", "oldname", "newname":
		return true
	case "name", "elem", "source", "pattern":
		return pkg == "os" || pkg == "path/filepath" || pkg == "io/ioutil" || strings.HasPrefix(pkg, "talbot/")
	}
	return false
}

// calledPackage gives the import path of a called function's package.
func calledPackage(c *checked, call *ast.CallExpr) string {
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		if o := c.info.Uses[sel.Sel]; o != nil && o.Pkg() != nil {
			return o.Pkg().Path()
		}
	}
	return ""
}

// filesMost bounds the entries of a folder that are looked at.
const filesMost = 2000

// files proposes what is in the folder that a path begun names. Names that begin with a dot are
// left out until the dot is typed.
func files(dir, typed string, cursor int) display.Completion {
	folder, begun := "", typed
	if i := strings.LastIndexByte(typed, '/'); i >= 0 {
		folder, begun = typed[:i+1], typed[i+1:]
	}
	out := display.Completion{Start: cursor - len(begun), End: cursor}
	where := filepath.FromSlash(folder)
	if rest, ok := strings.CutPrefix(folder, "~/"); ok {
		home, err := os.UserHomeDir()
		if err != nil {
			return out
		}
		where = filepath.Join(home, rest)
	}
	if !filepath.IsAbs(where) {
		where = filepath.Join(dir, where)
	}
	if where == "" {
		where = "."
	}
	f, err := os.Open(where)
	if err != nil {
		return out
	}
	defer f.Close()
	entries, _ := f.ReadDir(filesMost)
	slices.SortFunc(entries, func(a, b os.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	s := &suggestions{prefix: begun, seen: map[string]bool{}}
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") && !strings.HasPrefix(begun, ".") || strings.ContainsAny(name, "\"\\`\n") {
			continue
		}
		if isFolder(where, e) {
			s.add(name+"/", "folder", "folder", 0)
		} else {
			s.add(name, "file", "file", 0)
		}
	}
	out.Matches = s.sorted()
	return out
}

func isFolder(where string, e os.DirEntry) bool {
	if e.Type()&os.ModeSymlink == 0 {
		return e.IsDir()
	}
	info, err := os.Stat(filepath.Join(where, e.Name()))
	return err == nil && info.IsDir()
}
