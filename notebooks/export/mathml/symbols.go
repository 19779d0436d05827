package mathml

var letters = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
	"theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "varkappa": "ϰ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
	"omicron": "ο", "pi": "π", "varpi": "ϖ", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ",
	"upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
	"Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
	"Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
	"imath": "ı", "jmath": "ȷ",
}

var binaries = map[string]string{
	"pm": "±", "mp": "∓", "times": "×", "div": "÷", "cdot": "⋅", "ast": "∗", "star": "⋆", "circ": "∘", "bullet": "∙",
	"cap": "∩", "cup": "∪", "sqcap": "⊓", "sqcup": "⊔", "vee": "∨", "lor": "∨", "wedge": "∧", "land": "∧",
	"setminus": "∖", "oplus": "⊕", "ominus": "⊖", "otimes": "⊗", "oslash": "⊘", "odot": "⊙", "dagger": "†", "ddagger": "‡",
	"amalg": "⨿", "wr": "≀", "diamond": "⋄", "triangleleft": "◁", "triangleright": "▷",
}

var relations = map[string]string{
	"le": "≤", "leq": "≤", "leqslant": "⩽", "ge": "≥", "geq": "≥", "geqslant": "⩾", "ll": "≪", "gg": "≫", "ne": "≠", "neq": "≠",
	"equiv": "≡", "sim": "∼", "simeq": "≃", "approx": "≈", "cong": "≅", "propto": "∝", "doteq": "≐", "asymp": "≍",
	"lesssim": "≲", "gtrsim": "≳", "lessapprox": "⪅", "gtrapprox": "⪆", "prec": "≺", "succ": "≻", "preceq": "⪯", "succeq": "⪰",
	"in": "∈", "ni": "∋", "notin": "∉", "subset": "⊂", "supset": "⊃", "subseteq": "⊆", "supseteq": "⊇", "subsetneq": "⊊",
	"perp": "⟂", "parallel": "∥", "mid": "∣", "nmid": "∤", "vdash": "⊢", "dashv": "⊣", "models": "⊨", "bowtie": "⋈", "coloneqq": "≔", "triangleq": "≜",
	"to": "→", "rightarrow": "→", "longrightarrow": "⟶", "leftarrow": "←", "gets": "←", "longleftarrow": "⟵",
	"leftrightarrow": "↔", "longleftrightarrow": "⟷", "Rightarrow": "⇒", "Longrightarrow": "⟹", "implies": "⟹",
	"Leftarrow": "⇐", "Longleftarrow": "⟸", "impliedby": "⟸", "Leftrightarrow": "⇔", "iff": "⟺", "Longleftrightarrow": "⟺", "mapsto": "↦", "longmapsto": "⟼",
	"uparrow": "↑", "downarrow": "↓", "updownarrow": "↕", "Uparrow": "⇑", "Downarrow": "⇓", "nearrow": "↗", "searrow": "↘",
	"swarrow": "↙", "nwarrow": "↖", "hookrightarrow": "↪", "hookleftarrow": "↩", "rightharpoonup": "⇀", "rightleftharpoons": "⇌", "leadsto": "⇝",
	"colon": ":", "lt": "<", "gt": ">",
}

// marks stand as letters do, upright.
var marks = map[string]string{
	"infty": "∞", "partial": "∂", "nabla": "∇", "hbar": "ℏ", "ell": "ℓ", "Re": "ℜ", "Im": "ℑ", "wp": "℘", "aleph": "ℵ", "beth": "ℶ",
	"forall": "∀", "exists": "∃", "nexists": "∄", "neg": "¬", "lnot": "¬", "emptyset": "∅", "varnothing": "∅", "angle": "∠", "top": "⊤", "bot": "⊥",
	"ldots": "…", "dots": "…", "dotsc": "…", "cdots": "⋯", "dotsb": "⋯", "vdots": "⋮", "ddots": "⋱", "prime": "′", "degree": "°",
	"therefore": "∴", "because": "∵", "square": "□", "Box": "□", "blacksquare": "■", "triangle": "△", "checkmark": "✓", "clubsuit": "♣", "S": "§", "P": "¶",
	"AA": "Å", "aa": "å", "pounds": "£", "copyright": "©", "complement": "∁", "hslash": "ℏ", "surd": "√",
	"%": "%", "$": "$", "&": "&", "#": "#", "_": "_",
}

var bigOperators = map[string]string{
	"sum": "∑", "prod": "∏", "coprod": "∐", "int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮",
	"bigcup": "⋃", "bigcap": "⋂", "bigvee": "⋁", "bigwedge": "⋀", "bigoplus": "⨁", "bigotimes": "⨂", "bigodot": "⨀", "bigsqcup": "⨆",
}

// functions are set upright; true for those whose subscript stands below.
var functions = map[string]bool{
	"sin": false, "cos": false, "tan": false, "cot": false, "sec": false, "csc": false, "sinh": false, "cosh": false, "tanh": false, "coth": false,
	"arcsin": false, "arccos": false, "arctan": false, "exp": false, "log": false, "ln": false, "lg": false, "arg": false, "deg": false, "dim": false,
	"ker": false, "hom": false, "lim": true, "limsup": true, "liminf": true, "max": true, "min": true, "sup": true, "inf": true, "det": true, "gcd": true, "Pr": true,
}

var spaces = map[string]string{
	",": "0.1667em", "thinspace": "0.1667em", ":": "0.2222em", ">": "0.2222em", "medspace": "0.2222em", ";": "0.2778em", "thickspace": "0.2778em",
	"!": "-0.1667em", "negthinspace": "-0.1667em", " ": "0.3333em", "quad": "1em", "qquad": "2em", "enspace": "0.5em", "nobreakspace": "0.3333em",
	"space": "0.3333em", "/": "0",
}

type accent struct {
	mark   string
	wide   bool // grows with what it stands over
	below  bool
	brace  bool   // its scripts stand above or below
	border string // the side on which a line stands
}

var accents = map[string]accent{
	"hat": {mark: "^"}, "widehat": {mark: "^", wide: true}, "tilde": {mark: "~"}, "widetilde": {mark: "~", wide: true},
	"bar": {mark: "¯"}, "overline": {border: "top"}, "underline": {border: "bottom"},
	"vec": {mark: "→"}, "overrightarrow": {mark: "→", wide: true}, "overleftarrow": {mark: "←", wide: true},
	"dot": {mark: "˙"}, "ddot": {mark: "¨"}, "dddot": {mark: "⃛"}, "check": {mark: "ˇ"}, "breve": {mark: "˘"}, "acute": {mark: "´"}, "grave": {mark: "`"}, "mathring": {mark: "˚"},
	"overbrace": {mark: "⏞", wide: true, brace: true}, "underbrace": {mark: "⏟", wide: true, below: true, brace: true},
}

type delimiter struct {
	mark  string
	class class
}

var delimiters = map[string]delimiter{
	"{": {"{", opening}, "lbrace": {"{", opening}, "}": {"}", closing}, "rbrace": {"}", closing},
	"lbrack": {"[", opening}, "rbrack": {"]", closing}, "langle": {"⟨", opening}, "rangle": {"⟩", closing},
	"lfloor": {"⌊", opening}, "rfloor": {"⌋", closing}, "lceil": {"⌈", opening}, "rceil": {"⌉", closing},
	"|": {"‖", ordinary}, "Vert": {"‖", ordinary}, "vert": {"|", ordinary}, "lvert": {"|", opening}, "rvert": {"|", closing},
	"lVert": {"‖", opening}, "rVert": {"‖", closing}, "backslash": {"\\", ordinary},
}
