package runner

import (
	"bytes"
	"strings"
	"testing"

	"talbot/notebooks/nbformat"
)

func TestInject(t *testing.T) {
	const defaults = `# tags: parameters
import "time"

frames := 200
name := "beads"
a, b := 1, "x"
var rate float64 = 2
var (
	wait time.Duration = time.Second
	path string
)
const pixel = 0.1
const gain float64 = 2
func f() int { hidden := 3; return hidden }`
	for _, c := range []struct{ set, want string }{
		{"frames=300", "frames = 300"},
		{"frames=2*100", "frames = 2*100"},
		{"name=polystyrene 508 nm", `name = "polystyrene 508 nm"`},
		{"name=12", `name = "12"`},
		{`name="quoted"`, `name = "quoted"`},
		{"name=", `name = ""`},
		{"b=true", `b = "true"`},
		{"rate=3", "rate = 3"},
		{"rate=-1.5e-3", "rate = -1.5e-3"},
		{"wait=250*time.Millisecond", "wait = 250*time.Millisecond"},
		{"path=/data/a b.tif", `path = "/data/a b.tif"`},
		{"pixel=0.123", "const pixel = 0.123"},
		{"gain=3", "const gain float64 = 3"},
		{"other=5", "other := 5"},
		{"other=-5", "other := -5"},
		{"other=1e-12", "other := 1e-12"},
		{"other=0x1F", "other := 0x1F"},
		{"other=true", "other := true"},
		{"other=yes", `other := "yes"`},
		{"other=a+b", `other := "a+b"`},
		{"other=x=y", `other := "x=y"`},
		{"hidden=1", "hidden := 1"},
	} {
		p, err := ParseParameter(c.set)
		if err != nil {
			t.Errorf("%s: %v", c.set, err)
			continue
		}
		nb := notebook(t, "print a", defaults, "print b")
		if err := Inject(nb, []Parameter{p}, nil); err != nil {
			t.Errorf("%s: %v", c.set, err)
			continue
		}
		cells := nb.Cells()
		if len(cells) != 4 || !cells[2].HasTag(tagInjected) {
			t.Fatalf("%s: the cell is not in its place", c.set)
		}
		if _, got, _ := strings.Cut(cells[2].Source(), "\n"); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.set, got, c.want)
		}
	}
}

func TestInjectAgain(t *testing.T) {
	nb := notebook(t, "print a")
	set := func(warn *bytes.Buffer, params ...Parameter) []*nbformat.Cell {
		t.Helper()
		if err := Inject(nb, params, warn); err != nil {
			t.Fatal(err)
		}
		return nb.Cells()
	}
	var warn bytes.Buffer
	first := set(&warn, Parameter{"n", "1"})
	if len(first) != 2 || !first[0].HasTag(tagInjected) || warn.Len() > 0 {
		t.Fatalf("%d cells, warned %q", len(first), warn.String())
	}
	id := first[0].ID()
	again := set(&warn, Parameter{"n", "2"}, Parameter{"m", "1"}, Parameter{"n", "3"})
	if len(again) != 2 || again[0].ID() != id || !strings.HasSuffix(again[0].Source(), "\nm := 1\nn := 3") {
		t.Errorf("%d cells, the first is\n%s", len(again), again[0].Source())
	}
	if kept := set(&warn); len(kept) != 2 || kept[0].Source() != again[0].Source() {
		t.Error("a run without parameters has changed the injected cell")
	}
	nb = notebook(t, "# tags: parameters\nx := 1")
	set(&warn, Parameter{"y", "2"})
	if !strings.Contains(warn.String(), "parameter y: the cell tagged parameters does not declare it") {
		t.Errorf("warned %q", warn.String())
	}
}

func TestParseParameter(t *testing.T) {
	for _, s := range []string{"", "a", "=1", "1a=2", "_=1", "a b=1", "func=1", "a.b=1"} {
		if p, err := ParseParameter(s); err == nil {
			t.Errorf("%q is read as %+v", s, p)
		}
	}
	if p, err := ParseParameter(" n = 3"); err != nil || p.Name != "n" || literal(p.Value) != "3" {
		t.Errorf("%+v, %v", p, err)
	}
}
