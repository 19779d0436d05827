package main

import "embed"

// source is what a program is built of that runs cells with modules that %get fetched: whoever
// installed Talbot may have no copy of it. A test tells when a pattern is missing.
//
//go:embed go.mod go.sum
//go:embed runtime/*/*.go runtime/*/*.s runtime/display/*/*.go runtime/session/*/*.go runtime/symbols/*/*.go stdlib/*/*.go plotting/*.go plotting/*/*.go
var source embed.FS
