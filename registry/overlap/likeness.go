package overlap

import "math/bits"

// likeness is the most that two titles can have in common, as far as rows tell.
type likeness struct {
	both      int     // words
	mass      float64 // sum of the idf of what is shared, words in two spellings and synonyms among them
	telling   float64 // the highest of them
	keyMass   float64 // the highest of acronyms and codes
	keySum    float64
	codeMass  float64
	shared    float64 // of all words, at most
	identical bool    // nothing need be one side's alone
	open      bool    // a code may be written in two ways: everything is possible
	across    bool    // no language in common
	// Of titles without a language in common, the levels that what they mean leaves open.
	translation, translationNear bool
}

func (t *likeness) share(form uint32) {
	idf := idfOf(form)
	t.mass += idf
	t.telling = max(t.telling, idf)
	if form&formKey != 0 {
		t.keyMass, t.keySum = max(t.keyMass, idf), t.keySum+idf
		if form&formCode != 0 {
			t.codeMass = max(t.codeMass, idf)
		}
	}
}

// aside is what one title has that the other has not as it stands.
type aside struct {
	words    [rowMostTitle][2]uint32 // letters and form of the first n, those in a language of both
	n        int
	only     int // of them, those that are no acronyms, which may stand for words of the other title, and not idle
	subjects int // of them, those that may have a synonym in the other title
	meanings meanings
}

// meanings are what one title says, in any language, that the other does not as it stands.
type meanings struct {
	count     float64 // of concepts, as crossing counts them
	skeletons [maxSkeletons][2]uint32
	n         int
}

func (m *meanings) take(letters, form uint32) {
	switch {
	case form&formSkeleton != 0 && m.n < maxSkeletons:
		m.skeletons[m.n] = [2]uint32{letters, form}
		m.n++
	case form&formSubject != 0:
		m.count += countsFull
	default:
		m.count += countsGeneric
	}
}

// alike counts the skeletons that may be one of the other title's, a consonant apart, and adds up what they would weigh.
func (m *meanings) alike(other *meanings) (n int, mass float64) {
	for _, s := range m.skeletons[:m.n] {
		for _, v := range other.skeletons[:other.n] {
			if mayBeRespelling(s[0], v[0]) {
				n++
				mass += min(idfOf(s[1]), rareWord) + 0.5
				break
			}
		}
	}
	return n, mass
}

func (s *aside) take(term []uint32, shared uint32) {
	form := term[2]
	if form&formMeaning == 0 && form&formLanguages&^shared == 0 {
		s.words[s.n] = [2]uint32{term[1], form}
		s.n++
		if form&(formAcronym|formIdle) == 0 {
			s.only++
			if form&formSubject != 0 {
				s.subjects++
			}
		}
	}
	if form&formMeaning != 0 {
		s.meanings.take(term[1], form)
	}
}

// titlesMeet says whether compareTitles may find more than a little in common, and how much at most: a code or acronym, or a
// good part of the words, with those that may be one word in two spellings.
func titlesMeet(a, b *row) (t likeness, ok bool) {
	shared := a.languages & b.languages
	if a.languages&bitUndetermined != 0 {
		shared |= b.languages
	}
	if b.languages&bitUndetermined != 0 {
		shared |= a.languages
	}
	t.across = shared == 0
	var ownA, ownB aside
	meant, codes := 0, uint32(0)
	var c crossing // of what both mean
	x, y := a.lists[rowTitle], b.lists[rowTitle]
	for len(x) > 0 || len(y) > 0 {
		switch {
		case len(y) == 0 || len(x) > 0 && x[0] < y[0]:
			ownA.take(x, shared)
			codes |= x[2]
			x = x[rowTermSize:]
		case len(x) == 0 || y[0] < x[0]:
			ownB.take(y, shared)
			codes |= y[2]
			y = y[rowTermSize:]
		default:
			form := x[2] | y[2]&(1<<formIDF-1)
			if form&formMeaning != 0 && form&formKey == 0 {
				meant++
				count := countsFull
				if form&(formSkeleton|formSubject) == 0 {
					count = countsGeneric
				}
				c.add(count, idfOf(form), true, true)
			} else {
				t.both++
				t.share(form)
			}
			x, y = x[rowTermSize:], y[rowTermSize:]
		}
	}
	if codes&formCode != 0 && codesMeet(a.lists[rowTitle], b.lists[rowTitle]) {
		t.open = true
		return t, true
	}
	if t.across {
		t.cross(c, a, b, &ownA.meanings, &ownB.meanings)
		return t, t.both > 0 || t.translation || t.translationNear
	}
	sameDates := mayHaveSameDates(a, b)
	synonyms := min(meant, ownA.subjects, ownB.subjects)
	onlyA, onlyB := ownA.only-synonyms, ownB.only-synonyms
	t.both += synonyms
	t.mass += float64(synonyms)
	likely := t.keySum > 0 || enough(t.both, onlyA, onlyB, sameDates)
	most := min(onlyA, onlyB)
	if !likely && !enough(t.both+most, onlyA-most, onlyB-most, sameDates) {
		return t, false // not even if all were spelt in two ways
	}
	speltA, massA := spellings(&ownA, &ownB)
	speltB, massB := spellings(&ownB, &ownA)
	speltA, speltB = min(speltA, onlyA), min(speltB, onlyB)
	t.identical = speltA >= onlyA && speltB >= onlyB
	spelt := max(speltA, speltB)
	t.shared = float64(t.both+spelt) / float64(max(1, t.both+spelt+onlyA-speltA+onlyB-speltB))
	if speltA+speltB > 0 && t.both > 0 { // where nothing is shared, words that are nearly the same are so by chance
		t.both += max(speltA, speltB)
		t.mass += massA + massB
		likely = likely || enough(t.both, onlyA-speltA, onlyB-speltB, sameDates)
	}
	return t, likely
}

// cross does what crossing does with two titles of which c holds the concepts and skeletons in common, as far as rows tell: of
// each side alone it counts no acronyms and codes, and of numbers as many in common as there may be.
func (t *likeness) cross(c crossing, a, b *row, ownA, ownB *meanings) {
	c.both += float64(t.both) * countsFull
	c.shared += t.both
	c.mass += t.mass + float64(t.both)/2
	alikeA, massA := ownA.alike(ownB)
	alikeB, massB := ownB.alike(ownA)
	alike := min(alikeA, alikeB)
	markers := min(a.markers(), b.markers())
	c.both += float64(alike+markers) * countsFull
	c.shared += alike + markers
	c.mass += max(massA, massB) + float64(markers)*(rareWord/2+0.5)
	own := ownA.count + ownB.count + float64(ownA.n+ownB.n-2*alike)*countsUnknown + float64(max(a.markers(), b.markers())-markers)
	agree := c.both / max(1, c.both+own)
	t.mass = c.mass
	t.translation = c.shared >= 2 && agree >= 0.6
	t.translationNear = c.shared >= 2 && agree >= 0.4
}

// codesMeet says whether a code of one title may be one of the other's, or two of its words, written in another way.
func codesMeet(a, b []uint32) bool {
	for x := a; len(x) > 0; x = x[rowTermSize:] {
		for y := b; len(y) > 0; y = y[rowTermSize:] {
			if (x[2]|y[2])&formCode != 0 && haveSimilarLetters(x[1], y[1]) {
				return true
			}
		}
	}
	return false
}

func haveSimilarLetters(w, v uint32) bool {
	const letters = 1<<letterBits - 1
	return w&^v&letters == 0 || v&^w&letters == 0 || bits.OnesCount32((w^v)&letters) <= 2
}

// enough is what mayHaveOneName asks of a title with that many words in common and of each side alone: a name or a pattern,
// a part of the words over the same dates, or two words of a programme's name.
func enough(both, onlyA, onlyB int, sameDates bool) bool {
	all := both + onlyA + onlyB
	return both > 0 && (both*5 >= all*2 || both*10 >= all*3 && (sameDates || both >= 2) || both >= 3 && both*5 >= 4*(both+min(onlyA, onlyB)))
}

// spellings counts the words that may be one of the other title's, or a compound with one of them, in another spelling, and
// adds up how telling they are.
func spellings(one, other *aside) (n int, mass float64) {
	for _, w := range one.words[:one.n] {
		for _, v := range other.words[:other.n] {
			if mayBeRespelling(w[0], v[0]) {
				n++
				mass += idfOf(w[1])
				break
			}
		}
	}
	return n, mass
}

// mayBeRespelling is isRespelling and joined as far as letters tell.
func mayBeRespelling(w, v uint32) bool {
	const letters = 1<<letterBits - 1
	lengthW, lengthV := int(w>>letterBits), int(v>>letterBits)
	shorter, apart := min(lengthW, lengthV), max(lengthW-lengthV, lengthV-lengthW)
	differing := bits.OnesCount32((w ^ v) & letters)
	switch {
	case shorter >= 9 && apart <= 2 && differing <= 4, shorter >= 5 && apart <= 1 && differing <= 2:
		return true
	case apart < 2 && shorter < 6:
		return false
	case lengthW < lengthV:
		return w&^v&letters == 0
	}
	return v&^w&letters == 0
}
