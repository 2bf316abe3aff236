package store

import (
	"bytes"
	"strconv"

	"github.com/tansiq/tansiq/registry"
)

// stamp is what the store knows of a view and its document shows.
type stamp struct {
	version          int
	created, updated int64 // microseconds
}

// timestampLayout is RFC 3339 in UTC with milliseconds.
const timestampLayout = "2006-01-02T15:04:05.000Z"

// splice adds version, created_at and updated_at to a JSON object. EInvalid for anything else.
func splice(object []byte, s stamp) ([]byte, error) {
	object = bytes.TrimSpace(object)
	if len(object) < 2 || object[0] != '{' || object[len(object)-1] != '}' {
		return nil, registry.Errorf(registry.EInvalid, "the document of a view is not a JSON object")
	}
	body := object[:len(object)-1]
	document := make([]byte, 0, len(object)+104)
	document = append(document, body...)
	if len(bytes.TrimSpace(body)) > 1 {
		document = append(document, ',')
	}
	document = append(document, `"version":`...)
	document = strconv.AppendInt(document, int64(s.version), 10)
	document = append(document, `,"created_at":"`...)
	document = fromMicros(s.created).AppendFormat(document, timestampLayout)
	document = append(document, `","updated_at":"`...)
	document = fromMicros(s.updated).AppendFormat(document, timestampLayout)
	return append(document, `"}`...), nil
}
