package fts

import (
	"io"

	"github.com/tansiq/tansiq/importers/jsonstream"
)

// NextPage gives the address of the page after this one (meta.nextLink), "" after the last. EInvalid where the page is not
// JSON or is cut off.
func (im Importer) NextPage(page io.Reader) (address string, err error) {
	r, err := jsonstream.NewReader(page, im.Limits)
	if err != nil {
		return "", err
	}
	err = r.Object(func(key string) error {
		if key != "meta" {
			return r.Skip()
		}
		meta, err := r.Value()
		address = jsonstream.NewNode(meta.Data, func(string, string) {}).Get("nextLink").Text()
		return err
	})
	if err == nil {
		err = r.End()
	}
	return address, err
}
