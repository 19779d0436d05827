package assist

import (
	"strings"

	"talbot/runtime/display"
	"talbot/runtime/session/lines"
)

// A Line describes a % line to a person.
type Line struct {
	Sign string // as it is written, with its signs
	Args string
	Help string
}

// completeLine proposes the names of lines where one begins at the cursor, and the names of
// files behind it; ok tells that the cursor stands in a line.
func completeLine(st State, code string, found []lines.Line, cursor int) (out display.Completion, ok bool) {
	out = display.Completion{Start: cursor, End: cursor}
	start := strings.LastIndexByte(code[:cursor], '\n') + 1
	start += len(code[start:cursor]) - len(strings.TrimLeft(code[start:cursor], " \t"))
	typed := code[start:cursor]
	l, in := lines.At(found, cursor)
	if !in && strings.Trim(typed, "%") == "" && typed != "" && len(lines.Find(code[:start]+typed+"x")) > len(lines.Find(code[:start])) {
		l, in = lines.Line{Off: start, ArgsOff: len(code)}, true // no name stands there yet
	}
	if !in {
		return out, false
	}
	if l.Off == start && l.Name != lines.Shell && !strings.ContainsAny(typed, " \t") {
		out.Start = start
		for _, known := range st.Lines {
			if strings.HasPrefix(known.Sign, typed) && known.Sign != lines.Shell {
				out.Matches = append(out.Matches, display.Match{Text: known.Sign, Kind: "magic", Signature: strings.TrimSpace(known.Sign + " " + known.Args)})
			}
		}
		return out, true
	}
	if l.Whole && cursor > lineEnd(code, l.Off) {
		return out, true // another language
	}
	switch l.Name {
	case "cd", "writefile", lines.Shell:
		word := cursor
		for word > l.Off+1 && !strings.ContainsRune(" \t\n'\"=<>|&;()!", rune(code[word-1])) {
			word--
		}
		// The first word of a shell's line is a program, unless it is a path.
		if l.Name == lines.Shell && word == start+1 && !looksLikePath(code[word:cursor]) {
			return out, true
		}
		out = files(st.Dir, code[word:cursor], cursor)
		if l.Name == "cd" {
			folders := out.Matches[:0]
			for _, m := range out.Matches {
				if m.Kind == "folder" {
					folders = append(folders, m)
				}
			}
			out.Matches = folders
		}
	case "doc":
		word := code[l.ArgsOff:cursor]
		if strings.ContainsAny(word, " \t") {
			return out, true
		}
		out = complete(st, word, len(word))
		out.Start, out.End = out.Start+l.ArgsOff, out.End+l.ArgsOff
	}
	return out, true
}

func lineEnd(code string, off int) int {
	if i := strings.IndexByte(code[off:], '\n'); i >= 0 {
		return off + i
	}
	return len(code)
}

// inspectLine documents the % line at the cursor.
func inspectLine(st State, code string, found []lines.Line, cursor int) (display.Bundle, bool) {
	for _, l := range found {
		if cursor < l.Off || cursor > l.End {
			continue
		}
		if lines.TakesGo(l.Name) && cursor >= l.ArgsOff && l.ArgsOff > l.Off+len(l.Sign()) {
			continue
		}
		for _, known := range st.Lines {
			if known.Sign == l.Sign() || known.Sign == "%"+l.Name || known.Sign == "%%"+l.Name {
				head := strings.TrimSpace(known.Sign + " " + known.Args)
				b := display.Text(head + "\n\n" + known.Help)
				b.Data["text/markdown"] = "```\n" + head + "\n```\n\n" + known.Help + "\n"
				return b, true
			}
		}
		return display.Bundle{}, true
	}
	return display.Bundle{}, false
}
