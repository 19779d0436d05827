package runner

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"talbot/notebooks/nbformat"
	"talbot/runtime/display"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb":                                "a\nb",
		"10%\r20%\r100%\n":                    "100%\n",
		"long line\rshort\n":                  "shortline\n",
		"a\r\nb\r\n":                          "a\nb\n",
		"abc\b\bX\n":                          "aXc\n",
		"\b\bx":                               "x",
		"µµµ\rab":                             "abµ",
		"\x1b[31mred\x1b[0m\r\x1b[32mgo\n":    "\x1b[32mgo\n",
		"\x1b[31mred\x1b[0m\r\n":              "\x1b[31mred\x1b[0m\n",
		"done\r":                              "done",
		"one\ntwo\rTWO\nthree\rT":             "one\nTWO\nThree",
		"\r\r\n":                              "\n",
		strings.Repeat("x", maxLine+1) + "\r": strings.Repeat("x", maxLine+1),
	} {
		for _, step := range []int{len(in), 1} { // whole, and byte by byte
			f := fold{limit: maxStream}
			for i := 0; i < len(in); i += step {
				f.write(in[i:min(i+step, len(in))])
			}
			if step == 1 && strings.Contains(in, "µ") {
				continue // half a character overwrites a whole one
			}
			if got := f.text(); got != want {
				t.Errorf("%.40q in steps of %d: %.40q, want %.40q", in, step, got, want)
			}
		}
	}
}

// TestFoldBounded prints 64 MB and keeps the head, the tail and a note.
func TestFoldBounded(t *testing.T) {
	f := fold{limit: 10_000}
	line := strings.Repeat("µ", 30)
	const lines = 1 << 20
	printed := 0
	for i := range lines {
		s := fmt.Sprintf("%d %s\n", i, line)
		printed += len(s)
		f.write(s)
	}
	got := f.text()
	if !strings.HasPrefix(got, "0 "+line+"\n1 ") || !strings.HasSuffix(got, fmt.Sprintf("%d %s\n", lines-1, line)) {
		t.Error("head or tail is missing")
	}
	if !strings.Contains(got, fmt.Sprintf("\n… %s left out …\n", size(int64(printed-f.size())))) || len(got) > 20_000 || !utf8.ValidString(got) {
		t.Errorf("%d bytes, valid %v:\n%s", len(got), utf8.ValidString(got), got)
	}
	for l := range strings.Lines(got) {
		if !strings.HasSuffix(l, line+"\n") && !strings.HasPrefix(l, "…") {
			t.Errorf("half a line: %q", l)
		}
	}
	f = fold{limit: 10_000}
	for range 1000 {
		f.write(strings.Repeat("µ", 5000)) // without a line end
	}
	if got := f.text(); len(got) > 2*maxLine || !utf8.ValidString(got) || !strings.Contains(got, "left out") {
		t.Errorf("%d bytes, valid %v", len(got), utf8.ValidString(got))
	}
}

func TestOutputsBounded(t *testing.T) {
	r := &run{shown: map[string][]*entry{}}
	c := r.collector(nbformat.NewCell(nbformat.Code, ""), 1)
	for i := range 50_000 {
		c.Event(display.Event{ID: fmt.Sprint(i), Bundle: display.Text(fmt.Sprint(i))})
	}
	out := c.outputs()
	first, _ := out[0].Data("text/plain")
	last, _ := out[len(out)-1].Data("text/plain")
	if len(out) != maxOutputs+1 || first != "0" || last != "49999" || out[maxOutputs/2].Text() != "… 49000 outputs left out …\n" || len(r.shown) != maxOutputs {
		t.Errorf("%d outputs, %s to %s, %q, %d IDs", len(out), first, last, out[maxOutputs/2].Text(), len(r.shown))
	}
}

// TestPicturesBounded shows 2 GB of pictures in outputs of their own.
func TestPicturesBounded(t *testing.T) {
	r := &run{shown: map[string][]*entry{}}
	c := r.collector(nbformat.NewCell(nbformat.Code, ""), 1)
	for range 256 {
		c.Event(display.Event{Bundle: display.Bundle{Data: map[string]any{"image/png": make([]byte, 8<<20)}}})
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	if c.bytes > maxBytes || m.HeapAlloc > maxBytes+64<<20 {
		t.Errorf("%d MB counted, %d MB in use", c.bytes>>20, m.HeapAlloc>>20)
	}
}

// TestUpdatesBounded lets outputs grow by updates.
func TestUpdatesBounded(t *testing.T) {
	r := &run{shown: map[string][]*entry{}}
	c := r.collector(nbformat.NewCell(nbformat.Code, ""), 1)
	for i := range maxOutputs {
		c.Event(display.Event{ID: fmt.Sprint(i), Bundle: display.Text("small")})
	}
	big := display.Bundle{Data: map[string]any{"image/png": make([]byte, maxBytes/20)}}
	for i := maxOutputs / 2; i < maxOutputs; i++ {
		c.Event(display.Event{Kind: display.UpdateData, ID: fmt.Sprint(i), Bundle: big})
	}
	if c.bytes > maxBytes || c.dropped < maxOutputs/2-20 {
		t.Errorf("%d MB kept, %d outputs dropped", c.bytes>>20, c.dropped)
	}
}

func FuzzFold(f *testing.F) {
	f.Add("a\rb\n\b\x1b[31mµ", 3)
	f.Fuzz(func(t *testing.T, s string, step int) {
		d := fold{limit: 64}
		for step = max(step, 1); s != ""; {
			n := min(step, len(s))
			d.write(s[:n])
			s = s[n:]
			if d.cursor < 0 || d.cursor > len(d.line) {
				t.Fatalf("the cursor stands at %d of %d", d.cursor, len(d.line))
			}
		}
		d.text()
	})
}

func BenchmarkFold(b *testing.B) {
	s := strings.Repeat("a line of some eighty characters, as a program prints them, one after another\n", 1000)
	f := fold{limit: maxStream}
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		f.write(s)
	}
}
