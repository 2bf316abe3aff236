package overlap

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
)

// Marker is a number in a title that tells parts of one undertaking apart: "Phase II", "Lot 3", "CHF 2013".
type Marker struct {
	Relation registry.RelationType // phase, lot, or sibling for a number that no noun explains
	Year     bool                  // the number is a year, not the number of a phase
	Number   uint16
}

// markerWords are the folded nouns that a number belongs to.
var markerWords = map[string]registry.RelationType{
	"phase": registry.RelationPhase, "phases": registry.RelationPhase, "fase": registry.RelationPhase, "ph": registry.RelationPhase,
	"stage": registry.RelationPhase, "etape": registry.RelationPhase, "etapa": registry.RelationPhase, "round": registry.RelationPhase,
	"cycle": registry.RelationPhase, "ciclo": registry.RelationPhase, "circuito": registry.RelationPhase, "circuit": registry.RelationPhase,
	"المرحله": registry.RelationPhase, "مرحله": registry.RelationPhase, "الدوره": registry.RelationPhase,
	"lot": registry.RelationLot, "lote": registry.RelationLot, "tranche": registry.RelationLot, "tramo": registry.RelationLot,
	"package": registry.RelationLot, "component": registry.RelationLot, "composante": registry.RelationLot, "componente": registry.RelationLot,
	"part": registry.RelationLot, "الحزمه": registry.RelationLot, "الجزء": registry.RelationLot, "الدفعه": registry.RelationLot,
	"القسم": registry.RelationLot, "الشريحه": registry.RelationLot,
}

// phaseWords are the nouns that mark a part without a number too ("Phase (Cost Modification)"); "part" and "package" do not.
var phaseWords = map[string]bool{"phase": true, "fase": true, "المرحله": true, "مرحله": true}

// unnumbered is the number of a phase that has none: it is not the first.
const unnumbered = 1000

// ordinals are the folded ordinal numbers that stand at such a noun.
var ordinals = func() map[string]uint16 {
	m := map[string]uint16{}
	for i, words := range []string{
		"first premier premiere primer primera primero 1st 1er 1ere الاولي الاول",
		"second deuxieme seconde segundo segunda 2nd 2eme الثانيه الثاني",
		"third troisieme tercer tercera tercero 3rd 3eme الثالثه الثالث",
		"fourth quatrieme cuarto cuarta 4th 4eme الرابعه الرابع",
		"fifth cinquieme quinto quinta 5th 5eme الخامسه الخامس",
		"sixth sixieme sexto sexta 6th 6eme السادسه السادس",
		"seventh septieme septimo septima 7th 7eme السابعه السابع",
		"eighth huitieme octavo octava 8th 8eme الثامنه الثامن",
	} {
		for w := range strings.FieldsSeq(words) {
			m[w] = uint16(i + 1)
		}
	}
	return m
}()

var romans = map[string]uint16{
	"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
	"xi": 11, "xii": 12, "xiii": 13, "xiv": 14, "xv": 15,
}

// numeral reads the number of a phase or lot: Roman, or Arabic below 100.
func numeral(folded string) (n uint16, ok bool) {
	if n, ok := romans[folded]; ok || !isNumber(folded) {
		return n, ok
	}
	v, err := strconv.ParseUint(folded, 10, 16)
	return uint16(v), err == nil && v > 0 && v < 100
}

// isNumeral says whether a word is a number that is no code: of digits alone, or Roman.
func isNumeral(folded string) bool {
	_, roman := romans[folded]
	return roman || isNumber(folded)
}

func isMarkerWord(folded string) bool {
	_, noun := markerWords[folded]
	_, ordinal := ordinals[folded]
	return noun || ordinal
}

// markersOf reads the markers of a title: a noun with a number on either side ("Phase II", "2nd phase", "Segundo
// Circuito", "المرحلة الثانية"), a Roman number from II on wherever it stands, though at the beginning
// only before a word such as "programme", an Arabic one at the end ("Sahel project 2"),
// other small numbers ("VN05 SOM 02/13"), and years.
// words are those of the title that belong to no code, whose digits number no part.
func markersOf(words []analysis.Word) []Marker {
	var ms []Marker
	used := make([]bool, len(words))
	for i, w := range words {
		relation, ok := markerWords[w.Folded]
		if !ok {
			continue
		}
		numbered := false
		for _, j := range []int{i + 1, i - 1} {
			if j < 0 || j >= len(words) || used[j] {
				continue
			}
			n, ok := ordinals[words[j].Folded]
			if !ok {
				n, ok = numeral(words[j].Folded)
			}
			if ok {
				ms = append(ms, Marker{Relation: relation, Number: n})
				used[j] = true
				numbered = true
				break
			}
		}
		if !numbered && phaseWords[w.Folded] {
			ms = append(ms, Marker{Relation: relation, Number: unnumbered})
		}
	}
	for i := range words {
		w := words[i].Folded
		n, roman := romans[w]
		small, ok := numeral(w)
		switch {
		case used[i]:
		case isYear(w):
			y, _ := strconv.Atoi(w)
			ms = append(ms, Marker{Relation: registry.RelationPhase, Year: true, Number: uint16(y)})
		case roman && n >= 2 && (i > 0 && w != "v" && w != "x" || i == 0 && len(words) > 1 && isUndertakingWord(words[1].Folded)):
			ms = append(ms, Marker{Relation: registry.RelationPhase, Number: n})
		case ok && !roman && i > 0 && i == len(words)-1 && words[i-1].Folded != "covid": // COVID-19 is no nineteenth phase
			ms = append(ms, Marker{Relation: registry.RelationPhase, Number: small})
		case ok && !roman:
			ms = append(ms, Marker{Relation: registry.RelationSibling, Number: small})
		}
	}
	return ms
}

func sortedMarkers(ms []Marker) []Marker {
	slices.SortFunc(ms, func(a, b Marker) int {
		return cmp.Or(cmp.Compare(a.Relation, b.Relation), cmp.Compare(a.Number, b.Number))
	})
	return slices.Compact(ms)
}

// partsOfTitles is partsApart on two titles.
func partsOfTitles(a, b string) (relation registry.RelationType, implied, apart bool) {
	markers := func(title string) []Marker {
		var r textReader
		r.read(title, registry.Undetermined, nil)
		return sortedMarkers(markersOf(r.words))
	}
	return partsApart(markers(a), markers(b))
}

// partsApart says whether the markers tell two titles apart, and as what. Two different numbers do. A number from II on
// on one side alone does so only where the caller has no better reason to take them for one: implied is true then.
func partsApart(a, b []Marker) (relation registry.RelationType, implied, ok bool) {
	for _, year := range []bool{false, true} {
		for _, r := range []registry.RelationType{registry.RelationPhase, registry.RelationLot, registry.RelationSibling} {
			na, nb := numbers(a, r, year), numbers(b, r, year)
			switch {
			case r == registry.RelationSibling:
				if lacks(na, nb) && lacks(nb, na) {
					return r, false, true
				}
			case len(na) > 0 && len(nb) > 0:
				if !slices.ContainsFunc(na, func(n uint16) bool { return slices.Contains(nb, n) }) {
					return r, false, true
				}
			case !year && max(largest(na), largest(nb)) >= 2:
				relation, implied, ok = r, true, true
			}
		}
	}
	return relation, implied, ok
}

func numbers(ms []Marker, r registry.RelationType, year bool) []uint16 {
	var ns []uint16
	for _, m := range ms {
		if m.Relation == r && m.Year == year {
			ns = append(ns, m.Number)
		}
	}
	return ns
}

// lacks says whether b has a number that a has not.
func lacks(a, b []uint16) bool {
	return slices.ContainsFunc(b, func(n uint16) bool { return !slices.Contains(a, n) })
}

func largest(ns []uint16) uint16 {
	if len(ns) == 0 {
		return 0
	}
	return slices.Max(ns)
}
