package plan

import (
	"fmt"
	"math"
)

// A Block is a run of items: First, First+1 … First+Count-1.
type Block struct{ First, Count int }

// End gives the number of the item after the last.
func (b Block) End() int { return b.First + b.Count }

func (b Block) String() string {
	if b.Count == 1 {
		return fmt.Sprintf("item %d", b.First)
	}
	return fmt.Sprintf("items %d to %d", b.First, b.End()-1)
}

// Even cuts items to as few blocks of at most most items as there can be, the largest and the
// smallest of which differ by one item. A most below 1 stands for 1.
func Even(items, most int) []Block {
	if items <= 0 {
		return nil
	}
	return even(items, min(items, max(1, most)), 1)
}

// even cuts at multiples of align to as few blocks as can be. No block has more than most items,
// which is align or more, or all items.
func even(items, most, align int) []Block {
	if items <= most {
		return []Block{{0, items}}
	}
	units, per := up(items, align), most/align
	n := up(units, per)
	// The last block need not end at a multiple: it may hold a last unit that is not full where
	// a whole one would not fit.
	if items-(n-2)*per*align <= most {
		n--
	}
	blocks := make([]Block, n)
	// The larger blocks come last, so that the one with the unit that is not full is not the
	// smallest because of it.
	small, large := units/n, units%n
	first := 0
	for i := range blocks {
		size := small
		if i >= n-large {
			size++
		}
		count := items - first
		if i < n-1 {
			count = size * align
		}
		blocks[i] = Block{first, count}
		first += count
	}
	return blocks
}

// About gives how many items of each bytes make about bytes together: at least 1, at most most.
// It is for the grain of work that any budget holds; Split is for what must fit.
func About(each, bytes int64, most int) int {
	return int(max(1, min(int64(most), bytes/max(1, each))))
}

// up divides and rounds up, both being positive.
func up(a, b int) int { return (a-1)/b + 1 }

// A Need is the memory that a routine takes for its items, block by block.
type Need struct {
	Items  int
	Each   int64 // bytes for each item of a block while it is worked on
	Fixed  int64 // bytes beside, whatever the block
	Budget int64 // bytes that may be taken
	Least  int   // smallest block that makes sense; 0: 1
	Most   int   // largest block that helps; 0: all items
	Align  int   // every block but the first begins at a multiple of it; 0: 1
}

// A Shortage says that even the smallest blocks take more than the budget.
type Shortage struct {
	Budget int64 // bytes that may be taken
	Least  int64 // bytes that the smallest blocks take
}

func (s *Shortage) Error() string {
	return fmt.Sprintf("%s of memory are too little; at least %s are needed", Bytes(s.Budget), Bytes(s.Least))
}

// check completes the zero fields.
func (n Need) check() (Need, error) {
	for _, a := range []struct {
		name string
		v    int64
	}{{"Items", int64(n.Items)}, {"Each", n.Each}, {"Fixed", n.Fixed}, {"Budget", n.Budget},
		{"Least", int64(n.Least)}, {"Most", int64(n.Most)}, {"Align", int64(n.Align)}} {
		if a.v < 0 {
			return n, fmt.Errorf("plan: %s = %d; allowed are 0 and more", a.name, a.v)
		}
	}
	n.Least, n.Align = max(1, n.Least), max(1, n.Align)
	if n.Most == 0 {
		n.Most = max(n.Items, n.Least)
	}
	if n.Least > n.Most {
		return n, fmt.Errorf("plan: Least = %d items in a block is more than Most = %d", n.Least, n.Most)
	}
	return n, nil
}

// PerBlock gives the largest number of items that a block may have. The error is a *Shortage
// where not even the smallest block fits.
func (n Need) PerBlock() (int, error) {
	n, err := n.check()
	if err != nil {
		return 0, err
	}
	fit, err := n.fit()
	if fit < n.Items {
		fit -= fit % n.Align
	}
	return fit, err
}

// fit gives the number of items that one block can hold, wherever it ends.
func (n Need) fit() (int, error) {
	if n.Items == 0 {
		return 0, nil
	}
	if n.Items < n.Least {
		return 0, fmt.Errorf("plan: Items = %d; a block holds Least = %d or more", n.Items, n.Least)
	}
	fit := n.Most
	if n.Fixed > n.Budget {
		fit = 0
	} else if n.Each > 0 {
		fit = int(min(int64(fit), (n.Budget-n.Fixed)/n.Each))
	}
	if fit >= n.Items {
		return n.Items, nil
	}
	// The smallest number of whole units that holds Least, or all items where they are fewer.
	least := n.Items
	if n.Least <= math.MaxInt-n.Align {
		least = min(least, up(n.Least, n.Align)*n.Align)
	}
	if least > n.Most {
		return 0, fmt.Errorf("plan: blocks of at most Most = %d items cannot begin at multiples of Align = %d and hold Least = %d", n.Most, n.Align, n.Least)
	}
	if fit < least {
		return 0, &Shortage{n.Budget, plus(n.Fixed, times(least, n.Each))}
	}
	return fit, nil
}

// Split cuts the items to as few blocks as the budget allows, of about the same size. The
// error is a *Shortage where not even the smallest blocks fit. No items make no blocks.
func Split(n Need) ([]Block, error) {
	n, err := n.check()
	if err != nil || n.Items == 0 {
		return nil, err
	}
	fit, err := n.fit()
	if err != nil {
		return nil, err
	}
	blocks := even(n.Items, fit, n.Align)
	for _, b := range blocks {
		if b.Count < n.Least {
			return nil, fmt.Errorf("plan: %d items cannot be cut to blocks of Least = %d to %d items, which the budget of %s holds",
				n.Items, n.Least, fit, Bytes(n.Budget))
		}
	}
	return blocks, nil
}

// String says what Split makes of the need.
func (n Need) String() string {
	blocks, err := Split(n)
	if err != nil {
		return err.Error()
	}
	most := 0
	for _, b := range blocks {
		most = max(most, b.Count)
	}
	return fmt.Sprintf("%d items in %d blocks of up to %d; %s of the %s allowed", n.Items, len(blocks), most,
		Bytes(plus(n.Fixed, times(most, n.Each))), Bytes(n.Budget))
}

// times and plus stop at the largest number.
func times(n int, each int64) int64 {
	if each > 0 && int64(n) > math.MaxInt64/each {
		return math.MaxInt64
	}
	return int64(n) * each
}

func plus(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
