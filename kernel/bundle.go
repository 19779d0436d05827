package kernel

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"talbot/runtime/display"
)

// encodeBundle gives a bundle's data and metadata as they stand in a message. What JSON
// cannot say (a NaN in a JSON type, say) is left out, and plain text tells why.
func encodeBundle(b display.Bundle) (data, metadata map[string]any) {
	data, metadata = map[string]any{}, map[string]any{}
	var faults []string
	for mime, v := range b.Data {
		switch v := v.(type) {
		case string:
			data[mime] = v
		case []byte:
			if isText(mime) {
				data[mime] = string(v)
			} else {
				data[mime] = base64.StdEncoding.EncodeToString(v)
			}
		default:
			raw, err := json.Marshal(v)
			if err != nil {
				faults = append(faults, fmt.Sprintf("its %s cannot be shown: %v", mime, err))
				continue
			}
			data[mime] = json.RawMessage(raw)
		}
	}
	for key, v := range b.Metadata {
		if raw, err := json.Marshal(v); err == nil {
			metadata[key] = json.RawMessage(raw)
		}
	}
	slices.Sort(faults)
	if len(faults) > 0 {
		if text, ok := data["text/plain"].(string); ok {
			faults = append([]string{text}, faults...)
		}
		data["text/plain"] = strings.Join(faults, "\n")
	}
	return data, metadata
}

// isText tells whether a MIME type's data is text in the protocol rather than base64.
func isText(mime string) bool {
	mime, _, _ = strings.Cut(mime, ";")
	return strings.HasPrefix(mime, "text/") || strings.HasSuffix(mime, "+xml") ||
		mime == "application/javascript" || mime == "application/xml"
}
