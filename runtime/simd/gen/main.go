// Command gen writes the assembly of package simd for one instruction set:
//
//	go run . -isa avx512 -out ../avx512_amd64.s -stubs ../avx512_amd64.go -pkg simd
//
// It is a module of its own, so that nobody who builds Talbot needs avo.
package main

import (
	"flag"
	"log"

	. "github.com/mmcloughlin/avo/build"
)

func main() {
	name := flag.String("isa", "", "avx512 or avx2")
	flag.Parse() // avo's own flags are among them
	width, ok := map[string]int{"avx512": 64, "avx2": 32}[*name]
	if !ok {
		log.Fatalf("gen: -isa is %q; allowed are avx512 and avx2", *name)
	}
	for _, size := range []int{4, 8} {
		v := &vec{isa: *name, bytes: width, size: size}
		for _, r := range []int{2, 3, 4, 5, 7, 8} {
			v.first(r)
			v.pass(r)
			v.last(r)
		}
		v.passOdd()
		v.columns()
		v.rows()
		v.twist()
		v.planes()
		v.pointwise()
		v.separate()
		v.join()
		v.storeReal()
		v.real("u8", 1)
		v.real("u16", 2)
		v.real("f32", 4)
		if size == 8 {
			v.real("f64", 8)
		}
	}
	Generate()
}
