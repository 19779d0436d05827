package kernel

import "runtime"

// ProtocolVersion is the version of the Jupyter messaging protocol that the kernel speaks.
const ProtocolVersion = "5.5"

// Info says who the kernel is and where it keeps what outlives a session.
type Info struct {
	Implementation string // the kernel's name, as "talbot"
	Version        string // its version, as "0.1.0"
	Banner         string // what a console shows when it starts
	GoVersion      string // version of the language that cells are written in; "" means that of this binary
	HelpLinks      []HelpLink

	// HistoryFile keeps what was executed, for later sessions (DefaultHistoryFile gives
	// the usual place). "" keeps it for this session only.
	HistoryFile string
}

// A HelpLink is an entry of the front end's help menu.
type HelpLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// languageInfo is what kernel_info_reply tells of the language.
func (i Info) languageInfo() map[string]any {
	version := i.GoVersion
	if version == "" {
		version = runtime.Version()
	}
	if len(version) > 2 && version[:2] == "go" {
		version = version[2:]
	}
	return map[string]any{
		"name":               "go",
		"version":            version,
		"mimetype":           "text/x-go",
		"file_extension":     ".go",
		"pygments_lexer":     "go",
		"codemirror_mode":    "go",
		"nbconvert_exporter": "",
	}
}
