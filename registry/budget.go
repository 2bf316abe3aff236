package registry

// BudgetOf adds up the lines of a budget: IATI budget elements, one for each period. A revised line replaces the original
// of the same period (the same start and end day); several lines of one kind for one period are parts of it and are
// added. The value date is the earliest that a counted line has.
//
// nil where there is nothing to add, where the counted lines are in several currencies (no rate is assumed), and where
// the sum is out of range.
func BudgetOf(lines []BudgetLine) *Budget {
	type period struct{ start, end Date }
	revised := map[period]bool{}
	for _, l := range lines {
		if l.Revised {
			revised[period{l.Start, l.End}] = true
		}
	}
	var sum *Budget
	for _, l := range lines {
		if !l.Revised && revised[period{l.Start, l.End}] {
			continue
		}
		if sum == nil {
			sum = &Budget{Amount: l.Amount, Currency: l.Currency, ValueDate: l.ValueDate}
			continue
		}
		total, err := sum.Amount.Add(l.Amount)
		if err != nil || l.Currency != sum.Currency {
			return nil
		}
		sum.Amount = total
		if sum.ValueDate == "" || l.ValueDate != "" && l.ValueDate < sum.ValueDate {
			sum.ValueDate = l.ValueDate
		}
	}
	return sum
}
