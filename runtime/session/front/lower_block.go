package front

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// blocks are functions of std that may wait for the world outside and do not look for the
// interrupt. They run in a goroutine that an interrupt leaves behind. What is called once a
// line of a file, as bufio's methods, is not among them: the goroutine would cost more.
var blocks = map[string]bool{
	"net/http.Get": true, "net/http.Head": true, "net/http.Post": true, "net/http.PostForm": true,
	"(*net/http.Client).Get": true, "(*net/http.Client).Head": true, "(*net/http.Client).Post": true,
	"(*net/http.Client).PostForm": true, "(*net/http.Client).Do": true,
	"net/http.ListenAndServe": true, "net/http.Serve": true,
	"(*net/http.Server).ListenAndServe": true, "(*net/http.Server).Serve": true,
	"net.Dial": true, "net.DialTimeout": true, "net.LookupHost": true, "(net.Listener).Accept": true,
	"(*net.TCPListener).Accept": true, "(net.Conn).Read": true, "(net.Conn).Write": true,
	"io.ReadAll": true, "io.Copy": true, "io.CopyN": true, "io.ReadFull": true, "io.ReadAtLeast": true,
	"(*io.PipeReader).Read": true, "(*io.PipeWriter).Write": true,
}

// unblock makes out, the lowered form of e, end with an interrupt if it is a call of one of blocks.
func (lw *lowerer) unblock(e, out *ast.CallExpr) {
	se, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	fn, ok := lw.info.Uses[se.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil || !blocks[fn.FullName()] {
		return
	}
	sig, pos := fn.Signature(), e.Pos()
	if sig.Params().Len() != len(e.Args) {
		return // f(g()) with several values
	}
	sel := lw.info.Selections[se]
	lowered, ok := out.Fun.(*ast.SelectorExpr)
	if !ok || sel != nil && !lw.nameable(lw.receiverType(sel)) {
		return
	}
	var params, args, vars, set, results []string
	call := ""
	if sel != nil {
		params = append(params, "xʹ "+lw.key(lw.receiverType(sel)))
		call = "xʹ." + fn.Name()
	} else {
		call = lw.packageAt(fn.Pkg().Path(), pos).Name + "." + fn.Name()
	}
	for i := range sig.Params().Len() {
		params = append(params, fmt.Sprintf("a%dʹ %s", i, lw.key(sig.Params().At(i).Type())))
		args = append(args, fmt.Sprintf("a%dʹ", i))
	}
	for i := range sig.Results().Len() {
		t := lw.key(sig.Results().At(i).Type())
		vars = append(vars, fmt.Sprintf("var r%dʹ %s;", i, t))
		set = append(set, fmt.Sprintf("r%dʹ", i))
		results = append(results, t)
	}
	left := strings.Join(set, ", ")
	src := fmt.Sprintf("func(%s) (%s) { %s %s(func() { %s = %s(%s) }); return %s }",
		strings.Join(params, ", "), strings.Join(results, ", "), strings.Join(vars, " "), lw.host("Await", pos), left, call, strings.Join(args, ", "), left)
	key := "blocking/" + fn.FullName()
	if len(params) > len(args) {
		key += "/" + params[0]
	}
	if sel != nil {
		out.Args = append([]ast.Expr{lowered.X}, out.Args...)
	}
	out.Fun = lw.shared(key, src)(pos)
}
