package mathml

import "strings"

// An environment is a table, and the fences around it.
type environment struct {
	open, close string
	align       string // of the columns: "l", "r", "c", repeated
	display     bool   // cells are set as displayed formulas
	tight       bool   // columns in pairs, without space inside a pair
	spec        bool   // an argument gives the columns
}

var environments = map[string]environment{
	"matrix":      {align: "c"},
	"smallmatrix": {align: "c"},
	"pmatrix":     {open: "(", close: ")", align: "c"},
	"bmatrix":     {open: "[", close: "]", align: "c"},
	"Bmatrix":     {open: "{", close: "}", align: "c"},
	"vmatrix":     {open: "|", close: "|", align: "c"},
	"Vmatrix":     {open: "‖", close: "‖", align: "c"},
	"cases":       {open: "{", align: "l"},
	"dcases":      {open: "{", align: "l", display: true},
	"rcases":      {close: "}", align: "l"},
	"array":       {align: "c", spec: true},
	"aligned":     {align: "rl", display: true, tight: true},
	"align":       {align: "rl", display: true, tight: true},
	"alignat":     {align: "rl", display: true, tight: true, spec: true},
	"alignedat":   {align: "rl", display: true, tight: true, spec: true},
	"split":       {align: "rl", display: true, tight: true},
	"eqnarray":    {align: "rcl", display: true},
	"flalign":     {align: "rl", display: true, tight: true},
	"gather":      {align: "c", display: true},
	"gathered":    {align: "c", display: true},
	"multline":    {align: "c", display: true},
	"equation":    {align: "c", display: true},
	"displaymath": {align: "c", display: true},
	"math":        {align: "c"},
	"subarray":    {align: "c", spec: true},
}

// IsDisplayEnvironment tells whether \begin{name} outside of dollar signs opens a
// displayed formula.
func IsDisplayEnvironment(name string) bool {
	switch strings.TrimSuffix(name, "*") {
	case "align", "alignat", "flalign", "gather", "multline", "equation", "displaymath", "eqnarray":
		return true
	}
	return false
}

// environment reads on to the \end of the environment name.
func (p *parser) environment(name string) item {
	env, ok := environments[strings.TrimSuffix(name, "*")]
	if !ok {
		return item{xml: unknown(`\begin{` + name + `}`)}
	}
	align := env.align
	if env.spec {
		if columns := strings.Trim(p.rawGroup(), " "); strings.Trim(columns, "lcr| ") == "" && columns != "" {
			align = strings.NewReplacer("|", "", " ", "").Replace(columns)
		}
	} else {
		p.optional() // [t] and the like
	}
	if align == "" {
		align = "c"
	}
	table := p.table(env, align)
	if env.open != "" {
		table = growing(delimiter{mark: env.open}, "prefix") + table
	}
	if env.close != "" {
		table += growing(delimiter{mark: env.close}, "postfix")
	}
	return item{xml: group(table)}
}

// table reads rows of cells up to \end{…}.
func (p *parser) table(env environment, align string) string {
	defer func(d bool) { p.display = d }(p.display)
	p.display = env.display
	stop := func(t token) bool {
		return t.kind == ampersand || t.kind == lineBreak || t.kind == command && t.text == "end"
	}
	var rows strings.Builder
	var row strings.Builder
	column, filled := 0, false
	for {
		xml := p.row(stop)
		filled = filled || xml != ""
		row.WriteString("<mtd" + cellStyle(env, align, column) + ">" + xml + "</mtd>")
		switch t := p.next(); {
		case t.kind == ampersand:
			column++
			filled = true
			continue
		case t.kind == lineBreak:
			p.optional() // the space between rows
			rows.WriteString(wrap("mtr", row.String()))
			row.Reset()
			column, filled = 0, false
			continue
		case t.kind == command && t.text == "end":
			p.rawGroup()
		case t.kind == closeBrace:
			p.at-- // \end is missing: the group around ends the table
		}
		break
	}
	if filled {
		rows.WriteString(wrap("mtr", row.String()))
	}
	attrs := ""
	if env.display {
		attrs = ` displaystyle="true"`
	}
	return "<mtable" + attrs + ">" + rows.String() + "</mtable>"
}

func cellStyle(env environment, align string, column int) string {
	side := map[byte]string{'l': "left", 'r': "right", 'c': "center"}[align[column%len(align)]]
	style := "text-align:" + side
	if env.tight {
		if column%2 == 0 {
			style += ";padding-right:0"
			if column > 0 {
				style += ";padding-left:2em"
			}
		} else {
			style += ";padding-left:0"
		}
	}
	return ` style="` + style + `"`
}

// substack reads lines that stand below one another, as under a sum.
func (p *parser) substack() string {
	if p.peek().kind != openBrace {
		return p.argument()
	}
	p.next()
	var rows strings.Builder
	for {
		rows.WriteString("<mtr><mtd style=\"padding:0\">" + p.row(func(t token) bool { return t.kind == lineBreak }) + "</mtd></mtr>")
		if t := p.next(); t.kind != lineBreak {
			return "<mtable>" + rows.String() + "</mtable>"
		}
	}
}
