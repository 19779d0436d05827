package symbols

import (
	"bytes"
	"fmt"
	"go/token"
	"reflect"
	"testing"

	"github.com/traefik/yaegi/interp"
)

// TestInterpreterUsesTables runs interpreted code over compiled packages: constants,
// variables, interface wrappers in both directions, types from several packages.
func TestInterpreterUsesTables(t *testing.T) {
	var out bytes.Buffer
	i := interp.New(interp.Options{Stdout: &out, Stderr: &out})
	m := NewImporter(token.NewFileSet(), Types)
	use := func(key string) {
		t.Helper()
		if err := i.Use(map[string]map[string]reflect.Value{key: Packages[key]()}); err != nil {
			t.Fatal(err)
		}
	}
	use(".")
	for _, p := range []string{"fmt", "math", "os", "sort", "io", "strings", "time", "net/http", "gonum.org/v1/gonum/mat", "gonum.org/v1/plot/plotter", "talbot/runtime/display", "unsafe", "context"} {
		use(p + "/" + m.Name(p))
		if _, err := i.Eval(fmt.Sprintf("import %q", p)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ src, want string }{
		{`fmt.Sprint(math.Pi, uint64(math.MaxUint64), math.MaxInt64, float32(math.SmallestNonzeroFloat32))`, "3.141592653589793 18446744073709551615 9223372036854775807 1e-45"},
		{`fmt.Sprint(string(rune(os.PathSeparator)) == os.DevNull[:1] || os.DevNull == "NUL", time.Second, http.StatusNotFound)`, "true 1s 404"},
		{`type byLen []string; func (b byLen) Len() int { return len(b) }; func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }; func (b byLen) Swap(i, j int) { b[i], b[j] = b[j], b[i] }`, ""},
		{`words := byLen{"ccc", "a", "bb"}; sort.Sort(words); fmt.Sprint(words)`, "[a bb ccc]"},
		{`type deg float64; func (d deg) String() string { return fmt.Sprintf("%.1f°", float64(d)) }`, ""},
		{`fmt.Sprint(deg(3))`, "3.0°"},
		{`mat.Sum(mat.NewDense(2, 2, []float64{1, 2, 3, 4}))`, "10"},
		{`type pts []float64; func (p pts) Len() int { return len(p) }; func (p pts) XY(i int) (float64, float64) { return float64(i), p[i] }`, ""},
		{`func extent(p pts) string { l, err := plotter.NewLine(p); if err != nil { return err.Error() }; a, b, c, d := l.DataRange(); return fmt.Sprint(a, b, c, d) }`, ""},
		{`extent(pts{4, 8})`, "0 1 4 8"},
		{`type upper struct { r io.Reader }; func (u upper) Read(p []byte) (int, error) { n, err := u.r.Read(p); copy(p, strings.ToUpper(string(p[:n]))); return n, err }`, ""},
		{`func up(s string) string { b, _ := io.ReadAll(upper{strings.NewReader(s)}); return string(b) }`, ""},
		{`up("abc")`, "ABC"},
		{`type fig struct{ n int }; func (f fig) MIMEBundle() (display.Bundle, error) { return display.Text(fmt.Sprint("figure ", f.n)), nil }`, ""},
		{`func show() string { b, err := display.Of(fig{7}); if err != nil { return err.Error() }; return b.PlainText() }`, ""},
		{`show()`, "figure 7"},
	} {
		v, err := i.Eval(c.src)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
		} else if c.want != "" && fmt.Sprint(v) != c.want {
			t.Errorf("%s gives %v, want %s", c.src, v, c.want)
		}
	}
}

// TestMapTypesKeys wants the keys to be the very values of the tables: the interpreter looks
// them up by those.
func TestMapTypesKeys(t *testing.T) {
	m := Packages["."]()["MapTypes"].Interface().(map[reflect.Value][]reflect.Type)
	found := 0
	for _, key := range []string{"fmt/fmt", "log/log", "io/io", "net/http/http", "encoding/json/json", "encoding/xml/xml", "talbot/runtime/display/display"} {
		for _, v := range Packages[key]() {
			if types := m[v]; types != nil {
				found++
			}
		}
	}
	if found != len(m) {
		t.Errorf("%d of %d keys are values of the tables", found, len(m))
	}
	for k, list := range m {
		for _, w := range list {
			if w.Kind() == reflect.Struct && !w.Implements(wrapped(k.Type())) {
				t.Errorf("%v does not implement %v", w, wrapped(k.Type()))
			}
		}
	}
}

// wrapped gives the interface that the wrapper of a key stands for.
func wrapped(key reflect.Type) reflect.Type {
	for _, table := range []string{"io/io", "net/http/http"} {
		for name, v := range Packages[table]() {
			if v.Type() == key {
				return Packages[table]()[name[1:]].Type().Elem()
			}
		}
	}
	return nil
}

// BenchmarkUse is what a fresh child process pays for a package.
func BenchmarkUse(b *testing.B) {
	for _, key := range []string{"fmt/fmt", "gonum.org/v1/gonum/mat/mat"} {
		b.Run(key, func(b *testing.B) {
			for b.Loop() {
				if err := interp.New(interp.Options{}).Use(map[string]map[string]reflect.Value{key: Packages[key]()}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
