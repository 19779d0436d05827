package plan

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/quick"
)

// cover fails unless the blocks hold every item once, in order.
func cover(t *testing.T, items int, blocks []Block) {
	t.Helper()
	next := 0
	for _, b := range blocks {
		if b.First != next || b.Count < 1 {
			t.Fatalf("%d items: block %+v after item %d in %v", items, b, next-1, blocks)
		}
		next = b.End()
	}
	if next != max(0, items) {
		t.Fatalf("%d items: blocks end at %d", items, next)
	}
}

func TestEven(t *testing.T) {
	even := func(items uint16, most int8) bool {
		blocks := Even(int(items), int(most))
		cover(t, int(items), blocks)
		per := max(1, int(most))
		if len(blocks) != (int(items)+per-1)/per {
			t.Logf("%d items by %d: %d blocks", items, most, len(blocks))
			return false
		}
		lo, hi := math.MaxInt, 0
		for _, b := range blocks {
			lo, hi = min(lo, b.Count), max(hi, b.Count)
		}
		return len(blocks) == 0 || hi <= per && hi-lo <= 1
	}
	if err := quick.Check(even, nil); err != nil {
		t.Error(err)
	}
	if b := Even(-3, 2); len(b) != 0 {
		t.Errorf("-3 items: %v", b)
	}
	if b := Even(math.MaxInt, math.MaxInt/2); len(b) != 3 || b[2].End() != math.MaxInt {
		t.Errorf("MaxInt items: %v", b)
	}
}

// best finds the fewest blocks of least to most items that begin at multiples of align, and how
// large the smallest of them can be, by trying all; 0 blocks: there are none.
func best(items, least, most, align int) (blocks, smallest int) {
	count, small := make([]int, items+1), make([]int, items+1)
	for end := 1; end <= items; end++ {
		for first := 0; first < end; first += align {
			size := end - first
			if size < least || size > most || first > 0 && count[first] == 0 {
				continue
			}
			n, s := count[first]+1, size
			if first > 0 {
				s = min(s, small[first])
			}
			if count[end] == 0 || n < count[end] || n == count[end] && s > small[end] {
				count[end], small[end] = n, s
			}
		}
	}
	return count[items], small[items]
}

// Split is held against a search of all ways to cut.
func TestSplitIsTheBest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	split, short, refused := 0, 0, 0
	for range 20000 {
		n := Need{Items: 1 + r.IntN(60), Each: r.Int64N(5), Fixed: r.Int64N(20), Budget: r.Int64N(150),
			Least: r.IntN(8), Most: r.IntN(40), Align: r.IntN(9)}
		if n.Most > 0 && n.Least > n.Most {
			continue
		}
		least, align, most := max(1, n.Least), max(1, n.Align), n.Most
		if most == 0 {
			most = n.Items
		}
		if n.Fixed > n.Budget {
			most = 0
		} else if n.Each > 0 {
			most = int(min(int64(most), (n.Budget-n.Fixed)/n.Each))
		}
		want, smallest := best(n.Items, least, most, align)
		blocks, err := Split(n)
		var s *Shortage
		switch {
		case err == nil:
			split++
			cover(t, n.Items, blocks)
			lo := math.MaxInt
			for _, b := range blocks {
				lo = min(lo, b.Count)
				if b.Count < least || b.Count > most || b.First%align != 0 {
					t.Fatalf("%+v: block %+v", n, b)
				}
			}
			if len(blocks) != want || lo != smallest {
				t.Fatalf("%+v: %d blocks, the smallest of %d; there are %d, of %d", n, len(blocks), lo, want, smallest)
			}
		case want != 0:
			t.Fatalf("%+v: %v; but %d blocks are possible", n, err, want)
		case errors.As(err, &s):
			short++
			if s.Budget != n.Budget || s.Least <= n.Budget {
				t.Fatalf("%+v: %+v", n, s)
			}
			// One byte less than said is too little, so much is enough for a block.
			n.Budget = s.Least - 1
			if _, err := n.PerBlock(); !errors.As(err, &s) {
				t.Fatalf("%+v: %v, want a shortage", n, err)
			}
			n.Budget = s.Least
			if _, err := n.PerBlock(); err != nil {
				t.Fatalf("%+v: %v", n, err)
			}
		default:
			refused++
		}
	}
	if split < 5000 || short < 1000 || refused < 100 {
		t.Errorf("%d split, %d shortages, %d refused: too few of one kind to tell", split, short, refused)
	}
}

func TestSplitRefuses(t *testing.T) {
	for _, c := range []struct {
		n    Need
		want string
	}{
		{Need{Items: -1}, "Items = -1"},
		{Need{Items: 1, Each: -2}, "Each = -2"},
		{Need{Items: 9, Least: 5, Most: 4}, "Least = 5 items in a block is more than Most = 4"},
		{Need{Items: 3, Least: 5}, "Items = 3; a block holds Least = 5"},
		{Need{Items: 10, Least: 6, Most: 8}, "10 items cannot be cut to blocks of Least = 6 to 8"},
		{Need{Items: 10, Most: 3, Align: 4}, "multiples of Align = 4"},
		{Need{Items: 10, Each: 2e6, Fixed: 3e6, Budget: 4e6}, "4.0 MB of memory are too little; at least 5.0 MB are needed"},
		{Need{Items: math.MaxInt, Each: math.MaxInt64, Fixed: 7, Least: 3}, "0 bytes of memory are too little; at least 9.2 EB are needed"},
	} {
		if b, err := Split(c.n); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, %v; want %q", c.n, b, err, c.want)
		} else if c.n.String() != err.Error() {
			t.Errorf("%+v prints as %v", c.n, c.n.String())
		}
	}
	if b, err := Split(Need{}); len(b) != 0 || err != nil {
		t.Errorf("nothing: %v, %v", b, err)
	}
	if s := (Need{Items: 1000, Each: 1e6, Fixed: 2e6, Budget: 400e6}).String(); s != "1000 items in 3 blocks of up to 334; 336 MB of the 400 MB allowed" {
		t.Error(s)
	}
}

func TestAbout(t *testing.T) {
	for _, c := range []struct {
		each, bytes int64
		most, want  int
	}{{10, 100, 50, 10}, {10, 100, 5, 5}, {1000, 100, 5, 1}, {0, 100, 7, 7}, {10, 100, 0, 1}} {
		if n := About(c.each, c.bytes, c.most); n != c.want {
			t.Errorf("%+v: %d", c, n)
		}
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 1000: "1.0 kB", 9949: "9.9 kB", 9950: "10 kB", 999499: "999 kB", 999500: "1.0 MB", 3_200_000_000: "3.2 GB", math.MaxInt64: "9.2 EB"} {
		if got := Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}
