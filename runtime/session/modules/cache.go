package modules

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
	"golang.org/x/mod/module"
)

// The cache is a folder for each Talbot and system, in which are
//
//	source/          Talbot's Go files, from which the go command builds
//	kits/KEY/        a kit: the program, kit.json, types.zip, docs.zip, sources.zip
//	versions/MODULE  the version that a module had when it was last fetched
//	work/            of the one who builds now and holds the lock
//	lock
type cache struct{ dir string }

// unused is how long a kit, or all of an older Talbot's, is kept that nobody asks for.
const unused = 60 * 24 * time.Hour

func (b *Builder) cache() (*cache, error) {
	root := b.Cache
	if root == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("there is no folder to keep modules in: %w", err)
		}
		root = filepath.Join(user, "talbot", "modules")
	}
	id, err := sourceID(b.Source)
	if err != nil {
		return nil, err
	}
	c := &cache{filepath.Join(root, fmt.Sprintf("%s-%s-%s", id, runtime.GOOS, runtime.GOARCH))}
	return c, os.MkdirAll(c.dir, 0o755)
}

func (c *cache) path(parts ...string) string {
	return filepath.Join(append([]string{c.dir}, parts...)...)
}

// lock waits until nobody else builds. waiting is called where that takes a while.
func (c *cache) lock(ctx context.Context, waiting func()) (unlock func(), err error) {
	type result struct {
		unlock func()
		err    error
	}
	got := make(chan result, 1)
	go func() {
		u, err := lockedfile.MutexAt(c.path("lock")).Lock()
		got <- result{u, err}
	}()
	patience := time.NewTimer(time.Second)
	defer patience.Stop()
	for {
		select {
		case r := <-got:
			return r.unlock, r.err
		case <-patience.C:
			waiting()
		case <-ctx.Done():
			go func() {
				if r := <-got; r.err == nil {
					r.unlock()
				}
			}()
			return nil, ctx.Err()
		}
	}
}

// key names a kit by what it is made of, or gives "" if a version has yet to be found out.
func key(list []Asked) (string, error) {
	var lines []string
	for _, a := range list {
		if a.Dir == "" {
			if !exact(a.Version) {
				return "", nil
			}
			lines = append(lines, a.String())
			continue
		}
		content, err := contentOf(a.Dir)
		if err != nil {
			return "", err
		}
		lines = append(lines, a.Dir+" "+content)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:8]), nil
}

// manifest is what kit.json holds.
type manifest struct {
	Modules []Module
	Whole   bool
	Go      string // that built it
}

const (
	programName  = "talbot-cells"
	manifestFile = "kit.json"
)

func program(dir string) string {
	if runtime.GOOS == "windows" {
		return filepath.Join(dir, programName+".exe")
	}
	return filepath.Join(dir, programName)
}

// find gives a kit that is there, or nil.
func (c *cache) find(key string) *Kit {
	if key == "" {
		return nil
	}
	k, err := openKit(c.path("kits", key))
	if err != nil {
		return nil
	}
	now := time.Now()
	os.Chtimes(c.path("kits", key), now, now) //nolint:errcheck // it is removed earlier, and made again
	k.Cached = true
	return k
}

func openKit(dir string) (*Kit, error) {
	raw, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if err != nil {
		return nil, err
	}
	var m manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, err
	}
	k := &Kit{Modules: m.Modules, Program: program(dir), Whole: m.Whole}
	if _, err := os.Stat(k.Program); err != nil {
		return nil, err
	}
	read := func(pattern string) (out [][]byte) {
		names, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, name := range names {
			b, e := os.ReadFile(name)
			err = cmp.Or(err, e)
			out = append(out, b)
		}
		return out
	}
	k.Types, k.Docs = read("types*.zip"), read("docs*.zip")
	if s := read("sources.zip"); len(s) > 0 {
		k.Sources = s[0]
	}
	return k, err
}

// version gives the version that a module had when it was last fetched, or "".
func (c *cache) version(path string) string {
	b, _ := os.ReadFile(c.versionFile(path))
	if v := strings.TrimSpace(string(b)); exact(v) {
		return v
	}
	return ""
}

func (c *cache) versionFile(path string) string {
	escaped, err := module.EscapePath(path)
	if err != nil {
		escaped = path
	}
	return c.path("versions", strings.ReplaceAll(escaped, "/", "@"))
}

// publish moves a finished kit to its place and remembers its versions.
func (c *cache) publish(work, key string, m manifest) (*Kit, error) {
	raw, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(work, manifestFile), raw, 0o644); err != nil {
		return nil, err
	}
	to := c.path("kits", key)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return nil, err
	}
	// What stands there is broken, or find would have found it.
	if err := os.RemoveAll(to); err != nil {
		return nil, err
	}
	if err := os.Rename(work, to); err != nil {
		return nil, err
	}
	if err := c.remember(m.Modules); err != nil {
		return nil, err
	}
	return openKit(to)
}

// remember keeps the versions that modules have now.
func (c *cache) remember(list []Module) error {
	for _, m := range list {
		if m.Dir == "" {
			if err := writeFile(c.versionFile(m.Path), []byte(m.Version+"\n")); err != nil {
				return err
			}
		}
	}
	return nil
}

// prune removes what nobody has asked for in a long time.
func (c *cache) prune(now time.Time) {
	old := func(pattern string, except string) {
		dirs, _ := filepath.Glob(pattern)
		for _, d := range dirs {
			info, err := os.Stat(d)
			if err == nil && info.IsDir() && d != except && now.Sub(info.ModTime()) > unused {
				os.RemoveAll(d) //nolint:errcheck // another time
			}
		}
	}
	os.Chtimes(c.dir, now, now) //nolint:errcheck // it may be removed earlier, and made again
	old(filepath.Join(filepath.Dir(c.dir), "*-"+runtime.GOOS+"-"+runtime.GOARCH), c.dir)
	old(c.path("kits", "*"), "")
}

// contentOf names the content of a local module: of what the go command may read of it, whole;
// of other files, which may be large, size and time.
func contentOf(dir string) (string, error) {
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(dir); err != nil {
			return "", fmt.Errorf("there is no folder %s", dir)
		}
		return "", fmt.Errorf("the folder %s holds no module: it has no file go.mod (go mod init makes one)", dir)
	}
	h := sha256.New()
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := e.Name()
		if name != dir && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata") || strings.HasSuffix(base, "_test.go") {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if e.IsDir() {
			return nil
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		switch filepath.Ext(name) {
		case ".go", ".mod", ".sum", ".s", ".h":
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "%s %d\n%s", rel, len(b), b)
		default:
			info, err := e.Info()
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "%s %d %d\n", rel, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return hex.EncodeToString(h.Sum(nil)), err
}
