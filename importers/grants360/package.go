package grants360

import (
	"io"
	"strconv"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// readPackage reads a JSON package, {"grants": [...]}.
func (im Importer) readPackage(file io.Reader, s *stream) error {
	r, err := jsonstream.NewReader(file, im.Limits)
	if err != nil {
		return err
	}
	hasGrants := false
	err = r.Object(func(key string) error {
		switch key {
		case "grants":
			hasGrants = true
			n := 0
			return r.Array(func() error {
				value, err := r.Value()
				if err != nil {
					return err
				}
				n++
				return s.item(s.grantOf(value, n-1))
			})
		case "license":
			value, err := r.Value()
			s.licence = jsonstream.NewNode(value.Data, func(string, string) {}).Text()
			return err
		}
		return r.Skip()
	})
	if err != nil {
		return err
	}
	if !hasGrants {
		return sheet.Hinted(`not a 360Giving package: it has no list "grants"`, "a package is a JSON object with a list of grants")
	}
	return r.End()
}

// grantOf reads a grant of a package.
func (s *stream) grantOf(value jsonstream.Value, index int) registry.Item {
	d := &reading{line: value.Line}
	at := "grants/" + strconv.Itoa(index) // to find it where it has no identifier
	if object, ok := value.Data.(map[string]any); ok {
		value.Data = s.normalise(object, grant, "", value.Line)
		d.id, _ = sheet.WithoutEmail(jsonstream.NewNode(value.Data, func(string, string) {}).Get("id").Text())
	} else if !value.TooLarge {
		return d.rejection(at, "not a grant: no object")
	}
	switch {
	case value.TooLarge:
		return d.rejection(at, "the grant is larger than one record may be")
	case len(value.Repeated) > 0:
		return d.rejection(sheet.Printable(value.Repeated[0]), "stands twice, and either may be meant")
	case d.id == "":
		return d.rejection(at+"/id", "the grant has no identifier, so nothing tells it from others")
	}
	if value.Broken {
		d.warn("", "a text has replacement or control characters: letters were lost before it was published")
	}
	return d.item(value.Data)
}

// normalise copies the fields of the standard under their ids. Half-converted files have titles for keys; where both are
// there, the id is the field.
func (s *stream) normalise(object map[string]any, of *fields, path string, line int) map[string]any {
	out := map[string]any{}
	for key, part := range object {
		f, known := of.find(key)
		_, hasID := object[f.id]
		switch name := path + key; {
		case !known && passedOver[fold(key)]:
		case !known, key != f.id && hasID:
			s.reportUnknown(line, sheet.Printable(name))
		case f.of == nil:
			out[f.id] = part
		default:
			out[f.id] = s.normaliseParts(part, f.of, name+"/", line)
		}
	}
	return out
}

func (s *stream) normaliseParts(part any, of *fields, path string, line int) any {
	switch part := part.(type) {
	case map[string]any:
		return s.normalise(part, of, path, line)
	case []any:
		parts := make([]any, len(part))
		for i, p := range part {
			parts[i] = s.normaliseParts(p, of, path, line)
		}
		return parts
	}
	return part
}
