package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"talbot/notebooks/export"
	"talbot/notebooks/nbformat"
	"talbot/notebooks/runner"
	"talbot/runtime/display"
)

const runHelp = `
Executes the cells of a notebook in order and saves what they show in the notebook itself, or
in the file that -o names. A script (FILE.go) is run as one cell: what it prints appears in the
terminal, and -figures keeps its pictures. Neither needs Jupyter.

  talbot run notebooks/ddm_brownian.ipynb
  talbot run -html -o result.ipynb -set temperature=300 analysis.ipynb
  talbot run -figures out script.go data/

The exit status is 0 if all cells succeeded, 1 if one failed, 2 if the command line is wrong; a
script's os.Exit gives its own.`

type runFlags struct {
	out, html, figures string
	quiet              bool
	settings           runner.Settings
	memory             *memorySize
}

// An optional is a flag whose value may be left out.
type optional struct {
	to       *string
	standard string
}

func (o optional) String() string {
	if o.to == nil {
		return ""
	}
	return *o.to
}
func (o optional) IsBoolFlag() bool { return true }
func (o optional) Set(s string) error {
	if s == "true" {
		s = o.standard
	}
	*o.to = s
	return nil
}

const besideNotebook = "\x00beside"

func runFile(c *command, args []string) error {
	var f runFlags
	fs := c.flags()
	fs.StringVar(&f.out, "o", "", "save the executed notebook in this `file` and leave the first as it is")
	fs.Var(optional{&f.html, besideNotebook}, "html", "also write one HTML file that holds everything: -html beside the notebook, -html=`file` elsewhere")
	fs.BoolVar(&f.settings.AllowErrors, "allow-errors", false, "go on after a cell that fails")
	fs.DurationVar(&f.settings.Timeout, "timeout", 0, "stop a cell that takes longer, as 90s or 5m; 0 means no limit")
	fs.Func("set", "set the notebook's parameter: `name=value`; may be given again", func(s string) error {
		p, err := runner.ParseParameter(s)
		f.settings.Parameters = append(f.settings.Parameters, p)
		return err
	})
	fs.StringVar(&f.figures, "figures", "", "keep a script's pictures in this `folder`")
	f.memory = memoryFlag(fs)
	fs.BoolVar(&f.quiet, "quiet", false, "print nothing but errors")
	if err := c.parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return usagef("talbot run needs a notebook or a script; see talbot run -h")
	}
	file, rest := fs.Arg(0), fs.Args()[1:]
	switch strings.ToLower(filepath.Ext(file)) {
	case ".go":
		for _, name := range []string{"o", "html", "allow-errors", "set"} {
			if given(fs, name) {
				return usagef("-%s is for notebooks, and %s is a script", name, file)
			}
		}
		return runScript(file, rest, f)
	case ".ipynb":
		if f.figures != "" {
			return usagef("-figures is for scripts: a notebook keeps its pictures itself")
		}
		// Flags may stand behind the file too.
		if len(rest) > 0 {
			if err := c.parse(fs, rest); err != nil {
				return err
			}
			if err := noArguments(fs); err != nil {
				return err
			}
		}
		return runNotebook(file, f)
	}
	return usagef("%s: talbot run takes a notebook (.ipynb) or a script (.go)", file)
}

func given(fs *flag.FlagSet, name string) bool {
	found := false
	fs.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}

func runNotebook(file string, f runFlags) error {
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no file %s here", file)
	}
	ses, err := newSession(*f.memory)
	if err != nil {
		return err
	}
	defer ses.Close()
	ctx, cancel := interruptible()
	defer cancel()
	if !f.quiet {
		f.settings.Progress = os.Stderr
	}
	nb, report, err := runner.RunFile(ctx, file, f.out, ses, f.settings)
	saved := []string{file}
	if f.out != "" {
		saved[0] = f.out
	}
	if nb != nil && f.html != "" && report.Executed > 0 {
		page, e := writeHTML(nb, file, f)
		if e != nil {
			err = errors.Join(err, e)
		}
		saved = append(saved, page)
	}
	if err == nil && !f.quiet {
		fmt.Fprintf(os.Stderr, "%d cells in %.1f s, saved in %s\n", report.Executed, report.Took.Seconds(), strings.Join(saved, " and "))
	}
	var cell *runner.CellError
	if errors.As(err, &cell) {
		for _, line := range cell.Cause.Traceback {
			fmt.Fprintln(os.Stderr, line)
		}
	}
	return err
}

// writeHTML writes the page that -html asks for and gives its name.
func writeHTML(nb *nbformat.Notebook, file string, f runFlags) (string, error) {
	to := f.html
	if to == besideNotebook {
		saved := file
		if f.out != "" {
			saved = f.out
		}
		to = strings.TrimSuffix(saved, filepath.Ext(saved)) + ".html"
	}
	page, err := export.HTML(nb, export.Settings{Title: filepath.Base(file), Dir: filepath.Dir(file)})
	if err != nil {
		return to, err
	}
	return to, nbformat.WriteAtomic(to, page)
}

func runScript(file string, args []string, f runFlags) error {
	src, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no file %s here", file)
	}
	if err != nil {
		return err
	}
	ses, err := newSession(*f.memory, append([]string{file}, args...)...)
	if err != nil {
		return err
	}
	defer ses.Close()
	ctx, cancel := interruptible()
	defer cancel()
	in := bufio.NewReader(os.Stdin)
	err = runner.RunScript(ctx, string(src), ses, os.Stdout, os.Stderr, runner.ScriptSettings{
		Figures: f.figures,
		Input:   func(ctx context.Context, prompt string, _ bool) (string, error) { return readLine(ctx, in, prompt) },
	})
	var failed *display.Error
	if errors.As(err, &failed) {
		if failed.Name == "exit" {
			return exitError(failed.ExitCode)
		}
		for _, line := range failed.Traceback {
			fmt.Fprintln(os.Stderr, uncoloured(line))
		}
		return exitError(exitFault)
	}
	return err
}
