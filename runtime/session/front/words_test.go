package front

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A wrongProgram is one that the compiler refuses, with what it says.
type wrongProgram struct {
	name, src string
	said      []string // line:col: words
}

const wordsFile = "testdata/errors.txt"

func wrongPrograms(t *testing.T) (head string, programs []wrongProgram) {
	t.Helper()
	raw, err := os.ReadFile(wordsFile)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(raw), "\n=== ")
	for _, p := range parts[1:] {
		name, rest, _ := strings.Cut(p, "\n")
		src, said, _ := strings.Cut(rest, "\n----\n")
		w := wrongProgram{name: name, src: strings.TrimRight(src, "\n")}
		if said = strings.TrimRight(said, "\n"); said != "" {
			w.said = strings.Split(said, "\n")
		}
		programs = append(programs, w)
	}
	return parts[0], programs
}

var declares = regexp.MustCompile(`^(import|type|func|var|const)\b`)

// Errors are worded and placed as the Go compiler's. What a cell tolerates, as unused variables,
// is not among them; own words stand where a cell is no file.
func TestCompilersWords(t *testing.T) {
	head, programs := wrongPrograms(t)
	if os.Getenv("TALBOT_UPDATE") != "" {
		var b strings.Builder
		b.WriteString(head)
		for i, p := range programs {
			programs[i].said = askCompiler(t, p.src)
			fmt.Fprintf(&b, "\n=== %s\n%s\n----\n%s", p.name, p.src, strings.Join(programs[i].said, "\n"))
		}
		if err := os.WriteFile(wordsFile, []byte(b.String()+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if len(programs) < 100 {
		t.Fatalf("only %d programs are there", len(programs))
	}
	for _, p := range programs {
		t.Run(p.name, func(t *testing.T) {
			want := p.said
			if own := ownWords[p.name]; own != nil {
				want = own
			}
			_, err := newTestState().Compile(1, p.src)
			es, _ := err.(Errors)
			var got []string
			for _, e := range es {
				own := *e
				own.Cell = 0
				got = append(got, newlines.ReplaceAllString(own.Error(), " / "))
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s\ngives\n%s\nwant\n%s", p.src, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

var newlines = regexp.MustCompile(`\n\t+`)

// ownWords are what cells say otherwise than the compiler, on purpose.
var ownWords = map[string][]string{
	// What a file may not do, and a cell may.
	"redeclared in a block":             {},
	"sending to a receive channel":      {"2:3: invalid operation: cannot send to receive-only channel <-chan int c (variable of type <-chan int)"},
	"unreachable import cycle of names": {"1:9: undefined: b"}, // cells run from top to bottom
	"expression not used":               {"2:1: n + 1 (value of type int) is not used"},
	"append not used":                   {},
	"unused result of an operator":      {},
	// A cell's variables are neither local nor of a package.
	"expression as a type": {"2:7: n (variable) is not a type"},
	// The compiler looks for packages elsewhere.
	"import that is not there": {"1:8: package no/such/package is not available in this kernel (it has the standard library, gonum, gonum/plot, talbot/stdlib and talbot/plotting)"},
	// The end of a cell is no brace.
	"missing operand": {"1:9: syntax error: unexpected newline, expected expression"},
	// One fault, one error, which says what to do.
	"bracket that is not closed": {"1:6: syntax error: the cell ends before this ( is closed by )"},
	"else on its own line":       {"3:1: syntax error: unexpected keyword else (it must stand on the line of the closing brace)"},
	"ternary":                    {"1:11: invalid character U+003F '?'"},
	"while":                      {"1:7: syntax error: unexpected name true at end of statement"},
}

var positions = regexp.MustCompile(`\./x\.go:(\d+):(\d+)`)

var compilerLine = regexp.MustCompile(`^(?:vet: )?(?:\./)?x\.go:(\d+):(\d+): (.*)$`)

// askCompiler has the Go compiler say what is wrong with a program.
func askCompiler(t *testing.T, src string) (said []string) {
	t.Helper()
	text, before := "package x\nfunc _() {\n"+src+"\n}\n", 2
	if declares.MatchString(src) {
		text, before = "package x\n"+src+"\n", 1
	}
	dir := t.TempDir()
	for name, s := range map[string]string{"go.mod": "module x\ngo 1.26\n", "x.go": text} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(s), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "build", "-gcflags=-e", ".")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatalf("the compiler takes %s", src)
	}
	inCell := func(s string) string {
		m := positions.FindStringSubmatch(s)
		n, _ := strconv.Atoi(m[1])
		return fmt.Sprintf("cell[1]:%d:%s", n-before, m[2])
	}
	for line := range strings.Lines(string(out)) {
		line = strings.TrimRight(line, "\n")
		if more, ok := strings.CutPrefix(line, "\t"); ok && len(said) > 0 {
			more = positions.ReplaceAllStringFunc(strings.TrimSpace(more), inCell)
			said[len(said)-1] += " / " + more
			continue
		}
		m := compilerLine.FindStringSubmatch(line)
		if m == nil || strings.Contains(m[3], "declared and not used") || strings.Contains(m[3], "imported and not used") || strings.Contains(m[3], "defined and not used") {
			continue
		}
		n, _ := strconv.Atoi(m[1])
		said = append(said, fmt.Sprintf("%d:%s: %s", n-before, m[2], positions.ReplaceAllStringFunc(m[3], inCell)))
	}
	return said
}
