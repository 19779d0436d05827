package plotting

import (
	"cmp"
	"image"
	"slices"
)

// An indexed is a page whose pixels are numbers of colours.
type indexed struct {
	w, h  int
	pix   []uint8
	table [][3]uint8
}

const tally = 1 << 14 // places of the table that counts colours

// A trade says how many of the most frequent colours stay exact, and how far a channel of
// the others may move.
type trade struct{ exact, most int }

var (
	forPictures = []trade{{256, 0}, {levels, 2}, {levels, 4}, {levels, 8}, {levels, 12}, {levels, 16}}
	forLines    = []trade{{256, 0}, {224, 4}, {192, 8}, {128, 12}, {96, 16}, {48, 20}}
)

// reduce gives a page at most 256 colours, if none of its pixels changes visibly by that: the
// shades at the edges of text and lines, which are many and rare, take the nearest colour
// that is kept. A palette halves the time and the bytes of a PNG.
func reduce(page *image.RGBA, trades []trade) (indexed, bool) {
	out := indexed{w: page.Rect.Dx(), h: page.Rect.Dy()}
	ids := make([]uint16, out.w*out.h)
	key := make([]uint32, tally) // a colour + 1
	slot := make([]uint16, tally)
	var colors, counts []uint32
	last, lastID := uint32(0), uint16(0)
	for y := range out.h {
		row := page.Pix[y*page.Stride : y*page.Stride+4*out.w]
		for x := range out.w {
			c := uint32(row[4*x])<<16 | uint32(row[4*x+1])<<8 | uint32(row[4*x+2]) + 1
			if c != last {
				h := (c * 2654435761) >> 18
				for key[h] != c && key[h] != 0 {
					h = (h + 1) % tally
				}
				if key[h] == 0 {
					if len(colors) == tally/2 {
						return out, false
					}
					key[h], slot[h] = c, uint16(len(colors))
					colors, counts = append(colors, c-1), append(counts, 0)
				}
				last, lastID = c, slot[h]
			}
			counts[lastID]++
			ids[y*out.w+x] = lastID
		}
	}
	to, ok := out.choose(colors, counts, trades)
	if !ok {
		return out, false
	}
	out.pix = make([]uint8, len(ids))
	for i, id := range ids {
		out.pix[i] = to[id]
	}
	return out, true
}

// choose fills the table and gives the entry of each colour.
func (m *indexed) choose(colors, counts []uint32, trades []trade) (to []uint8, ok bool) {
	order := make([]int, len(colors))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(colors[a], colors[b]))
	})
	for _, t := range trades {
		if m.table, ok = keep(order, colors, t); ok {
			break
		}
	}
	if !ok {
		return nil, false
	}
	// in the order of brightness neighbours have near numbers, which packs better
	slices.SortFunc(m.table, func(a, b [3]uint8) int {
		return cmp.Or(cmp.Compare(brightness(a), brightness(b)), slices.Compare(a[:], b[:]))
	})
	to = make([]uint8, len(colors))
	for i, c := range colors {
		best := 1 << 30
		for j, k := range m.table {
			if d := apart(channels(c), k); d < best {
				to[i], best = uint8(j), d
			}
		}
	}
	return to, true
}

func channels(c uint32) [3]uint8 { return [3]uint8{uint8(c >> 16), uint8(c >> 8), uint8(c)} }

func brightness(c [3]uint8) int { return 299*int(c[0]) + 587*int(c[1]) + 114*int(c[2]) }

// apart gives the largest difference of a channel.
func apart(a, b [3]uint8) int {
	d := 0
	for i := range a {
		d = max(d, int(a[i])-int(b[i]), int(b[i])-int(a[i]))
	}
	return d
}

// keep takes the most frequent colours, and of the others those that are too far from all taken.
func keep(order []int, colors []uint32, with trade) (table [][3]uint8, ok bool) {
	for n, i := range order {
		c := channels(colors[i])
		near := false
		if n >= with.exact {
			for _, k := range table {
				if apart(c, k) <= with.most {
					near = true
					break
				}
			}
		}
		if near {
			continue
		}
		if len(table) == 256 {
			return nil, false
		}
		table = append(table, c)
	}
	return table, true
}
