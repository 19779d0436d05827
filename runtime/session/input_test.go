package session

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"

	"talbot/runtime/display"
)

// A person answers questions, one line each; after the last the input has ended.
type person struct {
	recorder
	mu        sync.Mutex
	answers   []string
	asked     int
	questions []string
	waiting   chan struct{} // if not nil, told of each question, which nobody answers
	givenUp   chan struct{} // told when such a question is withdrawn
}

func (p *person) Input(ctx context.Context, prompt string, secret bool) (string, error) {
	p.mu.Lock()
	p.asked++
	p.questions = append(p.questions, fmt.Sprintf("%s %v", prompt, secret))
	if p.waiting != nil {
		p.mu.Unlock()
		p.waiting <- struct{}{}
		<-ctx.Done()
		p.givenUp <- struct{}{}
		return "late", nil
	}
	defer p.mu.Unlock()
	if len(p.answers) == 0 {
		return "", io.EOF
	}
	a := p.answers[0]
	p.answers = p.answers[1:]
	return a, nil
}

func TestInput(t *testing.T) {
	s := newTestSession(t)
	mustRun(t, s, "import (\"bufio\"; \"fmt\"; \"io\"; \"os\")")
	for _, c := range []struct {
		code, want string
		answers    []string
		asked      int
	}{
		{"var a, b int\nn, err := fmt.Scan(&a, &b)\nfmt.Print(n, err, a, b)", "2 <nil> 3 4", []string{"3", "4"}, 2},
		{"fmt.Scan(&a, &b)\nfmt.Print(a, b)", "5 6", []string{"5 6 rest is dropped"}, 1},
		{"n, err = fmt.Scanln(&a)\nfmt.Print(n, err, a)", "1 <nil> 7", []string{"7"}, 1},
		{"n, err = fmt.Scanf(\"%d-%d\", &a, &b)\nfmt.Print(n, err, a, b)", "2 <nil> 8 9", []string{"8-9"}, 1},
		{"in := bufio.NewReader(os.Stdin)\nline, err := in.ReadString('\\n')\nfmt.Printf(\"%q %v\", line, err)", "\"typed é\\n\" <nil>", []string{"typed é"}, 1},
		{"sum := 0\nfor sc := bufio.NewScanner(os.Stdin); sc.Scan(); { sum += len(sc.Text()) }\nfmt.Print(sum)", "6", []string{"ab", "cdef"}, 3},
		{"all, err := io.ReadAll(os.Stdin)\nfmt.Printf(\"%q %v\", all, err)", "\"one\\ntwo\\n\" <nil>", []string{"one", "two"}, 3},
		{"n, err = fmt.Scan(&a)\nfmt.Print(n, err)", "0 EOF", nil, 1},
	} {
		p := &person{answers: c.answers}
		if r := await(t, start(s, c.code, p)); r.Err != nil {
			t.Fatalf("%s\ngives %s", c.code, errText(r.Err))
		}
		if got := p.String(); got != c.want || p.asked != c.asked {
			t.Errorf("%s\nprints %q after %d questions, want %q after %d", c.code, got, p.asked, c.want, c.asked)
		}
	}
	out := &transcript{}
	if r := await(t, start(s, "n, err = fmt.Scan(&a)\nfmt.Print(err)", out)); r.Err != nil || out.joined()[0] != "stdout:reading standard input: "+display.ErrNoInput.Error() {
		t.Errorf("where nobody can be asked: %q %v", out.joined(), r.Err)
	}
}

// A question may have a prompt, and an answer that nobody should see.
func TestAsk(t *testing.T) {
	s := newTestSession(t)
	p := &person{answers: []string{"Fox", "hunter2"}}
	r := await(t, start(s, "import (\"fmt\"; \"talbot/runtime/display\")\nname, err := display.Ask(ctx, \"Name? \")\nsecret, err2 := display.AskSecret(ctx, \"Password: \")\n"+
		"_, err3 := display.Ask(ctx, \"more\")\nfmt.Print(name, secret, err, err2, err3)", p))
	if got := p.String(); r.Err != nil || got != "Foxhunter2<nil> <nil> EOF" {
		t.Errorf("prints %q (%v)", got, r.Err)
	}
	if want := []string{"Name?  false", "Password:  true", "more false"}; !slices.Equal(p.questions, want) {
		t.Errorf("asked %q, want %q", p.questions, want)
	}
	out := &transcript{}
	if r := await(t, start(s, "_, err = display.Ask(ctx, \"\")\nfmt.Print(err == display.ErrNoInput)", out)); r.Err != nil || out.joined()[0] != "stdout:true" {
		t.Errorf("where nobody can be asked: %q %v", out.joined(), r.Err)
	}
}

// A question is withdrawn when its cell is stopped or its process dies, and a late answer
// answers no other question.
func TestQuestionGivenUp(t *testing.T) {
	for name, end := range map[string]func(*Session){
		"interrupted": (*Session).Interrupt,
		"dead":        func(s *Session) { s.proc.cmd.Process.Kill() },
		"closed":      func(s *Session) { s.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newTestSession(t)
			p := &person{waiting: make(chan struct{}, 1), givenUp: make(chan struct{}, 1)}
			c := start(s, "import \"fmt\"\nvar a string\nfmt.Scan(&a)", p)
			<-p.waiting
			end(s)
			if r := await(t, c); r.Err == nil {
				t.Error("the cell succeeds")
			}
			<-p.givenUp
			if name != "interrupted" {
				return
			}
			q := &person{answers: []string{"new"}}
			if r := await(t, start(s, "fmt.Scan(&a)\nfmt.Print(a)", q)); r.Err != nil || q.String() != "new" {
				t.Errorf("the next cell reads %q (%v), want new", q.String(), r.Err)
			}
		})
	}
}

// Questions that are answered at once find their reader.
func TestManyQuestions(t *testing.T) {
	s := newTestSession(t)
	p := &person{}
	for range 500 {
		p.answers = append(p.answers, "1")
	}
	if r := await(t, start(s, "import \"fmt\"\nsum := 0\nfor range 500 { n := 0; fmt.Scan(&n); sum += n }\nfmt.Print(sum)", p)); r.Err != nil || p.String() != "500" {
		t.Errorf("the answers add up to %q (%v), want 500", p.String(), r.Err)
	}
}
