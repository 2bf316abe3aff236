package classify

// ruleName names what a link rests on, as far as its measured precision differs.
type ruleName int

const (
	ruleTag ruleName = iota
	rulePurpose
	ruleWordsInTitle       // all the words that a rule asks for are in the title
	ruleWordsInDescription // some of them are in the description
)

// kind is the name under which a reader sees it: registry.Reason.Rule.
func (r ruleName) kind() string {
	switch r {
	case ruleTag:
		return "tag"
	case rulePurpose:
		return "purpose-code"
	}
	return "keyword"
}

// confidenceOf is the precision of each kind of rule: links that were right, of links given, in texts for which the rules
// had not been changed yet, rounded to a tenth. Measured on 2026-11-23; doc.go says on what.
var confidenceOf = map[ruleName]float64{
	ruleTag:                1,   // not measured: the publisher names the practice itself; no shared file has such a tag
	rulePurpose:            0.5, // 1 of 2, test half: hardly a measure
	ruleWordsInTitle:       0.9, // 83 of 91: test half 58 of 65, audits 17 of 17 and 8 of 9
	ruleWordsInDescription: 0.5, // 29 of 55: test half 7 of 8, audits 13 of 26 and 9 of 21
}
