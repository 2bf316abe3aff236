package codelist

import (
	"slices"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// SectorLevel is how fine a DAC sector code is.
type SectorLevel string

// The levels of the DAC list. Most groups have the code of their only category; those that do not are listed apart.
const (
	SectorPurpose  SectorLevel = "purpose"  // five digits, IATI vocabulary 1
	SectorCategory SectorLevel = "category" // three digits, IATI vocabulary 2
	SectorGroup    SectorLevel = "group"    // three digits, gathers categories: 150 holds 151 and 152
)

// Sector is a code of the DAC and CRS purpose codes.
type Sector struct {
	Code  string
	Level SectorLevel
	// Parent is the category of a purpose code and the group of a category; empty for a group and for a category that
	// is its own group.
	Parent string
	Label  registry.Text
	// Withdrawn says that the list no longer has the code; WithdrawnOn is the date (YYYY-MM-DD) where the list gives one.
	Withdrawn   bool
	WithdrawnOn string
	// Successors are the active codes that took the place of a withdrawn one; none where that is not known.
	Successors []string
	// Evidence says on what the succession rests.
	Evidence string
}

type sectorTable struct {
	all    []Sector
	byCode map[string]int
	// Active and withdrawn codes often share a name; an index each lets the active one win.
	active, withdrawn nameIndex
}

var sectors = sync.OnceValue(func() *sectorTable {
	t := &sectorTable{byCode: map[string]int{}, active: nameIndex{}, withdrawn: nameIndex{}}
	for _, r := range table("sectors.tsv") {
		s := Sector{
			Code: r["code"], Level: SectorLevel(r["level"]), Parent: r["parent"], Label: r.text(""),
			Withdrawn: r["status"] == "withdrawn", WithdrawnOn: r["withdrawn_on"],
			Successors: r.list("successors"), Evidence: r["evidence"],
		}
		t.byCode[s.Code] = len(t.all)
		t.all = append(t.all, s)
		names := t.active
		if s.Withdrawn {
			names = t.withdrawn
		}
		names.add(s.Code, s.Code)
		names.addText(s.Label, s.Code)
	}
	return t
})

// Sectors lists groups, categories and purpose codes, withdrawn ones included, by code. The result is shared: do not
// change it.
func Sectors() []Sector { return sectors().all }

// SectorByCode gives the sector with that code; ok is false when the list never had it.
func SectorByCode(code string) (s Sector, ok bool) {
	t := sectors()
	i, ok := t.byCode[code]
	if !ok {
		return Sector{}, false
	}
	return t.all[i], true
}

// FindSector resolves a code or a label in any language; case and accents do not matter. An active code goes before a
// withdrawn one of the same name. ok is false when nothing or more than one code answers to it: "Rural development" is
// 43040 and 43042.
func FindSector(codeOrName string) (s Sector, ok bool) {
	t := sectors()
	code, contestedOrFound := t.active[Fold(codeOrName)]
	if !contestedOrFound {
		code = t.withdrawn[Fold(codeOrName)]
	}
	return SectorByCode(code)
}

// CurrentSector carries a code forward: an active one to itself, a withdrawn one to its successors. Country systems pad
// a category to five digits ("15100"); no purpose code ends in 00, so that is read as the category. current is empty
// with ok true when the code is known and its successor is not; ok is false when the code is not known.
func CurrentSector(code string) (current []string, ok bool) {
	s, ok := SectorByCode(code)
	if !ok {
		if short, padded := strings.CutSuffix(code, "00"); padded && len(short) == 3 {
			return CurrentSector(short)
		}
		return nil, false
	}
	if s.Withdrawn {
		return slices.Clone(s.Successors), true
	}
	return []string{s.Code}, true
}
