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

// confidenceOf is the precision of each kind of rule.
var confidenceOf = map[ruleName]float64{
	ruleTag:                1,
	rulePurpose:            0.9,
	ruleWordsInTitle:       0.9,
	ruleWordsInDescription: 0.8,
}
