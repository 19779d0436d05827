package assist

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// firstOf asks for the first matches, in their order.
func TestCompletionByExpectedType(t *testing.T) {
	st := session(t)
	for _, c := range []struct{ cell, first string }{
		// constants of a type
		{"mode = |", "Fast Slow Slower"},
		{"mode == |", "Fast Slow Slower"},
		{"if mode != S|", "Slow Slower"},
		{"if |  == mode {", "flag"}, // what follows is not read: a condition
		{"switch mode {\ncase |", "Fast Slow Slower"},
		{"switch mode {\ncase Fast:\ncase |", "Slow Slower"},
		{"switch mode {\ncase Fast, |", "Slow Slower"},
		{"switch mode {\ncase Fast:\n\tfmt.Println()\ncase Slow, S|", "Slower"},
		{"switch m := mode; m {\ncase |\n}", "Fast Slow Slower"},
		{"Run(conf, |", "Fast Slow Slower"},
		{"Run(conf, |)", "Fast Slow Slower"},
		{"Run(|", "conf"},
		{"Run(Config{Mode: |", "Fast Slow Slower"},
		{"Config{Mode: S|}", "Slow Slower"},
		{"conf.Mode = |", "Fast Slow Slower"},
		{"var x Mode = |", "Fast Slow Slower"},
		{"events <- |", "Fast Slow Slower"},
		{"func f() Mode { return | }", "Fast Slow Slower"},
		{"func f() (int, Mode) { return 1, | }", "Fast Slow Slower"},
		{"f := func() Mode { return |", "Fast Slow Slower"},
		{"x := map[Mode]int{|", "Fast Slow Slower"},
		{"x := map[int]Mode{1: |", "Fast Slow Slower"},
		{"x := []Mode{|", "Fast Slow Slower"},
		{"x := []Mode{Fast, |", "Fast Slow Slower"},
		{"ms := []Mode{}\nms = append(ms, |", "Fast Slow Slower"},
		{"w := map[Mode]int{}\nw[|", "Fast Slow Slower"},
		{"w := map[Mode]int{}\ndelete(w, |", "Fast Slow Slower"},
		{"for mode < |", "Fast Slow Slower"},
		// of another package, by its name
		{"time.Sleep(|", "time.Nanosecond time.Microsecond time.Millisecond time.Second time.Minute time.Hour"},
		{"time.Sleep(Sec|", "time.Second"},
		{"time.Sleep(3 * |", ""},
		{"conf.Wait = |", "time.Nanosecond"},
		{"Config{Wait: time.M|", "Microsecond Millisecond Minute"},
		{"var d time.Weekday = |", "time.Sunday time.Monday time.Tuesday"},
		{"switch time.Now().Weekday() {\ncase time.Sunday:\ncase |", "time.Monday time.Tuesday"},
		{"var k reflect.Kind\nk == |", "reflect.Invalid reflect.Bool"}, // not imported
		{"mat.NewDense(2, 2, nil).Norm(|", ""},
		// variables and functions that fit
		{"if |", "flag"},
		{"if !|", "flag"},
		{"if mode == Fast && |", "flag"},
		{"for |", ""},
		{"dense.Mul(|", "dense NewDenseGrid"},
		{"var c *Cell = |", "cell"[:0]},
		{"cell.Next = &|", "cell"},
		{"fail = |", "fail Run"},
		{"cell.Name = cell.|", "Name"},
		{"cell.Depth = cell.|", "Depth Rise"},
		{"cells[|", ""},
		{"cell.Shape[|", "Slow"[:0]},
		// a type must stand
		{"var x Ce|", "Cell"},
		{"var x []Ce|", "Cell"},
		{"var x map[string]*Ce|", "Cell"},
		{"func f(a Ce|", "Cell"},
		{"func f() Ce|", "Cell"},
		{"type t struct { c Ce|", "Cell"},
		{"x := make(chan Ce|", "Cell"},
		{"x := new(Ce|", "Cell"},
		{"any(1).(Ce|", "Cell"},
		{"switch any(1).(type) {\ncase Ce|", "Cell"},
		{"x := []Ce|", "Cell"},
		// fields, in the order of their declaration
		{"Config{|", "Mode:  Weights:  Cells:  ByName:  Wait:  Color: "},
		{"&Config{|}", "Mode:  Weights:  Cells:  ByName:  Wait:  Color: "},
		{"Config{Mode: Fast, |}", "Weights:  Cells: "},
		{"Config{|, Wait: 1}", "Mode:  Weights:  Cells:  ByName:  Color: "},
		{"Config{\n\tMode: Fast,\n\t|\n\tCells: nil,\n}", "Weights:  ByName:  Wait:  Color: "},
		{"Config{Color: &Color{|", "Red:  Green: "},
		{"Config{Cells: []Cell{{N|", "Name:  Next: "},
		{"Config{ByName: map[string]*Cell{\"a\": {N|", "Name:  Next: "},
		{"Run(Config{W|", "Weights:  Wait: "},
		{"x := []Config{{Mode: Fast}, {M|", "Mode: "},
		{"x := [2]Config{{M|", "Mode: "},
		{"x := map[string][]Config{\"a\": {{M|", "Mode: "},
		{"func f() Config { return Config{M|", "Mode: "},
		{"x := struct{ Alpha, Beta int }{A|", "Alpha: "},
		{"http.Client{T|", "Transport:  Timeout: "},
		{"ddm.Settings{La|", ""}, // not in this test's importer
		// labels
		{"outer:\nfor {\n\tfor {\n\t\tbreak |\n\t}\n}", "outer"},
		{"outer:\nfor {\n\tinner:\n\tfor {\n\t\tcontinue |\n\t}\n}", "inner outer"},
		{"outer:\nfor {\n\tgoto ou|\n}", "outer"},
		{"func f() {\nouter:\n\tfor {\n\t\tfunc() { break | }()\n\t}\n}", ""},
		// humps
		{"NDG|", "NewDenseGrid"},
		{"ndg|", "NewDenseGrid"},
		{"mat.ND|", "NewDense"},
		{"http.sm|", "SameSiteDefaultMode"[:0]},
		{"oF|", "openFilm"},
		{"strings.HP|", "HasPrefix"},
		{"slow|", "Slow Slower"},
	} {
		code, cursor := cut(c.cell)
		got := Complete(st, code, cursor)
		want := strings.Split(strings.ReplaceAll(c.first, ":  ", ":  "), " ")
		if strings.Contains(c.first, ":") {
			want = nil
			for _, f := range strings.Fields(c.first) {
				want = append(want, f+" ")
			}
		}
		if c.first == "" {
			continue // must only not fail
		}
		have := texts(got)
		if len(have) < len(want) || !slices.Equal(have[:len(want)], want) {
			t.Errorf("%q begins %q, want %q", c.cell, have[:min(len(have), len(want)+2)], want)
		}
	}
}

func TestNoLabelsElsewhere(t *testing.T) {
	st := session(t)
	for _, cell := range []string{"func f() {\nouter:\n\tfor {\n\t\tfunc() { break | }()\n\t}\n}", "for {\n\tbreak |\n}"} {
		code, cursor := cut(cell)
		if got := Complete(st, code, cursor); len(got.Matches) > 0 {
			t.Errorf("%q: %q", cell, texts(got))
		}
	}
}

func TestCompleteFiles(t *testing.T) {
	st := session(t)
	st.Dir = t.TempDir()
	for _, n := range []string{"film.tif", "film2.tif", "my notes.txt", ".hidden", "data/one.tif", "data/deep/two.tif"} {
		p := filepath.Join(st.Dir, filepath.FromSlash(n))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	abs := filepath.ToSlash(st.Dir)
	for _, c := range []struct{ cell, want, replaced string }{
		{`openFilm("|`, "data/ film.tif film2.tif my notes.txt", ""},
		{`openFilm("fi|", 3)`, "film.tif film2.tif", "fi"},
		{`n, err := openFilm("data/|")`, "deep/ one.tif", ""},
		{`openFilm("data/deep/t|`, "two.tif", "t"},
		{"openFilm(`fi|", "film.tif film2.tif", "fi"},
		{`os.ReadFile("da|")`, "data/", "da"},
		{`os.Open("|")`, "data/ film.tif film2.tif my notes.txt", ""},
		{`os.Open(".h|")`, ".hidden", ".h"},
		{`filepath.Join("data", "|")`, "data/ film.tif film2.tif my notes.txt", ""},
		{`x := "./fi|"`, "film.tif film2.tif", "fi"},
		{`x := "` + abs + `/da|"`, "data/", "da"},
		{`fmt.Println("fi|")`, "", ""},
		{`x := "fi|"`, "", ""},
		{`openFilm("nowhere/|")`, "", ""},
		{`openFilm("a\n|")`, "", ""},
		{"%cd |", "data/", ""},
		{"%cd data/d|", "deep/", "d"},
		{"!cat fi|", "film.tif film2.tif", "fi"},
		{"!fi|", "", ""},
		{"!./fi|", "film.tif film2.tif", "fi"},
		{"x := 1\n!ls data/|\ny", "deep/ one.tif", ""},
	} {
		code, cursor := cut(c.cell)
		got := Complete(st, code, cursor)
		if have := strings.Join(texts(got), " "); have != c.want || code[got.Start:got.End] != c.replaced {
			t.Errorf("%q: %q in place of %q, want %q of %q", c.cell, have, code[got.Start:got.End], c.want, c.replaced)
		}
	}
}

func TestCompleteLines(t *testing.T) {
	st := session(t)
	for _, c := range []struct{ cell, want, replaced string }{
		{"%|", "%time %timeit %cd %%bash %doc", "%"},
		{"%ti|", "%time %timeit", "%ti"},
		{"x := 1\n%c|", "%cd", "%c"},
		{"%%|", "%%bash", "%%"},
		{"%%b|", "%%bash", "%%b"},
		{"%time cell.Na|", "Name", "Na"},
		{"%timeit Fa|", "Fast", "Fa"},
		{"%time\ncell.Na|", "Name", "Na"},
		{"%doc cell.Na|", "Name", "Na"},
		{"%doc http.Cli|", "Client ClientConn", "Cli"},
		{"%%bash\nls cel|", "", ""},
		{"x := 7 %|", "", ""},
		{"x := 7 % cel|", "cell cells", "cel"},
	} {
		code, cursor := cut(c.cell)
		got := Complete(st, code, cursor)
		have := texts(got)
		if len(have) > 8 && c.want == "" { // an operand of %: whatever there is
			continue
		}
		want := strings.Fields(c.want)
		if len(have) < len(want) || !slices.Equal(have[:len(want)], want) || c.want == "" && len(have) > 0 || c.want != "" && code[got.Start:got.End] != c.replaced {
			t.Errorf("%q: %q in place of %q, want %q of %q", c.cell, have, code[got.Start:got.End], want, c.replaced)
		}
	}
}

func TestImportPathsBySegment(t *testing.T) {
	st := session(t)
	for cell, want := range map[string][]string{
		`import "|`:                   {"archive/", "bufio", "bytes"},
		`import "go|`:                 {"go/", "gonum.org/v1/"},
		`import "gonum.org/v1/g|`:     {"gonum.org/v1/gonum/"},
		`import "compress/|`:          {"compress/bzip2", "compress/flate"},
		"import (\n\t\"fmt\"\n\t\"o|": {"os", "os/exec"},
	} {
		code, cursor := cut(cell)
		have := texts(Complete(st, code, cursor))
		if len(have) < len(want) || !slices.Equal(have[:len(want)], want) {
			t.Errorf("%q begins %.5q, want %q", cell, have, want)
		}
	}
}
