package codelist

import (
	"slices"
	"strings"
	"testing"
)

func TestSectorTree(t *testing.T) {
	for _, s := range Sectors() {
		parent, ok := SectorByCode(s.Parent)
		switch s.Level {
		case SectorPurpose:
			if len(s.Code) != 5 || !ok || parent.Level != SectorCategory || !strings.HasPrefix(s.Code, s.Parent) {
				t.Errorf("purpose code %s in category %q", s.Code, s.Parent)
			}
		case SectorCategory, SectorGroup:
			if len(s.Code) != 3 || s.Parent != "" && !ok {
				t.Errorf("%s %s in %q", s.Level, s.Code, s.Parent)
			}
		default:
			t.Errorf("%s is of level %q", s.Code, s.Level)
		}
		if s.Level == SectorPurpose && strings.HasSuffix(s.Code, "00") {
			t.Errorf("%s looks like a padded category", s.Code)
		}
	}
}

func TestWithdrawnSectorsAreCarriedForward(t *testing.T) {
	for _, s := range Sectors() {
		current, ok := CurrentSector(s.Code)
		if !ok {
			t.Errorf("CurrentSector(%s) does not know it", s.Code)
		}
		if !s.Withdrawn {
			if !slices.Equal(current, []string{s.Code}) || len(s.Successors) > 0 || s.WithdrawnOn != "" {
				t.Errorf("%s is active and becomes %v", s.Code, current)
			}
			continue
		}
		if s.Evidence == "" {
			t.Errorf("%s: no evidence for %v", s.Code, s.Successors)
		}
		for _, code := range current {
			if successor, ok := SectorByCode(code); !ok || successor.Withdrawn || successor.Level != s.Level {
				t.Errorf("%s becomes %s, which is no active %s", s.Code, code, s.Level)
			}
		}
	}
}

func TestCurrentSector(t *testing.T) {
	for code, want := range map[string][]string{
		"15130": {"15130"}, "15120": {"15111"}, "15161": {"15151"}, "15162": {"15160"}, "15163": {"15153"},
		"15164": {"15170"}, "23067": {"23230", "23231", "23232"}, "74010": {"43060", "74020"}, "92010": nil,
		"15100": {"151"}, "11000": {"110"}, "152": {"152"}, "99810": {"99810"}, "31191": {"31191"},
	} {
		if got, ok := CurrentSector(code); !ok || !slices.Equal(got, want) {
			t.Errorf("CurrentSector(%s) = %v, %v; want %v", code, got, ok, want)
		}
	}
	for _, code := range []string{"", "16361", "NA", "99900", "00", "1510000"} {
		if got, ok := CurrentSector(code); ok {
			t.Errorf("CurrentSector(%q) = %v; want unknown", code, got)
		}
	}
}

func TestFindSector(t *testing.T) {
	for name, want := range map[string]string{
		"15130": "15130", "legal and JUDICIAL development": "15130", "Développement des services légaux et judiciaires": "15130",
		"السجون": "15137", "Human rights": "15160", "Free flow of information": "15163", "Education": "110",
	} {
		if got, ok := FindSector(name); !ok || got.Code != want {
			t.Errorf("FindSector(%q) = %q, %v; want %s", name, got.Code, ok, want)
		}
	}
	for _, name := range []string{"", "Rural development", "Justice"} {
		if got, ok := FindSector(name); ok {
			t.Errorf("FindSector(%q) = %s; want nothing", name, got.Code)
		}
	}
	for _, s := range Sectors() {
		for l, name := range s.Label {
			if got, ok := FindSector(name); ok && got.Code != s.Code && !s.Withdrawn {
				t.Errorf("FindSector(%q) = %s; it is the %s label of %s", name, got.Code, l, s.Code)
			}
		}
	}
}

func TestIATIListsAreFoundByCodeWordAndLabel(t *testing.T) {
	for name, l := range iatiLists() {
		if IATI(name) != l || l.Name != name {
			t.Errorf("IATI(%q) is %v", name, IATI(name))
		}
		if name == iatiLanguageless {
			continue
		}
		if words := contested(l.byWord); len(words) > 0 {
			t.Errorf("%s: words that two codes claim: %q", name, words)
		}
		for _, code := range l.Codes() {
			label, ok := l.Label(code)
			if !ok {
				t.Errorf("%s %s has no label", name, code)
			}
			for _, word := range []string{code, label["en"], label["fr"], strings.ToUpper(label["en"])} {
				if got, ok := l.FromWord(word); !ok || got != code {
					t.Errorf("%s.FromWord(%q) = %q, %v; want %s", name, word, got, ok, code)
				}
			}
		}
	}
}

func TestWordsOfIATI1(t *testing.T) {
	for list, words := range map[string]map[string]string{
		"ActivityDateType": {"start-planned": "1", "start-actual": "2", "end-planned": "3", "end-actual": "4"},
		"OrganisationRole": {"Funding": "1", "Accountable": "2", "Extending": "3", "implementing": "4"},
		"TransactionType": {"IF": "1", "C": "2", "D": "3", "E": "4", "IR": "5", "LR": "6", "R": "7", "QP": "8", "QS": "9",
			"CG": "10"},
		"SectorVocabulary":       {"DAC": "1", "DAC-3": "2", "COFOG": "3", "NTEE": "5", "ADT": "6", "RO": "99", "RO2": "98"},
		"RegionVocabulary":       {"DAC": "1", "RO": "99"},
		"PolicyMarkerVocabulary": {"DAC": "1", "RO": "99"},
		"ActivityStatus":         {"Completion": "3", "Post-completion": "4", "Implementation": "2"},
	} {
		for word, want := range words {
			if got, ok := IATI(list).FromWord(word); !ok || got != want {
				t.Errorf("%s.FromWord(%q) = %q, %v; want %s", list, word, got, ok, want)
			}
		}
	}
	for list, words := range map[string][]string{
		"SectorVocabulary": {"WB", "ISO", ""}, "TransactionType": {"X", "TB"}, "ActivityStatus": {"100", "xx"},
	} {
		for _, word := range words {
			if got, ok := IATI(list).FromWord(word); ok {
				t.Errorf("%s.FromWord(%q) = %q", list, word, got)
			}
		}
	}
	if IATI("NoSuchList") != nil {
		t.Error("IATI knows NoSuchList")
	}
	if _, ok := IATI("PolicyMarker").Label("13"); ok {
		t.Error("PolicyMarker has 13")
	}
}

func TestCurrencies(t *testing.T) {
	for _, c := range Currencies() {
		if len(c.Code) != 3 || c.Code != strings.ToUpper(c.Code) {
			t.Errorf("code %q", c.Code)
		}
		if c.MinorUnits < -1 || c.MinorUnits > 8 {
			t.Errorf("%s has %d decimal places", c.Code, c.MinorUnits)
		}
		if got, ok := CurrencyByCode(strings.ToLower(c.Code)); !ok || got.Code != c.Code {
			t.Errorf("CurrencyByCode(%q) = %q, %v", c.Code, got.Code, ok)
		}
		if c.Withdrawn != (c.Successor != "") {
			t.Errorf("%s: withdrawn %v, successor %q", c.Code, c.Withdrawn, c.Successor)
		}
		for seen, at := 0, c; at.Withdrawn; seen++ {
			next, ok := CurrencyByCode(at.Successor)
			if !ok || seen > 5 {
				t.Errorf("%s: the succession does not end at an active currency", c.Code)
				break
			}
			at = next
		}
	}
	for code, want := range map[string]int{"JPY": 0, "EUR": 2, "KWD": 3, "XDR": -1, "UGX": 0} {
		if c, _ := CurrencyByCode(code); c.MinorUnits != want {
			t.Errorf("%s has %d decimal places, want %d", code, c.MinorUnits, want)
		}
	}
	if _, ok := CurrencyByCode("ZZZ"); ok {
		t.Error("ZZZ is a currency")
	}
}

func TestBeneficiaries(t *testing.T) {
	for _, b := range Beneficiaries() {
		for _, l := range labelLanguages {
			if b.Label[l] == "" || len(b.Keywords[l]) == 0 {
				t.Errorf("%s: label %q, keywords %q in %s", b.Code, b.Label[l], b.Keywords[l], l)
			}
			for _, name := range append([]string{b.Code, b.Label[l]}, b.Keywords[l]...) {
				if got, ok := FindBeneficiary(name); !ok || got != b.Code {
					t.Errorf("FindBeneficiary(%q) = %q, %v; want %s", name, got, ok, b.Code)
				}
			}
		}
	}
	if code, ok := FindBeneficiary("women in prison"); ok {
		t.Errorf("a phrase that is no keyword found %s", code)
	}
}

func TestGoodPractices(t *testing.T) {
	actor := map[string]bool{}
	for _, e := range Actors() {
		actor[e.Code] = true
	}
	for i, p := range GoodPractices() {
		if p.Number != i+1 {
			t.Fatalf("practice %d stands at place %d", p.Number, i+1)
		}
		if got, ok := GoodPracticeByNumber(p.Number); !ok || got.Number != p.Number {
			t.Errorf("GoodPracticeByNumber(%d) = %d, %v", p.Number, got.Number, ok)
		}
		if !strings.Contains("ABCD", p.Section) || len(p.Section) != 1 {
			t.Errorf("%d is in section %q", p.Number, p.Section)
		}
		if len(p.Actions) == 0 || len(p.Actors) == 0 || p.SourceLines == "" || len(p.Translated) == 0 {
			t.Errorf("%d lacks actions, actors, its source or what is translated", p.Number)
		}
		for _, a := range p.Actors {
			if !actor[a] {
				t.Errorf("%d: no actor %q", p.Number, a)
			}
		}
		for _, l := range shownLanguages {
			if len(p.Keywords[l]) == 0 || p.TitleSource[l] == "" {
				t.Errorf("%d: keywords %q, title source %q in %s", p.Number, p.Keywords[l], p.TitleSource[l], l)
			}
			if marked := slices.Contains(p.Translated, "title."+l); marked != strings.HasPrefix(p.TitleSource[l], "translated") {
				t.Errorf("%d: title.%s marked as translated: %v; source %q", p.Number, l, marked, p.TitleSource[l])
			}
		}
		for _, r := range p.Related {
			other, ok := GoodPracticeByNumber(r)
			if !ok || !slices.Contains(other.ReferencedBy, p.Number) {
				t.Errorf("%d refers to %d, which does not say so", p.Number, r)
			}
		}
	}
	for _, n := range []int{0, 26, -1} {
		if _, ok := GoodPracticeByNumber(n); ok {
			t.Errorf("there is a practice %d", n)
		}
	}
}
