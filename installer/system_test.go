package installer

import (
	"path/filepath"
	"slices"
	"testing"
)

func TestWhereJupyterLooks(t *testing.T) {
	join := filepath.Join
	list := func(a, b string) string { return a + string(filepath.ListSeparator) + b }
	for _, c := range []struct {
		name   string
		os     string
		env    map[string]string
		data   string
		talbot string
		path   []string
	}{
		{"linux", "linux", nil, join("/home/z", ".local", "share", "jupyter"), join("/home/z", ".local", "share", "talbot"),
			[]string{join("/home/z", ".local", "share", "jupyter"), "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"linux with XDG", "linux", map[string]string{"XDG_DATA_HOME": "/xdg"}, join("/xdg", "jupyter"), join("/xdg", "talbot"),
			[]string{join("/xdg", "jupyter"), "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"macOS", "darwin", map[string]string{"XDG_DATA_HOME": "/xdg"}, join("/home/z", "Library", "Jupyter"), join("/home/z", "Library", "Application Support", "talbot"),
			[]string{join("/home/z", "Library", "Jupyter"), "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"Windows", "windows", map[string]string{"APPDATA": "/r", "LOCALAPPDATA": "/l", "PROGRAMDATA": "/p"}, join("/r", "jupyter"), join("/l", "talbot"),
			[]string{join("/r", "jupyter"), join("/p", "jupyter")}},
		{"Windows without its variables", "windows", nil, join("/home/z", ".jupyter", "data"), join("/home/z", "AppData", "Local", "talbot"),
			[]string{join("/home/z", ".jupyter", "data")}},
		{"JUPYTER_DATA_DIR", "darwin", map[string]string{"JUPYTER_DATA_DIR": "/data"}, "/data", join("/home/z", "Library", "Application Support", "talbot"),
			[]string{"/data", "/usr/local/share/jupyter", "/usr/share/jupyter"}},
		{"environment and JUPYTER_PATH", "linux", map[string]string{"JUPYTER_PATH": list("/a", "/b"), "CONDA_PREFIX": "/conda", "JUPYTER_DATA_DIR": "/a"}, "/a", join("/home/z", ".local", "share", "talbot"),
			[]string{"/a", "/b", join("/conda", "share", "jupyter"), "/usr/local/share/jupyter", "/usr/share/jupyter"}},
	} {
		s := system{os: c.os, home: "/home/z", getenv: func(v string) string { return c.env[v] }}
		if got := s.dataFolder(); got != c.data {
			t.Errorf("%s: data folder %s, want %s", c.name, got, c.data)
		}
		if got := s.talbotFolder(); got != c.talbot {
			t.Errorf("%s: Talbot's folder %s, want %s", c.name, got, c.talbot)
		}
		if got := s.searchPath(); !slices.Equal(got, c.path) {
			t.Errorf("%s: path\n%v, want\n%v", c.name, got, c.path)
		}
	}
}
