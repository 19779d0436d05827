package soak

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"talbot/kernel/client"
)

// A cell is code with what must come of it if nobody disturbs it.
type cell struct {
	code   string
	stdout []string // lines
	value  string
	status string // "" is "ok"
	shown  []string
	input  []string // what is answered
}

// next makes a random cell; its tag marks its lines.
func next(tag string, r *rand.Rand) cell {
	switch r.IntN(9) {
	case 0: // many lines
		n := 1 + r.IntN(3000)
		c := cell{code: fmt.Sprintf("import \"fmt\"\nfor i := range %d {\n\tfmt.Println(%q, i)\n}", n, tag)}
		for i := range n {
			c.stdout = append(c.stdout, fmt.Sprint(tag, " ", i))
		}
		return c
	case 1: // long lines
		n := 1 + r.IntN(20)
		c := cell{code: fmt.Sprintf("import (\"fmt\"; \"strings\")\nfor i := range %d {\n\tfmt.Println(%q, i, strings.Repeat(\"ö\", 20000))\n}", n, tag)}
		for i := range n {
			c.stdout = append(c.stdout, fmt.Sprint(tag, " ", i, " ")+strings.Repeat("ö", 20000))
		}
		return c
	case 2: // pictures between lines
		n := 1 + r.IntN(10)
		c := cell{code: fmt.Sprintf("import (\"fmt\"; \"talbot/runtime/display\")\nfor i := range %d {\n\tfmt.Println(%q, i)\n\tdisplay.Show(display.Text(fmt.Sprint(%q, \" shown \", i)))\n}", n, tag, tag)}
		for i := range n {
			c.stdout = append(c.stdout, fmt.Sprint(tag, " ", i))
			c.shown = append(c.shown, fmt.Sprint(tag, " shown ", i))
		}
		return c
	case 3:
		a, b := r.IntN(1000), r.IntN(1000)
		return cell{code: fmt.Sprintf("%d*%d", a, b), value: fmt.Sprint(a * b)}
	case 4: // names that come again and again, with another type each time
		name, kind := fmt.Sprintf("v%d", r.IntN(20)), [...]string{"1", "\"s\"", "2.5", "[]int{1, 2}", "struct{ A int }{1}"}[r.IntN(5)]
		return cell{code: fmt.Sprintf("%s := %s\nfunc f%d() any { return %s }\nf%d() != nil", name, kind, r.IntN(5), name, r.IntN(5)), status: "any"}
	case 5:
		return cell{code: fmt.Sprintf("panic(%q)", tag), status: "error"}
	case 6:
		return cell{code: "undefined_" + strings.ReplaceAll(tag, "-", "_"), status: "error"}
	case 7: // goroutines that go on after the cell
		return cell{code: fmt.Sprintf("import (\"fmt\"; \"os\"; \"sync\"; \"time\")\nvar wg sync.WaitGroup\nvar mu sync.Mutex\nn := 0\nfor range 50 {\n\twg.Add(1)\n\tgo func() {\n\t\tdefer wg.Done()\n\t\tmu.Lock()\n\t\tn++\n\t\tmu.Unlock()\n\t}()\n}\nwg.Wait()\ngo func() {\n\ttime.Sleep(%d * time.Millisecond)\n\tfmt.Fprintln(os.Stderr, \"background\")\n}()\nn", r.IntN(100)), value: "50"}
	}
	word := fmt.Sprintf("w%d", r.IntN(1e6))
	return cell{code: "import \"fmt\"\nvar answer string\nfmt.Scanln(&answer)\nfmt.Println(" + fmt.Sprintf("%q", tag) + ", answer)", input: []string{word}, stdout: []string{tag + " " + word}}
}

// check compares what came with what was due. A cell that was disturbed may have shown a part.
func (c cell) check(tag string, r *client.Result, disturbed bool) error {
	var lines, shown []string
	for l := range strings.SplitSeq(strings.TrimSuffix(r.Text("stdout"), "\n"), "\n") {
		if strings.HasPrefix(l, tag+" ") {
			lines = append(lines, l)
		}
	}
	for _, o := range r.Outputs {
		if s, ok := o.Data["text/plain"].(string); ok && o.Kind == "display_data" && strings.HasPrefix(s, tag+" ") {
			shown = append(shown, s)
		}
	}
	whole := r.Status == "ok" && c.status == ""
	if err := compare("line", lines, c.stdout, whole); err != nil {
		return err
	}
	if err := compare("display", shown, c.shown, whole); err != nil {
		return err
	}
	switch {
	case c.status == "any", disturbed && r.Status != "ok":
	case r.Status == "ok" && c.status == "":
		if c.value != "" && r.Plain() != c.value {
			return fmt.Errorf("the value is %q, not %q", r.Plain(), c.value)
		}
	case r.Status != c.status && r.Status != "aborted":
		return fmt.Errorf("the cell ended with %s (%s: %s) though nobody disturbed it", r.Status, r.Name, r.Value)
	}
	return nil
}

// compare tells what of want is missing in got, or out of order. All of it must be there if
// whole; else the beginning, whose last item may have been cut short.
func compare(what string, got, want []string, whole bool) error {
	if len(got) > len(want) || whole && len(got) < len(want) {
		return fmt.Errorf("%d of %d %ss came", len(got), len(want), what)
	}
	for i, g := range got {
		if g != want[i] && (whole || i < len(got)-1 || !strings.HasPrefix(want[i], g)) {
			return fmt.Errorf("%s %d is %.60q, not %.60q", what, i, g, want[i])
		}
	}
	return nil
}
