package kernel_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"talbot/kernel"
	"talbot/kernel/client"
)

// BenchmarkAssistance measures what a person who types waits for, over ZeroMQ, in a session of
// 200 cells: the median and the 95th percentile of completion and inspection, from the request
// to the reply and the state idle.
func BenchmarkAssistance(b *testing.B) {
	binary := buildTalbot(b)
	b.Setenv("XDG_DATA_HOME", b.TempDir())
	p, err := client.Start(context.Background(), []string{binary, "kernel", "{connection_file}"}, os.Stderr)
	if err != nil {
		b.Fatal(err)
	}
	defer p.Stop(context.Background()) //nolint:errcheck // the measurement has been made
	for i := range 200 {
		if r := runTalbot(b, p.Client, longCell(i)); r.Status != "ok" {
			b.Fatalf("cell %d: %s %s", i, r.Name, r.Value)
		}
	}
	for name, codes := range map[string][]string{
		"complete_request": {
			"strings.", "fmt.Pr", "p100.", "f150(3).", "m7[\"a\"].", "v1", "import \"str", "sort.", "ddm.", "f",
			longCell(300) + "\nlocal := f3(1)\nlocal.", "for i, p := range s20 {\n\tp.",
		},
		"inspect_request": {"strings.HasPrefix", "fmt.Println", "f150", "p100", "ddm.Compute", "len", "v17"},
	} {
		b.Run(strings.TrimSuffix(name, "_request"), func(b *testing.B) {
			var trips []time.Duration
			for b.Loop() {
				for _, code := range codes {
					begin := time.Now()
					e, err := p.Request(context.Background(), kernel.Shell, name, map[string]any{"code": code, "cursor_pos": len([]rune(code)), "detail_level": 0})
					if err != nil {
						b.Fatal(err)
					}
					trips = append(trips, time.Since(begin))
					if reply := string(e.Reply.Content); strings.Contains(reply, `"matches":[]`) || strings.Contains(reply, `"found":false`) {
						b.Fatalf("%q: %s", code, reply)
					}
				}
			}
			slices.Sort(trips)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(trips[len(trips)/2])/1e6, "median-ms")
			b.ReportMetric(float64(trips[len(trips)*95/100])/1e6, "p95-ms")
		})
	}
}

// longCell is a cell of about ten lines with declarations of every kind.
func longCell(i int) string {
	return fmt.Sprintf(`import ("fmt"; "strings"; "math")
type p%[1]dT struct {
	Name string
	Size float64
}
func (p p%[1]dT) Area() float64 { return p.Size * p.Size }
func f%[1]d(n int) p%[1]dT { return p%[1]dT{strings.Repeat("x", n), math.Sqrt(float64(n))} }
p%[1]d := f%[1]d(%[1]d %% 10)
m%[1]d := map[string]p%[1]dT{"a": p%[1]d}
s%[1]d := []p%[1]dT{p%[1]d, f%[1]d(2)}
v%[1]d := fmt.Sprint(len(m%[1]d), p%[1]d.Area())`, i)
}

func runTalbot(t testing.TB, c *client.Client, code string) *client.Result {
	t.Helper()
	r, err := c.Execute(context.Background(), client.Cell{Code: code})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
