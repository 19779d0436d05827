package client_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"talbot/kernel/client"
)

// BenchmarkKernel measures any kernel, as a front end meets it: TALBOT_BENCH_KERNEL is its
// command, with {connection_file}. It reports the median time from start to ready and the
// median round trip of 1+1 up to the state idle.
func BenchmarkKernel(b *testing.B) {
	argv := strings.Fields(os.Getenv("TALBOT_BENCH_KERNEL"))
	if len(argv) == 0 {
		b.Skip("TALBOT_BENCH_KERNEL names no kernel")
	}
	ctx := context.Background()
	var starts, trips []time.Duration
	for b.Loop() {
		begin := time.Now()
		p, err := client.Start(ctx, argv, os.Stderr)
		if err != nil {
			b.Fatal(err)
		}
		starts = append(starts, time.Since(begin))
		for i := range 501 {
			begin := time.Now()
			if r, err := p.Execute(ctx, client.Cell{Code: "1+1"}); err != nil || r.Plain() != "2" {
				b.Fatalf("%+v, %v", r, err)
			}
			if i > 0 { // the first one may compile
				trips = append(trips, time.Since(begin))
			}
		}
		if err := p.Stop(ctx); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(median(starts))/1e6, "ready-ms")
	b.ReportMetric(float64(median(trips))/1e6, "execute-ms")
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
