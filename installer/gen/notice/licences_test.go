package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestClassify(t *testing.T) {
	for _, c := range []struct{ text, kind, fault string }{
		{"Permission is hereby granted, free of\n charge, to any person obtaining a copy", "MIT", ""},
		{"                 Apache License\n    Version 2.0, January 2004", "Apache 2.0", ""},
		{"GNU General Public License\nVersion 3", "", "GNU GENERAL PUBLIC"},
		{"you may use this for Non-Commercial use only", "", "non-commercial"},
		{"Redistribution and use in source and binary forms, with or without modification, are permitted. Neither the name of", "BSD 3-clause", ""},
		{"The FreeType Project LICENSE; SIL OPEN FONT LICENSE Version 1.1", "SIL Open Font License 1.1, FreeType", ""},
		{"do what you like", "", ""},
	} {
		kind, err := classify(c.text)
		if kind != c.kind || (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("classify(%q) = %q, %v; want %q, %q", c.text, kind, err, c.kind, c.fault)
		}
	}
}

func TestModuleWithoutKnownLicence(t *testing.T) {
	m := module{path: "example.org/m", dir: t.TempDir()}
	if _, _, err := licences(m); err == nil {
		t.Error("a module without a licence passes")
	}
	if err := os.WriteFile(filepath.Join(m.dir, "LICENSE"), []byte("all rights reserved"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := licences(m); err == nil {
		t.Error("a module with an unknown licence passes")
	}
}

func TestLicencesOfPackagesBelow(t *testing.T) {
	dir := t.TempDir()
	sub := filepath.Join(dir, "a", "b")
	if err := os.MkdirAll(sub, 0o755); err != nil {
		t.Fatal(err)
	}
	mit := "Permission is hereby granted, free of charge, to any person obtaining a copy"
	for _, f := range []string{filepath.Join(dir, "LICENSE.md"), filepath.Join(sub, "COPYING"), filepath.Join(dir, "license.go")} {
		if err := os.WriteFile(f, []byte(mit), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	docs, kind, err := licences(module{path: "m", dir: dir, packages: []string{sub}})
	if err != nil || kind != "MIT" || len(docs) != 2 || docs[1].from[0] != "m: a/b/COPYING" {
		t.Errorf("got %v, %q, %v", docs, kind, err)
	}
	if m := merge(docs); len(m) != 1 || len(m[0].from) != 2 {
		t.Errorf("merge: %v", m)
	}
}

func TestLatin1(t *testing.T) {
	f := filepath.Join(t.TempDir(), "LICENSE")
	if err := os.WriteFile(f, []byte("copyright \xa9 2006 \r\nx\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if s, err := readText(f); err != nil || s != "copyright © 2006\nx" {
		t.Errorf("readText = %q, %v", s, err)
	}
}
