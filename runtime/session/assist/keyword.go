package assist

import "talbot/runtime/display"

// keywordBundle documents a keyword by its form and what it does.
func keywordBundle(name string) display.Bundle {
	k := keywords[name]
	return bundle(k[0], k[1])
}

// keywords holds the form of each keyword's statement, and what it does.
var keywords = map[string][2]string{
	"break":       {"break\nbreak label", "break ends the innermost for, switch or select around it, or the one with the label."},
	"case":        {"case value, value:\n\tstatements", "case begins what a switch does for some values, or a select when a channel is ready. It does not go on into the next case; fallthrough does."},
	"chan":        {"chan int\nc := make(chan int, 8)\nc <- 1\nv, ok := <-c", "A chan carries values from one goroutine to another. A second argument of make is how many wait in it."},
	"const":       {"const name = value\nconst (\n\ta Type = iota\n\tb\n)", "const names values that are known before the program runs. In a group iota counts 0, 1, 2, …"},
	"continue":    {"continue\ncontinue label", "continue goes on with the next turn of the innermost for around it, or of the one with the label."},
	"default":     {"default:\n\tstatements", "default is what a switch does where no case fits, and a select where no channel is ready."},
	"defer":       {"defer f(x)", "defer calls a function when the function around it ends, however it ends. Its arguments are evaluated at once; the last deferred is called first."},
	"else":        {"if condition {\n} else if other {\n} else {\n}", "else is what an if does where its condition is false."},
	"fallthrough": {"fallthrough", "fallthrough, the last statement of a case, goes on with the next case's statements."},
	"for":         {"for i := 0; i < n; i++ {\n}\nfor condition {\n}\nfor {\n}\nfor i, v := range x {\n}\nfor i := range n {\n}", "for repeats: with a counter, while a condition holds, for ever, over the elements of a slice, map, string or channel, or n times."},
	"func":        {"func name(a, b int, s string) (float64, error) {\n\treturn x, nil\n}\nf := func(x float64) float64 { return x * x }", "func declares a function, a method (func (r T) name()), or makes one as a value."},
	"go":          {"go f(x)", "go calls a function in a goroutine of its own, and does not wait for it."},
	"goto":        {"goto label", "goto goes on at a label in the same function."},
	"if":          {"if condition {\n}\nif v, err := f(); err != nil {\n}", "if runs its block where the condition holds. A statement may stand before the condition; what it defines is known in the blocks."},
	"import":      {"import \"math\"\nimport (\n\t\"fmt\"\n\tr \"math/rand/v2\"\n)", "import makes packages known by their names, or by a name that stands before the path."},
	"interface":   {"type Name interface {\n\tMethod(x int) error\n}", "An interface is the type of all values that have its methods; any is the one without methods."},
	"map":         {"m := map[string]int{\"a\": 1}\nv, ok := m[\"a\"]\ndelete(m, \"a\")", "A map finds values by keys. ok tells whether the key is there. The order of for k, v := range m is not defined."},
	"package":     {"package main", "package names the package of a file. A cell that begins with it is taken as a whole file of Go."},
	"range":       {"for i, v := range slice {\n}\nfor k, v := range aMap {\n}\nfor i := range 10 {\n}\nfor v := range channel {\n}", "range goes over the elements of a slice, array, string, map or channel, from 0 to n-1, or over what an iterator yields."},
	"return":      {"return x, err", "return ends a function and gives its results."},
	"select":      {"select {\ncase v := <-in:\ncase out <- x:\ncase <-ctx.Done():\n}", "select waits until one of several channels is ready, and runs its case."},
	"struct":      {"type Name struct {\n\tX, Y float64\n\tLabel string\n}\np := Name{X: 1, Label: \"a\"}", "A struct holds fields, each with a name and a type."},
	"switch":      {"switch x {\ncase 1, 2:\ndefault:\n}\nswitch {\ncase x > 3:\n}\nswitch v := x.(type) {\ncase int:\n}", "switch runs the first case that fits a value, whose condition holds, or whose type a value has."},
	"type":        {"type Name struct{ … }\ntype Celsius float64\ntype Short = very.Long", "type declares a type, or with = another name of one."},
	"var":         {"var x int\nvar y = 1.5\nvar a, b string = \"a\", \"b\"", "var declares variables. Without a value they are zero: 0, \"\", false or nil."},
}
