package evaluation

import (
	"cmp"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// languages gives the figures of each pair of languages in which there are positives.
func (m *measurement) languages() []Slice {
	var names []string
	for _, c := range m.cases {
		names = append(names, c.Languages)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	var all []Slice
	for _, name := range names {
		for q := range questions {
			claims := m.claims(q, "", func(i int) bool { return m.cases[i].Languages == name })
			s := Slice{Name: name, Question: questions[q].name}
			for _, x := range claims {
				if x.positive {
					s.Positives++
				}
			}
			if name == "" || s.Positives == 0 {
				continue
			}
			s.Precision, s.Recall, s.F1 = m.draws.three(claims, func(x claim) bool { return x.rank > 0 })
			all = append(all, s)
		}
	}
	return all
}

func (m *measurement) ablation() []Ablation {
	var all []Ablation
	for q := range questions {
		measure := func(without registry.Dimension) (f1, ap *Figure) {
			claims := m.claims(q, without, nil)
			return m.draws.figure(func(d []int) float64 {
					return count(claims, d, func(x claim) bool { return x.rank > 0 }).f1()
				}),
				m.draws.figure(func(d []int) float64 { return averagePrecision(claims, d) })
		}
		wholeF1, wholeAP := measure("")
		if wholeAP == nil {
			continue
		}
		for _, d := range Dimensions() {
			a := Ablation{Dimension: d, Question: questions[q].name}
			a.F1, a.AP = measure(d)
			a.F1Change, a.APChange = a.F1.Value-wholeF1.Value, a.AP.Value-wholeAP.Value
			all = append(all, a)
		}
	}
	return all
}

// Dimensions lists what is compared, without the prior.
func Dimensions() []registry.Dimension {
	return []registry.Dimension{
		registry.DimensionIdentifier, registry.DimensionLinks, registry.DimensionText, registry.DimensionOrganisation,
		registry.DimensionPlace, registry.DimensionTime, registry.DimensionPractice, registry.DimensionBeneficiary, registry.DimensionMoney,
	}
}

func confusion(cases []Case, rest int) []Cell {
	n := map[Cell]int{}
	for _, c := range cases {
		cell := Cell{Label: c.Label}
		if f := c.Found; f != nil {
			cell.Kind, cell.Relation, cell.Level = f.Kind, f.Relation, f.Level
		}
		n[cell]++
	}
	if rest > 0 {
		n[Cell{Label: LabelDifferent}] += rest
	}
	var cells []Cell
	for cell, pairs := range n {
		cell.Pairs = pairs
		cells = append(cells, cell)
	}
	slices.SortFunc(cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(slices.Index(Labels(), a.Label), slices.Index(Labels(), b.Label)), cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Relation, b.Relation), cmp.Compare(rankOf(b.Level), rankOf(a.Level)))
	})
	return cells
}

func (m *measurement) takenForSame(labels map[Label]int) []Rate {
	var rates []Rate
	for _, l := range Labels() {
		if l == LabelSame || labels[l] == 0 {
			continue
		}
		r := Rate{Label: l, Of: labels[l]}
		var claims []claim
		for i, c := range m.cases {
			if c.Label != l {
				continue
			}
			x := claim{positive: c.Found != nil && slices.Contains(questions[0].kinds, c.Found.Kind) && c.Found.Level != registry.LevelLow, cluster: m.clusters[i]}
			if x.positive {
				r.Pairs++
			}
			claims = append(claims, x)
		}
		unfound := r.Of - len(claims) // the rest of a complete list
		r.Share = m.draws.figure(func(d []int) float64 {
			c := count(claims, d, func(claim) bool { return true })
			return share(c.hits, c.hits+c.wrong+unfound)
		})
		rates = append(rates, r)
	}
	return rates
}
