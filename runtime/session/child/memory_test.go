package child

import "testing"

// A memory's use over time leads to interrupts and ends as it should.
func TestMemoryGuard(t *testing.T) {
	const limit = 1 << 20
	type step struct {
		used, resident uint64
		cell           int
		running        bool
		want           verdict
	}
	for name, steps := range map[string][]step{
		"within":             {{limit, limit, 1, true, fine}, {limit, limit, 2, true, fine}},
		"idle at the start":  {{limit / 2, limit / 2, 0, false, fine}},
		"above":              {{0, 0, 1, true, fine}, {limit + 1, limit, 1, true, stop}, {limit + 2, limit, 1, true, fine}, {limit, limit, 1, true, fine}, {limit + 1, limit, 1, true, stop}},
		"far above":          {{0, 0, 1, true, fine}, {2 * limit, 2 * limit, 1, true, stop}, {2 * limit, 2 * limit, 1, true, end}},
		"asked, not touched": {{0, 0, 1, true, fine}, {100 * limit, limit / 2, 1, true, stop}, {100 * limit, limit / 2, 1, true, fine}},
		"at once":            {{0, 0, 0, false, fine}, {2 * limit, limit, 1, true, stop}},
		"freeing cell":       {{0, 0, 1, true, fine}, {2 * limit, limit, 1, true, stop}, {2 * limit, limit, 1, false, fine}, {2 * limit, limit, 2, true, fine}, {2*limit + limit/64, limit, 2, true, fine}, {limit, limit, 2, true, fine}},
	} {
		g := memoryGuard{limit: limit, allowed: limit}
		for i, s := range steps {
			if got := g.look(s.used, s.cell, s.running, func() uint64 { return s.resident }); got != s.want {
				t.Errorf("%s: step %d leads to %d, want %d", name, i, got, s.want)
			}
		}
	}
	g := memoryGuard{limit: limit, allowed: limit}
	var last verdict
	for range patience + 2 {
		last = g.look(limit+1, 0, true, func() uint64 { return limit })
	}
	if last != end {
		t.Errorf("a cell that does not stop leads to %d, want %d", last, end)
	}
	g = memoryGuard{}
	if got := g.look(1<<60, 1, true, nil); got != fine {
		t.Errorf("without a limit there is %d", got)
	}
}
