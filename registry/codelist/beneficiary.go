package codelist

import (
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// Beneficiary is a group of people that an initiative is for. The list is this project's own.
type Beneficiary struct {
	// Code is a slug: "border-guards".
	Code  string
	Label registry.Text
	// Keywords are, by language, words by which the group is recognised in a text; the label's words included where
	// they serve.
	Keywords map[string][]string
}

type beneficiaryTable struct {
	all    []Beneficiary
	byName nameIndex
}

var beneficiaries = sync.OnceValue(func() *beneficiaryTable {
	t := &beneficiaryTable{byName: nameIndex{}}
	for _, r := range table("beneficiaries.tsv") {
		b := Beneficiary{Code: r["code"], Label: r.text(""), Keywords: map[string][]string{}}
		t.byName.add(b.Code, b.Code)
		t.byName.addText(b.Label, b.Code)
		for _, l := range labelLanguages {
			b.Keywords[l] = r.list("keywords_" + l)
			for _, w := range b.Keywords[l] {
				t.byName.add(w, b.Code)
			}
		}
		t.all = append(t.all, b)
	}
	return t
})

// Beneficiaries lists the groups in the order they are shown. The result is shared: do not change it.
func Beneficiaries() []Beneficiary { return beneficiaries().all }

// FindBeneficiary resolves a code, a label or a keyword in any language, compared whole; ok is false when it is none,
// or belongs to two groups.
func FindBeneficiary(name string) (code string, ok bool) { return beneficiaries().byName.find(name) }
