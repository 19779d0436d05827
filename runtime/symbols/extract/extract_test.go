package extract

import "testing"

func TestSkipped(t *testing.T) {
	exclude := []string{"plugin", "gonum.org/v1/gonum/*/test*"}
	for path, want := range map[string]bool{
		"fmt": false, "internal/abi": true, "crypto/internal/fips140": true, "vendor/golang.org/x/net/idna": true,
		"plugin": true, "gonum.org/v1/gonum/blas/testblas": true, "gonum.org/v1/gonum/mat": false, "go/internal": true,
	} {
		if got := skipped(path, exclude); got != want {
			t.Errorf("skipped(%q) = %v, want %v", path, got, want)
		}
	}
}
