package kernel_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"talbot/kernel"
	"talbot/kernel/kerneltest"
	"talbot/kernel/zmq"
)

// serveVariable makes this test's binary a kernel that runs kerneltest's commands.
const serveVariable = "TALBOT_TEST_KERNEL"

func TestMain(m *testing.M) {
	if file := os.Getenv(serveVariable); file != "" {
		if err := zmq.Run(context.Background(), os.Args[1], kerneltest.New(), kernel.Info{Implementation: "kerneltest", HistoryFile: file}); err != nil {
			os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// needs skips a test for something that this machine lacks, or fails it where everything is to be there.
func needs(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("TALBOT_REQUIRE_PEERS") != "" {
		t.Fatalf("%s is needed", what)
	}
	t.Skipf("%s is not here", what)
}

const python = "/usr/bin/python3"

// A spec is a kernel.json.
type spec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Protocol      string            `json:"kernel_protocol_version"`
	Env           map[string]string `json:"env,omitempty"`
}

// newestVariable names folders with newer versions of jupyter_client and jupyter_kernel_test than
// the system's, as PYTHONPATH does.
const newestVariable = "TALBOT_JUPYTER_PATH"

// conform runs a file of Python tests against a kernel, with the system's jupyter_client and with
// the newest if there is one. None may fail or be skipped.
func conform(t *testing.T, file string, s spec, samples map[string]any) {
	t.Helper()
	if exec.Command(python, "-c", "import jupyter_kernel_test, pytest").Run() != nil {
		needs(t, python+" with jupyter_kernel_test and pytest")
	}
	data := t.TempDir()
	dir := filepath.Join(data, "kernels", "under_test")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s.DisplayName, s.Language, s.InterruptMode, s.Protocol = "under test", "go", "message", kernel.ProtocolVersion
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "kernel.json"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
	given, err := json.Marshal(samples)
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	clients := map[string]string{"installed": os.Getenv("PYTHONPATH")}
	if path := os.Getenv(newestVariable); path != "" {
		clients["newest"] = path
	}
	for name, path := range clients {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(python, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", script)
			cmd.Dir = data
			cmd.Env = append(os.Environ(), "JUPYTER_DATA_DIR="+data, "JUPYTER_RUNTIME_DIR="+filepath.Join(data, "runtime"), "PYTHONPATH="+path,
				"KERNEL_NAME=under_test", "KERNEL_SAMPLES="+string(given), "PYTHONDONTWRITEBYTECODE=1", "TMPDIR="+data, "XDG_DATA_HOME="+data)
			out, err := cmd.CombinedOutput()
			last := strings.TrimSpace(string(out))
			last = last[strings.LastIndexByte(last, '\n')+1:]
			if err != nil || strings.Contains(last, "skipped") {
				t.Fatalf("%v\n%s", err, out)
			}
			t.Log(last)
		})
	}
}

// The reference client, over tcp and ipc.
func TestJupyterClient(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	conform(t, "front_end.py", spec{
		Argv: []string{self, "{connection_file}"},
		Env:  map[string]string{serveVariable: filepath.Join(t.TempDir(), "history.jsonl")},
	}, nil)
}

// What protocol 5.5 adds.
func TestSubshellsAndRegistration(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	conform(t, "subshells.py", spec{
		Argv: []string{self, "{connection_file}"},
		Env:  map[string]string{serveVariable: filepath.Join(t.TempDir(), "history.jsonl")},
	}, map[string]any{
		"endless": "loop", "prefix": "pri", "known": "print", "print": "print n%d", "fail": "sleep 300\nerror no",
		"define": "value 7", "use": "value 7", "value": "7",
	})
}

// The protocol alone, with an interpreter of commands.
func TestConformanceOfTheProtocol(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	conform(t, "conformance.py", spec{
		Argv: []string{self, "{connection_file}"},
		Env:  map[string]string{serveVariable: filepath.Join(t.TempDir(), "history.jsonl")},
	}, map[string]any{
		"language_name": "go", "file_extension": ".go",
		"code_hello_world":      "print hello, world",
		"code_stderr":           "eprint oops",
		"completion_samples":    []any{map[string]any{"text": "pri", "matches": []string{"print"}}, map[string]any{"text": "größ", "matches": []string{"größe"}}},
		"complete_code_samples": []string{"print 1"}, "incomplete_code_samples": []string{"x {"}, "invalid_code_samples": []string{")"},
		"code_page_something":          "print?",
		"code_generate_error":          "error oops",
		"code_execute_result":          []any{map[string]string{"code": "value 7", "result": "7"}, map[string]string{"code": "value 8", "result": "8"}, map[string]string{"code": "value 7", "result": "7"}},
		"code_display_data":            []any{map[string]string{"code": "show image/png eA==", "mime": "image/png"}},
		"code_history_pattern":         "value 7*",
		"supported_history_operations": []string{"tail", "search", "range"},
		"code_inspect_sample":          "print",
		"code_clear_output":            "clear",
	})
}

// buildTalbot builds the binary as people install it.
func buildTalbot(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the binary")
	}
	binary := filepath.Join(t.TempDir(), "talbot")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", binary, "talbot").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

func TestConformanceOfTalbot(t *testing.T) {
	binary := buildTalbot(t)
	conform(t, "conformance.py", spec{Argv: []string{binary, "kernel", "{connection_file}"}}, map[string]any{
		"language_name": "go", "file_extension": ".go",
		"code_hello_world":             "import \"fmt\"\nfmt.Println(\"hello, world\")",
		"code_stderr":                  "import (\"fmt\"; \"os\")\nfmt.Fprintln(os.Stderr, \"oops\")",
		"completion_samples":           []any{map[string]any{"text": "import \"strings\"\nstrings.HasPre", "matches": []string{"HasPrefix"}}},
		"complete_code_samples":        []string{"x := 1", "func f() int {\n\treturn 1\n}", "for i := 0; i < 3; i++ {\n}"},
		"incomplete_code_samples":      []string{"func f() {", "if true {", "x := []int{1,"},
		"invalid_code_samples":         []string{")", "func }"},
		"code_page_something":          "len?",
		"code_generate_error":          "panic(\"oops\")",
		"code_execute_result":          []any{map[string]string{"code": "6*7", "result": "42"}, map[string]string{"code": "1+2", "result": "3"}, map[string]string{"code": "6*7", "result": "42"}},
		"code_display_data":            []any{map[string]string{"code": "import \"talbot/runtime/display\"\ndisplay.Show(display.Bundle{Data: map[string]any{\"image/png\": []byte{1}}})", "mime": "image/png"}},
		"code_history_pattern":         "6*7",
		"supported_history_operations": []string{"tail", "search", "range"},
		"code_inspect_sample":          "len",
		"code_clear_output":            "import \"talbot/runtime/display\"\ndisplay.Clear(false)",
	})
}

func TestSubshellsAndRegistrationOfTalbot(t *testing.T) {
	binary := buildTalbot(t)
	conform(t, "subshells.py", spec{Argv: []string{binary, "kernel", "{connection_file}"}}, map[string]any{
		"endless": "for {\n}", "prefix": "pri", "known": "len", "print": "import \"fmt\"\nfmt.Println(\"n%d\")",
		"fail": "import \"time\"\ntime.Sleep(300 * time.Millisecond)\npanic(\"no\")", "define": "x := 7", "use": "x", "value": "7",
	})
}
