package classify

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// maxWording is the most bytes shown of a wording on which a link rests; what stands between its words may be long.
const maxWording = 100

// Classify says which good practices a record may relate to, and how it bears on the nexus.
//
// The links are those of the rules alone, the surest first, at most one a practice; a practice that the facts already
// carry with basis source or reviewer is not among them, and links with basis rule that the facts carry are not looked
// at. The scope takes all practices into account. Facts are not changed.
//
// It is safe for concurrent use.
func Classify(f *registry.Facts) ([]registry.PracticeLink, registry.Scope) {
	set := rules()
	s := scans.Get().(*scan)
	defer func() { s.reset(); scans.Put(s) }()
	for _, l := range f.Title.Languages() {
		s.read(set.matcher, f.Title[l], true)
	}
	for _, l := range f.Description.Languages() {
		s.read(set.matcher, f.Description[l], false)
	}
	links, stated := set.links(f, s)
	return links, scope(len(s.hits[set.nexus]) > 0, len(links) > 0 || stated)
}

var scans = sync.Pool{New: func() any { return &scan{hits: make([][]hit, len(rules().concepts))} }}

// scope is core where the record's own words speak of the nexus (terrorism, violent extremism, organised crime,
// trafficking, laundering), contributing where it is linked to a practice without them, none otherwise.
func scope(nexus, linked bool) registry.Scope {
	switch {
	case nexus:
		return registry.ScopeCore
	case linked:
		return registry.ScopeContributing
	}
	return registry.ScopeNone
}

// links runs all rules. stated says whether source or reviewer have linked a practice.
func (set *ruleset) links(f *registry.Facts, s *scan) (links []registry.PracticeLink, stated bool) {
	var found [26]registry.PracticeLink
	var taken [26]bool
	for _, p := range f.GoodPractices {
		if p.Basis != registry.BasisRule && p.Number >= 1 && p.Number <= 25 {
			taken[p.Number], stated = true, true
		}
	}
	note := func(number int, r ruleName, matched ...string) {
		if taken[number] {
			return
		}
		link := &found[number]
		confidence := confidenceOf[r]
		if confidence > link.Confidence {
			basis := registry.BasisRule
			if r == ruleTag { // the publisher's own statement, only written in a tag
				basis = registry.BasisSource
			}
			*link = registry.PracticeLink{
				Number: number, Basis: basis, Confidence: confidence,
				Why: registry.Reason{Rule: r.kind(), Matched: matched},
			}
		}
	}
	for _, t := range f.Tags {
		if number, ok := practiceOfTag(t); ok {
			note(number, ruleTag, t.Code)
		}
	}
	for _, sector := range f.Sectors {
		if number := purposePractice[sector.Code]; number != 0 && sector.Vocabulary == vocabularyDAC && mainPurpose(sector, f.Sectors) {
			note(number, rulePurpose, sector.Code)
		}
	}
	for i := range set.rules {
		r := &set.rules[i]
		if group := set.fires(r, s); group != nil {
			where := ruleWordsInTitle
			if slices.ContainsFunc(group, func(h hit) bool { return !h.title }) {
				where = ruleWordsInDescription
			}
			for _, number := range r.practices {
				note(number, where, s.words(group)...)
			}
		}
	}
	for _, link := range found {
		if link.Number != 0 {
			links = append(links, link)
		}
	}
	slices.SortStableFunc(links, func(a, b registry.PracticeLink) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(breadth(a.Number), breadth(b.Number)),
			cmp.Compare(a.Number, b.Number))
	})
	return links, stated
}

// breadth puts the practices on dialogue, resilience, inclusion and development after the others: almost everything
// done against extremism touches one of them, so that the other one says more.
func breadth(number int) int {
	if number >= 13 && number <= 16 {
		return 1
	}
	return 0
}

// lead is how many words of a description say what it is about. Beyond them a subject counts if it is named twice: long
// descriptions name in passing all with whom and in what circumstances they work.
const lead = 60

// fires gives the hits on which the rule rests, nil if it does not apply. A group in the title is looked for first.
func (set *ruleset) fires(r *rule, s *scan) []hit {
	if r.sign != nil && !slices.ContainsFunc(r.sign, func(c uint8) bool { return len(s.hits[c]) > 0 }) {
		return nil
	}
	for group := range s.together(r.all, r.within, true) {
		return group
	}
	if r.title {
		return nil
	}
	var far map[int][]hit // by text, the first group beyond its lead
	for group := range s.together(r.all, r.within, false) {
		text := group[0].text
		switch {
		case group[0].word < lead:
			return group
		case far[text] == nil:
			if far == nil {
				far = map[int][]hit{}
			}
			far[text] = group
		case apart(group, far[text]):
			return far[text]
		}
	}
	return nil
}

// apart says whether two groups of one text share no words: one ends, with its first hit, before the other begins.
func apart(a, b []hit) bool {
	return a[0].last < slices.MinFunc(b, byPosition).first || b[0].last < slices.MinFunc(a, byPosition).first
}

func byPosition(a, b hit) int { return cmp.Compare(a.first, b.first) }

// words gives the wordings of hits as the record has them, in the order of reading.
func (s *scan) words(group []hit) []string {
	slices.SortFunc(group, byPosition)
	var words []string
	for _, h := range group {
		wording := s.texts[h.text][h.start:h.end]
		if len(wording) > maxWording {
			wording = wording[:maxWording]
		}
		words = append(words, strings.ToValidUTF8(strings.Join(strings.Fields(wording), " "), ""))
	}
	return words
}
