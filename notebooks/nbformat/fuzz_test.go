package nbformat

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

// FuzzParse reads anything: what is read is written back as it was, also when every list
// and object is written anew, and changes of it can be read again.
func FuzzParse(f *testing.F) {
	f.Add([]byte(jupyter))
	f.Add([]byte(`{"nbformat":4,"cells":[{"cell_type":"code","source":"","outputs":[{"output_type":"stream","name":"stdout","text":""}]}]}`))
	f.Add([]byte("\ufeff{\"nbformat\" : 4.0, \"nbformat\":4,\"cells\":[{\"cell_type\":\"raw\",\"source\":[\"\\ud800\\u0041\"]}]}\r\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		nb, err := Parse(src)
		if err != nil {
			return
		}
		if !json.Valid(bytes.TrimPrefix(src, []byte("\ufeff"))) {
			t.Fatalf("encoding/json does not take what is read here: %q", src)
		}
		if !bytes.Equal(nb.Bytes(), src) {
			t.Fatal("unchanged, but written otherwise")
		}
		want := nb.root.value()
		forget(nb.root)
		again, err := Parse(nb.Bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, nb.Bytes())
		}
		if got := again.root.value(); !reflect.DeepEqual(got, want) {
			t.Fatalf("written anew it says something else:\n%v\n%v", want, got)
		}
		again.Upgrade()
		for _, c := range again.Cells() {
			c.SetSource(c.Source() + "\n// more")
			c.SetOutputs(c.Outputs())
			for _, o := range c.Outputs() {
				o.MIMETypes()
				o.Traceback()
				o.Data("text/plain")
			}
		}
		if _, err := Parse(again.Bytes()); err != nil {
			t.Fatalf("%v\n%s", err, again.Bytes())
		}
	})
}
