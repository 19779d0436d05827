package mathml

import "strings"

type font uint8

const (
	italic font = iota // letters as mathematics draws them: slanted
	roman
	bold
	boldItalic
	script
	blackboard
	fraktur
	sans
	mono
)

var fonts = map[string]font{
	"mathrm": roman, "mathup": roman, "mathnormal": italic, "mathit": italic, "mathbf": bold, "boldsymbol": boldItalic, "bm": boldItalic,
	"mathcal": script, "mathscr": script, "mathbb": blackboard, "mathfrak": fraktur, "mathsf": sans, "mathtt": mono,
}

// starts of the alphabets in Unicode's block of mathematical letters: A, a, 0, Α, α.
// MathML Core knows no other way to choose a font.
var alphabets = map[font][5]rune{
	bold:       {0x1d400, 0x1d41a, 0x1d7ce, 0x1d6a8, 0x1d6c2},
	boldItalic: {0x1d468, 0x1d482, 0x1d7ce, 0x1d71c, 0x1d736},
	script:     {0x1d49c, 0x1d4b6},
	blackboard: {0x1d538, 0x1d552, 0x1d7d8},
	fraktur:    {0x1d504, 0x1d51e},
	sans:       {0x1d5a0, 0x1d5ba, 0x1d7e2},
	mono:       {0x1d670, 0x1d68a, 0x1d7f6},
}

// letters that Unicode had before that block, and keeps elsewhere.
var earlier = map[font]map[rune]rune{
	script:     {'B': 'ℬ', 'E': 'ℰ', 'F': 'ℱ', 'H': 'ℋ', 'I': 'ℐ', 'L': 'ℒ', 'M': 'ℳ', 'R': 'ℛ', 'e': 'ℯ', 'g': 'ℊ', 'o': 'ℴ'},
	blackboard: {'C': 'ℂ', 'H': 'ℍ', 'N': 'ℕ', 'P': 'ℙ', 'Q': 'ℚ', 'R': 'ℝ', 'Z': 'ℤ'},
	fraktur:    {'C': 'ℭ', 'H': 'ℌ', 'I': 'ℑ', 'R': 'ℜ', 'Z': 'ℨ'},
}

// mapFont gives text in a font, escaped.
func mapFont(s string, f font) string {
	starts, ok := alphabets[f]
	if !ok {
		return escape(s)
	}
	return escape(strings.Map(func(r rune) rune {
		if e, ok := earlier[f][r]; ok {
			return e
		}
		at := func(i int, first rune) rune {
			if starts[i] == 0 {
				return r
			}
			return starts[i] + r - first
		}
		switch {
		case 'A' <= r && r <= 'Z':
			return at(0, 'A')
		case 'a' <= r && r <= 'z':
			return at(1, 'a')
		case '0' <= r && r <= '9':
			return at(2, '0')
		case 'Α' <= r && r <= 'Ω':
			return at(3, 'Α')
		case 'α' <= r && r <= 'ω':
			return at(4, 'α')
		}
		return r
	}, s))
}

// identifier gives a letter. Capital Greek is upright, as TeX draws it.
func identifier(s string, f font) string {
	r := []rune(s)[0]
	if f == roman || f == italic && 'Α' <= r && r <= 'Ω' {
		return `<mi mathvariant="normal">` + escape(s) + `</mi>`
	}
	return wrap("mi", mapFont(s, f))
}
