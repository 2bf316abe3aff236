package hxl

import (
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// activity is what the row says of the activity, the project and the programme that it is part of.
type activity struct {
	text registry.Text
	id   string // numbers it
	code string // of it, or of its kind
}

func (a activity) isStated() bool { return a.id != "" || a.code != "" || a.text != nil }

// activities reads them by level.
func (d *reading) activities() map[level]activity {
	found := map[level]activity{}
	for _, c := range d.cells(activityText, activityID, activityCode) {
		a := found[c.level]
		value := strings.Join(strings.Fields(c.Text), " ")
		switch c.field {
		case activityText:
			a.text = withText(a.text, c.language, value)
		case activityID:
			a.id = d.only(c, a.id, value)
		default:
			a.code = d.only(c, a.code, value)
		}
		found[c.level] = a
	}
	return found
}

// withText adds words in a language.
func withText(t registry.Text, lang, words string) registry.Text {
	if t == nil {
		t = registry.Text{}
	}
	switch has := t[lang]; {
	case has == "":
		t[lang] = words
	case has != words:
		t[lang] = has + "; " + words
	}
	return t
}

// only keeps the first of several numbers of one thing.
func (d *reading) only(c cell, has, value string) string {
	if has != "" && has != value {
		d.warn(c.name, "a second number of the same thing; the first is taken")
	}
	if has != "" {
		return has
	}
	return value
}

// sectors are in the publisher's own vocabulary, by its code or else its words, unless the codes are the DAC's.
func (d *reading) sectors() (sectors []registry.Sector, key []string, words []string) {
	names, codes := map[string][]string{}, map[string][]string{}
	var pairs []string
	dac := map[string]bool{}
	for _, c := range d.cells(sectorName, sectorCode) {
		if _, ok := names[c.pair]; !ok {
			if _, ok := codes[c.pair]; !ok {
				pairs = append(pairs, c.pair)
			}
		}
		if c.field == sectorName {
			// Several languages say the same: the first is taken, so that a sector is one.
			if _, ok := names[c.pair]; !ok || c.language == registry.Undetermined {
				names[c.pair] = append(names[c.pair], list(c.Text)...)
			}
		} else {
			codes[c.pair] = append(codes[c.pair], list(c.Text)...)
			dac[c.pair] = c.vocabulary == "1"
		}
		if c.vocabulary == "1" {
			dac[c.pair] = true
		}
	}
	for _, pair := range pairs {
		labels, coded := names[pair], codes[pair]
		for i, label := range labels {
			key, words = append(key, codelist.Fold(label)), append(words, label)
			s := registry.Sector{Vocabulary: ownVocabulary, Code: label, Label: label}
			if len(coded) == len(labels) {
				s.Code = coded[i]
			}
			sectors = d.addSector(sectors, s, dac[pair], pair)
		}
		if len(labels) == 0 {
			for _, code := range coded {
				key, words = append(key, codelist.Fold(code)), append(words, code)
				sectors = d.addSector(sectors, registry.Sector{Vocabulary: ownVocabulary, Code: code}, dac[pair], pair)
			}
		}
	}
	return sectors, sorted(key), words
}

func (d *reading) addSector(sectors []registry.Sector, s registry.Sector, dac bool, column string) []registry.Sector {
	if dac {
		known, ok := sheet.DACSector(s.Code)
		if ok {
			s = known
		} else {
			d.warn(column, "not a DAC code ("+valueClass(s.Code)+"); taken as the publisher's own")
		}
	}
	for _, has := range sectors {
		if has.Vocabulary == s.Vocabulary && codelist.Fold(has.Code) == codelist.Fold(s.Code) {
			return sectors
		}
	}
	return append(sectors, s)
}

// status takes the registry's names, IATI's codes and labels, which are the same list, and the words of sheets.
func (d *reading) status() registry.Status {
	var found registry.Status
	for _, c := range d.cells(status) {
		s, ok := codelist.FindStatus(c.Text)
		switch {
		case !ok:
			d.warn(c.name, "not a status ("+valueClass(c.Text)+")")
		case found == "":
			found = s
		case found != s:
			d.warn(c.name, "another status than the column before; that one is taken")
		}
	}
	return found
}

// beneficiaries are of the controlled list, by what the row says or by what a column of people is about.
func (d *reading) beneficiaries() []string {
	var groups []string
	for _, c := range d.cells(beneficiary) {
		for _, v := range list(c.Text) {
			group, ok := codelist.FindBeneficiary(v)
			if !ok {
				d.warn(c.name, "not a group of the list of beneficiaries ("+valueClass(v)+")")
				continue
			}
			groups = append(groups, group)
		}
	}
	return groups
}

// links of the activity.
func (d *reading) links() []string {
	var links []string
	for _, c := range d.cells(link) {
		for _, v := range strings.Fields(strings.ReplaceAll(c.Text, ";", " ")) {
			if !sheet.IsWebAddress(v) {
				d.warn(c.name, "not a web address (http:// or https://)")
				continue
			}
			links = append(links, v)
		}
	}
	return links
}
