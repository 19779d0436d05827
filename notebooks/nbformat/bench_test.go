package nbformat

import (
	"bytes"
	"fmt"
	"testing"

	"talbot/runtime/display"
)

// large is a notebook of 200 cells, 20 of them with a picture of 1 MB.
func large(b *testing.B) *Notebook {
	nb := New()
	png := bytes.Repeat([]byte("\x89PNG\x01\x02\x03"), 1<<20/7)
	for i := range 200 {
		c := NewCell(Code, fmt.Sprintf("x%d := %d\nfmt.Println(x%d)\n", i, i, i))
		outputs := []Output{NewStream("stdout", fmt.Sprintf("%d\n", i))}
		if i%10 == 0 {
			o, err := NewDisplay(display.Bundle{Data: map[string]any{"image/png": png, "text/plain": "figure"}})
			if err != nil {
				b.Fatal(err)
			}
			outputs = append(outputs, o)
		}
		c.SetOutputs(outputs)
		nb.Append(c)
	}
	return nb
}

func BenchmarkParse(b *testing.B) {
	src := large(b).Bytes()
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(src); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBytes writes a notebook of which one cell has changed.
func BenchmarkBytes(b *testing.B) {
	nb, err := Parse(large(b).Bytes())
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(nb.src)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		nb.cells[7].SetExecutionCount(i)
		nb.Bytes()
	}
}
