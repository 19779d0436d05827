package modules

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An explanation says in a person's words what the go command's mean.
type explanation struct {
	words *regexp.Regexp
	says  string // $1 and so on stand for parts of words, MODULES for what was asked for
}

// The first that fits is taken: a computer without network also finds no module.
var explanations = []explanation{
	{regexp.MustCompile(`no such host|Temporary failure in name resolution|network is unreachable|no route to host|connection refused|i/o timeout|TLS handshake timeout|server misbehaving|connection reset`),
		"MODULES cannot be fetched: the network or the module proxy does not answer. What was fetched before works without it"},
	{regexp.MustCompile(`module lookup disabled by GOPROXY=off|GOPROXY list is not the empty string, but contains no entries`),
		"MODULES cannot be fetched: GOPROXY, as it is set here, forbids it. What was fetched before works without"},
	{regexp.MustCompile(`([^\s:]+) requires go >= (\S+) \(running go ([^;)]+)`),
		"$1 needs Go $2, and this computer's is Go $3: install a newer one from https://go.dev/dl/, or ask for an older version of the module"},
	{regexp.MustCompile(`should be v0 or v1, not v\d+|must be compatible|invalid: go.mod has (?:non-\.\.\.|post-v\d+) module path "([^"]+)"`),
		"the module's name does not go with the version: from v2 on it ends with /v2, /v3 and so on, as github.com/google/uuid/v2"},
	{regexp.MustCompile(`module declares its path as: (\S+)\s+but was required as: (\S+)`),
		"the module calls itself $1, not $2: ask for it by that name"},
	{regexp.MustCompile(`(?m)([^\s:]+@[^\s:]+): invalid version: unknown revision (\S+)`), "there is no version $2 of the module"},
	{regexp.MustCompile(`no matching versions for query "?([^"\s]+)"?`), "the module has no version that fits $1"},
	{regexp.MustCompile(`reading \S+/@v/(\S+)\.(?:info|mod|zip): 4\d\d`), "there is no version $1 of the module"},
	{regexp.MustCompile(`module ([^\s@]+)\S* found \(?[^)\n]*\)?, but does not contain package (\S+)`), "the module $1 holds no package $2"},
	{regexp.MustCompile(`: 4\d\d [A-Z]|"git": executable file not found|unrecognized import path|[Rr]epository .*not found|could not read Username|terminal prompts disabled|no go-import meta tags`),
		"there is no module MODULES, or it is private: is its name written right?"},
	{regexp.MustCompile(`SECURITY ERROR|checksum mismatch`), "the module's content is not what it was when it was published, so it was not used"},
	{regexp.MustCompile(`no space left on device|disk quota exceeded|There is not enough space`), "the disk is full: a module's program takes about 40 MB in the cache"},
	{regexp.MustCompile(`(?m)^go: (\S+ requires \S+, (?:but|not) .*)$`), "the versions do not go together: $1"},
	{regexp.MustCompile(`(?m)^# `), "the program with MODULES does not compile"},
}

// explain makes a person's error of the go command's, with its own words below.
func explain(err error, list []Asked) error {
	var failed *goError
	if !errors.As(err, &failed) {
		return err
	}
	for _, e := range explanations {
		m := e.words.FindStringSubmatchIndex(failed.said)
		if m == nil {
			continue
		}
		says := string(e.words.ExpandString(nil, e.says, failed.said, m))
		return &Failure{strings.ReplaceAll(says, "MODULES", names(list)), ownWords(failed.said)}
	}
	return &Failure{fmt.Sprintf("the go command could not fetch or build %s", names(list)), ownWords(failed.said)}
}

// A Failure is what the go command could not do.
type Failure struct {
	Text  string   // for whoever asked
	Words []string // the go command's own
}

func (f *Failure) Error() string { return f.Text + "\n" + strings.Join(f.Words, "\n") }

// ownWords gives what the go command said, but for what it only reports on its way.
func ownWords(said string) []string {
	const most = 20
	lines := strings.Split(strings.TrimSpace(said), "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool {
		return strings.HasPrefix(l, "go: downloading ") || strings.HasPrefix(l, "go: added ") || strings.HasPrefix(l, "go: upgraded ") ||
			strings.TrimSpace(l) == "" || !strings.ContainsAny(l, " \t:")
	})
	if len(lines) > most {
		lines = append(lines[:most], fmt.Sprintf("… and %d lines more", len(lines)-most))
	}
	return lines
}
