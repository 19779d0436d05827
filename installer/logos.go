package installer

import "embed"

// The logos show a Talbot carpet: light behind a grating, which repeats the grating's image at
// regular distances. gen/logos draws them.
//
//go:embed logos
var logos embed.FS

// logoFiles have the names that front ends ask for.
var logoFiles = []string{"logo-32x32.png", "logo-64x64.png", "logo-svg.svg"}
