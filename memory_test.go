package main

import (
	"strings"
	"testing"
)

func TestMemorySize(t *testing.T) {
	for text, want := range map[string]uint64{
		"4GB": 4e9, "512MB": 512e6, "512mb": 512e6, "2GiB": 2 << 30, "1.5G": 1.5e9, "64M": 64e6, "100000000": 1e8, " 1 TB ": 1e12, "80000000B": 8e7,
	} {
		var m memorySize
		if err := m.Set(text); err != nil || uint64(m) != want {
			t.Errorf("%q is %d, %v; want %d", text, m, err, want)
		}
		var again memorySize
		if err := again.Set(m.String()); err != nil || again != m {
			t.Errorf("%q is written as %q", text, m.String())
		}
	}
	for text, want := range map[string]string{"": "amount", "much": "amount", "-1GB": "amount", "NaN": "amount", "1e30TB": "amount", "GB": "amount", "1MB": "64MB", "63.9MB": "64MB"} {
		var m memorySize
		if err := m.Set(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v", text, err)
		}
	}
}
