package grants360

import (
	"strings"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// ownVocabulary is IATI's SectorVocabulary for a publisher's own list.
const ownVocabulary = "99"

// sectors: classifications. One that has a title alone is told apart by it.
func (d *reading) sectors(g jsonstream.Node) []registry.Sector {
	var sectors []registry.Sector
	for _, item := range g.Get("classifications").Objects() {
		vocabulary, code, title := item.Get("vocabulary").Text(), item.Get("code").Text(), oneLine(item.Get("title").Text())
		if strings.Contains(fold(vocabulary), "dac") && code != "" {
			s, ok := sheet.DACSector(code)
			if !ok {
				d.warn(item.Path+"/code", "not a DAC code")
				continue
			}
			sectors = append(sectors, s)
			continue
		}
		s := registry.Sector{Vocabulary: vocabulary, Code: code, Label: title}
		if s.Vocabulary == "" {
			s.Vocabulary = ownVocabulary
		}
		if s.Code == "" {
			s.Code = title
		}
		if s.Code != "" {
			sectors = append(sectors, s)
		}
	}
	return sectors
}

// tags: grantProgramme, fundingType and regrantType, which have no field of their own.
func (d *reading) tags(g jsonstream.Node) []registry.Tag {
	var tags []registry.Tag
	for _, item := range g.Get("grantProgramme").Objects() {
		tags = d.tag(tags, item, "360giving-programme")
	}
	for _, item := range g.Get("fundingType").Objects() {
		tags = d.tag(tags, item, "360giving-funding-type")
	}
	switch code := g.Get("regrantType").Text(); {
	case code == "":
	case regrantTypes[code] == nil:
		d.warn("regrantType", "not a code of the codelist regrantType (FRG010 to FRG070)")
	default:
		tags = append(tags, registry.Tag{Vocabulary: "360giving-regrant-type", Code: code, Name: regrantTypes[code]})
	}
	return tags
}

func (d *reading) tag(tags []registry.Tag, item jsonstream.Node, vocabulary string) []registry.Tag {
	t := registry.Tag{Vocabulary: vocabulary, Code: item.Get("code").Text()}
	if title := oneLine(item.Get("title").Text()); title != "" {
		t.Name = registry.Text{registry.Undetermined: title}
	}
	if url := item.Get("url").Text(); sheet.IsWebAddress(url) {
		t.URI = url
	}
	if t.Code == "" && t.Name == nil {
		return tags
	}
	return append(tags, t)
}
