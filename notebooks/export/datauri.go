package export

import (
	"encoding/base64"
	"strings"
)

// dataURI gives a picture as notebooks hold it, in base64 or as the text of an SVG, as a
// URI for an attribute. It is "" where the data are no base64, which could break out of it.
func dataURI(mime, data string) string {
	if mime == "image/svg+xml" && strings.Contains(data, "<") {
		return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(data))
	}
	if strings.ContainsAny(data, " \t\r\n") {
		data = strings.Join(strings.Fields(data), "")
	}
	if data == "" {
		return ""
	}
	for i := range len(data) {
		c := data[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '+' || c == '/' || c == '=') {
			return ""
		}
	}
	return "data:" + mime + ";base64," + data
}
