package lines

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for _, c := range []struct {
		code string
		want []string // name(args) @line
	}{
		{"x := 1\nx", nil},
		{"%help", []string{"help() @1"}},
		{"  %help  \n", []string{"help() @1"}},
		{"x := 7 %\n3", nil},
		{"x := 7\n% 3", nil},
		{"x %= 3\n%who", []string{"who() @2"}},
		{"s := `\n%help\n!ls\n`", nil},
		{"/*\n%help\n*/", nil},
		{"// %help\n%help", []string{"help() @2"}},
		{"f := func() {\n%help\n}", nil},
		{"f(\n!true,\n)", nil},
		{"x := a &&\n!b", nil},
		{"!ls 'it\nx := 1\n!echo \"\n", []string{"!(ls 'it) @1", "!(echo \") @3"}},
		{"!ls \\\n  -l\nx", []string{"!(ls \\\n  -l) @1"}},
		{"x := 1\n%cd /tmp\ny := 2\n!pwd", []string{"cd(/tmp) @2", "!(pwd) @4"}},
		{"%time f(\n1,\n2)\n%who", []string{"time(f(\n1,\n2)) @1", "who() @4"}},
		{"%time\nf()", []string{"time() @1"}},
		{"%timeit x := `%d\n`; f(x)\ny", []string{"timeit(x := `%d\n`; f(x)) @1"}},
		{"%time !f(x)\n!ls", []string{"time(!f(x)) @1", "!(ls) @2"}},
		{"%%bash -e\nls\n%help\n", []string{"bash(-e) @1"}},
		{"\n\n%%bash", []string{"bash() @3"}},
		{"x := 1\n%%bash\nls", []string{"bash() @2"}},
		{"%get example.org/a-b@v1.2.3", []string{"get(example.org/a-b@v1.2.3) @1"}},
		{"x := 1; %help", nil},
		{"%", nil},
		{"!", []string{"!() @1"}},
		{"if x {\n}\n!ls", []string{"!(ls) @3"}},
		{"for i := 0; i < 3; i++ {\n%x\n}", nil},
	} {
		var got []string
		for _, l := range Find(c.code) {
			got = append(got, fmt.Sprintf("%s(%s) @%d", l.Name, l.Args, l.Number))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q has %q, want %q", c.code, got, c.want)
		}
	}
}

func TestBlank(t *testing.T) {
	for code, want := range map[string]string{
		"x := 1\n%cd é\ny":           "x := 1\n      \ny",
		"%time f(\n1)\n!ls":          "      f(\n1)\n   ",
		"%%bash\nls\n":               "      \n  \n",
		"%%time\nf()":                "      \nf()",
		"x\n%%bash -e":               "x\n         ",
		"a := 1\r\n!ls \\\n -l\nb":   "a := 1\r\n     \n   \nb",
		"  %timeit\n1 + 1\n%who all": "         \n1 + 1\n        ",
	} {
		if got := Blank(code, Find(code)); got != want {
			t.Errorf("%q becomes %q, want %q", code, got, want)
		}
	}
}

func TestWhole(t *testing.T) {
	l := Find("\n%%writefile -a f.txt\none\ntwo")[0]
	if !l.Whole || l.Name != "writefile" || l.Args != "-a f.txt" || l.Body != "one\ntwo" || l.Sign() != "%%writefile" {
		t.Errorf("the line is %+v", l)
	}
}

func TestAt(t *testing.T) {
	code := "x := 1\n%cd /tmp\n%time f(x)"
	found := Find(code)
	for cursor, want := range map[int]string{3: "", 9: "cd", 13: "cd", 18: "time", 21: "time", 22: "", len(code): ""} {
		l, _ := At(found, cursor)
		if l.Name != want {
			t.Errorf("at %d stands %q, want %q", cursor, l.Name, want)
		}
	}
}

func TestUnfinished(t *testing.T) {
	for code, want := range map[string]bool{
		"%help": false, "%time": true, "%time\n": true, "%time\nx": false, "%time x": false, "!ls": false,
		"%%bash": true, "%%bash\nls": true, "%%bash\nls\n": true, "%%bash\nls\n\n": false, "%%bash\nls\n  \n": false, "%%bash\n": true, "x": false,
	} {
		if got := Unfinished(code, Find(code)); got != want {
			t.Errorf("%q is unfinished: %v, want %v", code, got, want)
		}
	}
}

func TestNear(t *testing.T) {
	names := []string{"help", "time", "timeit", "who", "reset", "env", "writefile"}
	for name, want := range map[string]string{
		"tiem": "time", "timit": "timeit time", "Help": "help", "whos": "who", "matplotlib": "", "write": "writefile", "hlep": "help",
	} {
		if got := strings.Join(Near(name, names), " "); got != want {
			t.Errorf("near %s are %q, want %q", name, got, want)
		}
	}
}

// Blanking keeps every byte's place, and leaves no line to be found.
func FuzzFind(f *testing.F) {
	for _, s := range []string{"x := 1\n%cd é\ny", "%time f(\n1)\n!ls", "%%bash\nls\n", "!a\\\n\\", "%time `", "%timeit\r\n%", "s := `\n%x`\n!y", "%time\n\n!x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		found := Find(code)
		blank := Blank(code, found)
		if len(blank) != len(code) || strings.Count(blank, "\n") != strings.Count(code, "\n") {
			t.Fatalf("%q becomes %q", code, blank)
		}
		last := 0
		for _, l := range found {
			if l.Off < last || l.ArgsOff < l.Off || l.End < l.ArgsOff || l.End > len(code) || l.Name == "" {
				t.Fatalf("%q has %+v", code, l)
			}
			last = l.End
			At(found, l.Off+1)
		}
	})
}

func TestHoles(t *testing.T) {
	for args, want := range map[string]string{
		"echo $x ${HOME} $HOME $$ $1 $(ls)":   "x HOME",
		"echo {x+1} {f(\"}\")} {}":            "x+1 f(\"",
		`awk '{print $x}' "$x" \$y "it's $z"`: "x z",
		"{m[struct{}{}]}":                     "m[struct{}{}]",
		"$é_1.txt":                            "é_1",
	} {
		code := "!" + args
		var got []string
		for _, h := range Find(code)[0].Holes() {
			got = append(got, code[h.From:h.To])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s has the holes %q, want %q", args, got, want)
		}
	}
}
