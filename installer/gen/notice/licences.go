package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A document is one licence's text and who it comes from.
type document struct {
	from []string
	text string
}

var licenceFile = regexp.MustCompile(`(?i)^(.*[-_.])?(licen[cs]e|copying|notice)([-_.].*)?$`)

// kinds are the licences that Talbot may be given away with, told by a phrase of each.
var kinds = []struct{ phrase, name string }{
	{"Apache License Version 2.0", "Apache 2.0"},
	{"SIL OPEN FONT LICENSE Version 1.1", "SIL Open Font License 1.1"},
	{"Creative Commons Attribution 4.0 International Public License", "CC BY 4.0"},
	{"The FreeType Project LICENSE", "FreeType"},
	{"Neither the name", "BSD 3-clause"},
	{"Redistribution and use in source and binary forms, with or without modification, are permitted", "BSD"},
	{"Permission is hereby granted, free of charge, to any person obtaining a copy", "MIT"},
	{"Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee", "ISC"},
}

// forbidden are the phrases of licences that would bind those who pass Talbot on, or forbid some
// of its users.
var forbidden = []string{
	"GNU GENERAL PUBLIC LICENSE", "GNU LESSER GENERAL PUBLIC", "GNU AFFERO", "Mozilla Public License",
	"Eclipse Public License", "Server Side Public License", "Business Source License", "NonCommercial", "non-commercial use only",
}

// chosen names the file to take where a module leaves the choice between licences.
var chosen = map[string]string{
	// FreeType licence or GPL: the first.
	"github.com/golang/freetype": "licenses/ftl.txt",
}

// The FreeType licence asks for this sentence in the documentation.
const freetypeCredit = `Portions of this software are copyright (c) 2006 The FreeType Project
(www.freetype.org). All rights reserved.`

// licences gives a module's licence texts and their kinds.
func licences(m module) ([]document, string, error) {
	files, err := licenceFiles(m)
	if err != nil {
		return nil, "", err
	}
	var docs []document
	var kinds []string
	for _, file := range files {
		text, err := readText(file)
		if err != nil {
			return nil, "", err
		}
		k, err := classify(text)
		if err != nil {
			return nil, "", fmt.Errorf("%s: %s: %w", m.path, file, err)
		}
		if k != "" && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
		rel, err := filepath.Rel(m.dir, file)
		if err != nil {
			return nil, "", err
		}
		docs = append(docs, document{[]string{m.path + ": " + filepath.ToSlash(rel)}, text})
	}
	if kinds == nil {
		return nil, "", fmt.Errorf("%s: no licence that this program knows in %s; look at it, and add its phrase to kinds or drop the module", m.path, m.dir)
	}
	return docs, strings.Join(kinds, ", "), nil
}

func licenceFiles(m module) ([]string, error) {
	if file, ok := chosen[m.path]; ok {
		return []string{filepath.Join(m.dir, filepath.FromSlash(file))}, nil
	}
	var files []string
	for _, dir := range m.folders() {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.Type().IsRegular() && licenceFile.MatchString(e.Name()) && filepath.Ext(e.Name()) != ".go" {
				files = append(files, filepath.Join(dir, e.Name()))
			}
		}
	}
	return files, nil
}

// classify names the licences in a text, "" where no phrase is known, and refuses a forbidden one.
func classify(text string) (string, error) {
	flat := strings.Join(strings.Fields(text), " ")
	for _, f := range forbidden {
		if strings.Contains(strings.ToLower(flat), strings.ToLower(f)) {
			return "", fmt.Errorf("its licence speaks of %q, which Talbot cannot be given away under", f)
		}
	}
	var found []string
	for _, k := range kinds {
		if strings.Contains(flat, k.phrase) && !slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, k.name) }) {
			found = append(found, k.name)
		}
	}
	return strings.Join(found, ", "), nil
}

// readText reads a file in UTF-8 or, failing that, Latin-1, without carriage returns and spaces
// at the ends of lines.
func readText(file string) (string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	s := string(b)
	if !utf8.Valid(b) {
		r := make([]rune, len(b))
		for i, c := range b {
			r[i] = rune(c)
		}
		s = string(r)
	}
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t\f")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n"), nil
}

// merge gives each text once, with all who use it.
func merge(docs []document) []document {
	var out []document
	for _, d := range docs {
		i := slices.IndexFunc(out, func(o document) bool { return o.text == d.text })
		if i < 0 {
			out = append(out, document{slices.Clone(d.from), d.text})
		} else {
			out[i].from = append(out[i].from, d.from...)
		}
	}
	return out
}
