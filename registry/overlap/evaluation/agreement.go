package evaluation

// Agreement says how far two readers of the same pairs agree.
type Agreement struct {
	Pairs    int `json:"pairs"`
	BothYes  int `json:"both_yes"`
	BothNo   int `json:"both_no"`
	Disagree int `json:"disagree"`
	// Raw is the share (0-1) of pairs on which they agree, Kappa what of that is beyond chance (Cohen 1960), at most 1;
	// 0 where both always say the same thing.
	Raw   float64 `json:"raw"`
	Kappa float64 `json:"kappa"`
}

// Agree compares the answers of two readers, yes or no, in one order.
func Agree(first, second []bool) Agreement {
	a := Agreement{Pairs: len(first)}
	if len(first) == 0 {
		return a
	}
	yes := [2]int{}
	for i := range first {
		switch {
		case first[i] != second[i]:
			a.Disagree++
		case first[i]:
			a.BothYes++
		default:
			a.BothNo++
		}
		if first[i] {
			yes[0]++
		}
		if second[i] {
			yes[1]++
		}
	}
	n := float64(a.Pairs)
	a.Raw = float64(a.BothYes+a.BothNo) / n
	p, q := float64(yes[0])/n, float64(yes[1])/n
	if byChance := p*q + (1-p)*(1-q); byChance < 1 {
		a.Kappa = (a.Raw - byChance) / (1 - byChance)
	}
	return a
}
