package session

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestCompleteInSession asks for what only a session with its process knows: names of earlier
// cells, and the files of the folder in which the last cell left the process.
func TestCompleteInSession(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "film.tif"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := newTestSession(t)
	for _, cell := range []string{"import \"os\"\n// area counts.\nfunc area(radius float64) float64 { return radius }", "os.Chdir(`" + dir + "`)"} {
		if r := s.Execute(context.Background(), cell, &recorder{}); r.Err != nil {
			t.Fatal(r.Err)
		}
	}
	for code, want := range map[string]string{`os.Open("fi`: "film.tif", "x := ar": "area", "%he": "%help", "ddm.Settings{PixelS": "", "math.MaxInt6": "MaxInt64"} {
		got := s.Complete(code, len(code))
		if want != "" && (len(got.Matches) == 0 || got.Matches[0].Text != want) {
			t.Errorf("%q: %v, want %s first", code, got.Matches, want)
		}
	}
	if b, ok := s.Inspect("area(1)", 2, 0); !ok || b.PlainText() != "func area(radius float64) float64\n\narea counts." {
		t.Errorf("a function of a cell: %q", b.PlainText())
	}
	// After the cell's end the folder is left, so that it can be removed.
	s.Execute(context.Background(), "os.Chdir(`"+t.TempDir()+"`)", &recorder{})
}
