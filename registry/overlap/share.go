package overlap

import (
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// dictionary holds a string once that many initiatives have: codes, languages, organisations, places. It lives as long as
// its detector, and grows by what is new in a registry, which is little.
type dictionary map[string]string

func (d dictionary) share(s string) string {
	if s == "" {
		return ""
	}
	if have, ok := d[s]; ok {
		return have
	}
	s = strings.Clone(s)
	d[s] = s
	return s
}

func (d dictionary) shareAll(ss []string) {
	for i := range ss {
		ss[i] = d.share(ss[i])
	}
}

func (d dictionary) shareParty(p *Party) {
	p.Organisation, p.Ultimate = d.share(p.Organisation), d.share(p.Ultimate)
	p.Name, p.Shown = d.share(p.Name), d.share(p.Shown)
}

// compact makes the features keep nothing that others have too, nor the blob that they were read from: what nobody else
// has is copied out of it.
func (d dictionary) compact(f *Features) {
	f.ID, f.Kind = strings.Clone(f.ID), registry.Kind(d.share(string(f.Kind)))
	for i := range f.Identifiers {
		id := &f.Identifiers[i]
		id.Key, id.Shown = strings.Clone(id.Key), strings.Clone(id.Shown)
	}
	for i := range f.Links {
		l := &f.Links[i]
		l.Type = registry.RelationType(d.share(string(l.Type)))
		l.Initiative, l.Key = strings.Clone(l.Initiative), strings.Clone(l.Key)
	}
	for i := range f.Titles {
		t := &f.Titles[i]
		t.Language, t.Text = d.share(t.Language), strings.Clone(t.Text)
	}
	for i := range f.Markers {
		f.Markers[i].Relation = registry.RelationType(d.share(string(f.Markers[i].Relation)))
	}
	for _, parties := range [][]Party{f.Donors, f.Hosts, f.Implementers} {
		for i := range parties {
			d.shareParty(&parties[i])
		}
	}
	d.shareParty(&f.Reporter)
	for _, codes := range [][]string{f.Agencies, f.Countries, f.Purposes, f.Categories, f.Groups} {
		d.shareAll(codes)
	}
	for i := range f.Places {
		p := &f.Places[i]
		p.Code, p.Name, p.Shown = d.share(p.Code), d.share(p.Name), d.share(p.Shown)
	}
	for i := range f.Money {
		f.Money[i].Type, f.Money[i].Currency = d.share(f.Money[i].Type), d.share(f.Money[i].Currency)
	}
	for i := range f.Sources {
		f.Sources[i] = strings.Clone(f.Sources[i])
	}
}
