package symbols

import (
	"bufio"
	"encoding"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"reflect"

	yaegiunsafe "github.com/traefik/yaegi/stdlib/unsafe"

	"talbot/runtime/display"
)

func init() {
	// Package unsafe has no ordinary functions, and the interpreter needs a hook with it.
	for k, v := range yaegiunsafe.Symbols {
		Packages[k] = func() map[string]reflect.Value { return v }
	}
	Packages["."] = func() map[string]reflect.Value {
		return map[string]reflect.Value{"MapTypes": reflect.ValueOf(mapTypes())}
	}
}

// mapTypes tells the interpreter which interfaces a function looks for in an argument that
// it takes as any: an interpreted value has no methods that reflect can see, so it is
// passed in the wrapper of the first interface in the list that its type implements.
// A wrapper type as key lists richer wrappers to try in its place.
func mapTypes() map[reflect.Value][]reflect.Type {
	m := map[reflect.Value][]reflect.Type{}
	add := func(wanted []reflect.Type, funcs ...any) {
		for _, f := range funcs {
			m[reflect.ValueOf(f)] = wanted
		}
	}
	formatter, stringer := reflect.TypeFor[fmt.Formatter](), reflect.TypeFor[fmt.Stringer]()
	printed := []reflect.Type{formatter, stringer}
	add(printed,
		fmt.Append, fmt.Appendf, fmt.Appendln, fmt.Errorf, fmt.Fprint, fmt.Fprintf, fmt.Fprintln,
		fmt.Print, fmt.Printf, fmt.Println, fmt.Sprint, fmt.Sprintf, fmt.Sprintln,
		log.Fatal, log.Fatalf, log.Fatalln, log.Panic, log.Panicf, log.Panicln, log.Print, log.Printf, log.Println)
	add([]reflect.Type{reflect.TypeFor[fmt.Scanner]()},
		fmt.Fscan, fmt.Fscanf, fmt.Fscanln, fmt.Scan, fmt.Scanf, fmt.Scanln, fmt.Sscan, fmt.Sscanf, fmt.Sscanln)
	text := reflect.TypeFor[encoding.TextMarshaler]()
	untext := reflect.TypeFor[encoding.TextUnmarshaler]()
	add([]reflect.Type{reflect.TypeFor[json.Marshaler](), text}, json.Marshal, json.MarshalIndent)
	add([]reflect.Type{reflect.TypeFor[json.Unmarshaler](), untext}, json.Unmarshal)
	add([]reflect.Type{reflect.TypeFor[xml.Marshaler](), text}, xml.Marshal, xml.MarshalIndent)
	add([]reflect.Type{reflect.TypeFor[xml.Unmarshaler](), untext}, xml.Unmarshal)
	add([]reflect.Type{reflect.TypeFor[display.Bundler](), formatter, stringer},
		display.Show, display.ShowAs, display.Update, display.Of, display.Format)
	add([]reflect.Type{reflect.TypeFor[readerWriterTo]()}, (*wrap_io_Reader)(nil))
	add([]reflect.Type{reflect.TypeFor[writerReaderFrom]()}, (*wrap_io_Writer)(nil))
	add([]reflect.Type{reflect.TypeFor[responseWriterHijacker]()}, (*wrap_net_http_ResponseWriter)(nil))
	return m
}

// io.Copy asks a Reader for WriteTo and a Writer for ReadFrom; net/http asks a
// ResponseWriter for Hijack. The field names are the interpreter's, see gen/wrappers.go.
type readerWriterTo struct {
	IValue   any
	WRead    func([]byte) (int, error)
	WWriteTo func(io.Writer) (int64, error)
}

func (w readerWriterTo) Read(p []byte) (int, error)           { return w.WRead(p) }
func (w readerWriterTo) WriteTo(dst io.Writer) (int64, error) { return w.WWriteTo(dst) }

type writerReaderFrom struct {
	IValue    any
	WWrite    func([]byte) (int, error)
	WReadFrom func(io.Reader) (int64, error)
}

func (w writerReaderFrom) Write(p []byte) (int, error)           { return w.WWrite(p) }
func (w writerReaderFrom) ReadFrom(src io.Reader) (int64, error) { return w.WReadFrom(src) }

type responseWriterHijacker struct {
	IValue       any
	WHeader      func() http.Header
	WWrite       func([]byte) (int, error)
	WWriteHeader func(int)
	WHijack      func() (net.Conn, *bufio.ReadWriter, error)
}

func (w responseWriterHijacker) Header() http.Header         { return w.WHeader() }
func (w responseWriterHijacker) Write(p []byte) (int, error) { return w.WWrite(p) }
func (w responseWriterHijacker) WriteHeader(code int)        { w.WWriteHeader(code) }
func (w responseWriterHijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if w.WHijack == nil {
		return nil, nil, errors.New("hijacking is not supported")
	}
	return w.WHijack()
}
