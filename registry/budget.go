package registry

import "slices"

// BudgetsOf adds up the lines of a budget, IATI budget elements with one for each period, to one sum a currency, by
// currency. A revised line replaces the original of the same period (the same start and end day), whatever its currency;
// several lines of one kind for one period are parts of it and are added. The value date is the earliest that a counted
// line has. A currency whose sum is out of range is left out.
func BudgetsOf(lines []BudgetLine) []Budget {
	sums, _ := sumBudgets(lines)
	return sums
}

// sumBudgets also says whether every currency's sum is within range.
func sumBudgets(lines []BudgetLine) (sums []Budget, whole bool) {
	type period struct{ start, end Date }
	revised := map[period]bool{}
	for _, l := range lines {
		if l.Revised {
			revised[period{l.Start, l.End}] = true
		}
	}
	var broken []string
	for _, l := range lines {
		if !l.Revised && revised[period{l.Start, l.End}] {
			continue
		}
		i := slices.IndexFunc(sums, func(b Budget) bool { return b.Currency == l.Currency })
		if i < 0 {
			sums = append(sums, Budget{Amount: l.Amount, Currency: l.Currency, ValueDate: l.ValueDate})
			continue
		}
		total, err := sums[i].Amount.Add(l.Amount)
		if err != nil {
			broken = append(broken, l.Currency)
			continue
		}
		sums[i].Amount = total
		if sums[i].ValueDate == "" || l.ValueDate != "" && l.ValueDate < sums[i].ValueDate {
			sums[i].ValueDate = l.ValueDate
		}
	}
	sums = slices.DeleteFunc(sums, func(b Budget) bool { return slices.Contains(broken, b.Currency) })
	slices.SortFunc(sums, func(a, b Budget) int {
		switch {
		case a.Currency < b.Currency:
			return -1
		case a.Currency > b.Currency:
			return 1
		}
		return 0
	})
	return sums, len(broken) == 0
}

// BudgetOf is the whole budget in one currency: nil where there is nothing to add, where the counted lines are in several
// currencies (no rate is assumed), and where the sum is out of range.
func BudgetOf(lines []BudgetLine) *Budget {
	if sums, whole := sumBudgets(lines); whole && len(sums) == 1 {
		return &sums[0]
	}
	return nil
}
