package standard

import (
	"strings"

	"github.com/tansiq/tansiq/importers/xmlstream"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// activity gathers what the rules need of one activity. The rules are those of 2.03; what breaks one in an older version is a
// warning, for that version did not have the rule.
type activity struct {
	found   *findings
	line    int
	old     bool // of a version 1.x
	version string
	today   string // YYYY-MM-DD

	identifier                 string
	identifierLine             int
	identifiers                int
	reporters, formerReporters []string
	currency, language, titled bool
	titleLine                  int
	participants               int
	status                     string
	statusLine                 int
	dated                      bool      // it has an activity-date
	dates                      [5]stated // by code of ActivityDateType
	places                     shares    // countries and regions of the DAC, which divide the whole among them
	otherRegions               int
	sectors                    map[string]*shares // by vocabulary
	transactions               transactions
	period                     [2]stated // of the budget, disbursement or result's period that is open
	measure                    string    // of the indicator that is open
	ref                        string    // of the organisation that is open
	results                    bool
	noLanguage                 int // the line of the first text whose language nobody states
}

// stated is a date as it stands in the file; "" for none.
type stated struct {
	date string
	line int
}

// transactions counts what transactions state of place and sector.
type transactions struct {
	all, placed, classified int
	placedHere, classHere   bool // the one that is open
	line                    int
}

// maxReporters bounds how many identifiers of its reporting organisation an activity is compared with.
const maxReporters = 100

// broken notes that a rule is broken.
func (a *activity) broken(line int, field, reason string, values ...any) {
	severity := SeverityError
	if a.old {
		severity = registry.SeverityWarning
	}
	a.found.add(Rule, line, field, severity, reason, values...)
}

// doubtful notes what is allowed and hardly meant.
func (a *activity) doubtful(line int, field, reason string, values ...any) {
	a.found.add(Rule, line, field, registry.SeverityWarning, reason, values...)
}

// start takes an element's attributes in.
func (a *activity) start(f *frame, s *xmlstream.Scanner) {
	path, line := f.node.path, f.line
	attr := func(name string) string { return strings.TrimSpace(string(s.Attr(name))) }
	switch path {
	case "":
		if f.node.outside {
			return
		}
		a.currency = attr("default-currency") != ""
		a.language = a.language || attr("xml:lang") != ""
	case "reporting-org":
		if len(a.reporters) < maxReporters {
			a.reporters = append(a.reporters, attr("ref"))
		}
		a.reference(line, path+"/@ref", attr("ref"))
	case "other-identifier":
		if attr("type") == "B1" && len(a.formerReporters) < maxReporters { // a previous identifier of the reporting organisation
			a.formerReporters = append(a.formerReporters, attr("ref"))
		}
	case "participating-org", "transaction/provider-org", "transaction/receiver-org",
		"planned-disbursement/provider-org", "planned-disbursement/receiver-org":
		if path == "participating-org" {
			a.participants++
		}
		a.ref = attr("ref")
		a.reference(line, path+"/@ref", a.ref)
	case "activity-date":
		a.date(line, attr("type"), attr("iso-date"))
	case "activity-status":
		a.status, _ = codelist.IATI("ActivityStatus").FromWord(attr("code"))
		a.statusLine = line
	case "recipient-country":
		a.places.add(line, attr("percentage"))
		a.percentage(line, path, attr("percentage"))
	case "recipient-region":
		a.percentage(line, path, attr("percentage"))
		if v := vocabularyOf(f.node.name, attr("vocabulary")); v == "" || v == codelist.VocabularyDAC {
			a.places.add(line, attr("percentage"))
		} else {
			a.otherRegions++
		}
	case "sector":
		a.sector(line, vocabularyOf(f.node.name, attr("vocabulary")), attr("percentage"))
	case "transaction":
		a.transactions.all++
		a.transactions.line, a.transactions.placedHere, a.transactions.classHere = line, false, false
	case "transaction/recipient-country", "transaction/recipient-region":
		a.transactions.placedHere = true
	case "transaction/sector":
		a.transactions.classHere = true
	case "transaction/transaction-date":
		a.past(line, path+"/@iso-date", attr("iso-date"))
		a.plausible(line, path+"/@iso-date", attr("iso-date"))
	case "budget", "planned-disbursement", "result/indicator/period":
		a.period = [2]stated{}
	case "budget/period-start", "planned-disbursement/period-start", "result/indicator/period/period-start":
		a.period[0] = a.stated(line, path, attr("iso-date"))
	case "budget/period-end", "planned-disbursement/period-end", "result/indicator/period/period-end":
		a.period[1] = a.stated(line, path, attr("iso-date"))
	case "document-link":
		if strings.ContainsAny(attr("url"), " \t\r\n") {
			a.doubtful(line, path+"/@url", "has a space in it: write it as %20, or the link breaks in many programs")
		}
	case "result":
		a.results = true
	case "result/indicator":
		a.measure = attr("measure")
	case "result/indicator/baseline", "result/indicator/period/target", "result/indicator/period/actual":
		a.measured(line, path+"/@value", attr("value"))
	}
	if f.node.name == "narrative" {
		a.unspoken(line, attr("xml:lang"))
	}
	if f.node.name == "value" && attr("currency") == "" && !a.currency {
		a.broken(line, path+"/@currency", "there is no currency: neither here nor as default-currency of the activity")
	}
	if v := attr("vocabulary"); (v == "99" || v == "98") && !a.old && a.version != "2.01" && attr("vocabulary-uri") == "" && f.node.form.has("vocabulary-uri") {
		a.doubtful(line, path+"/@vocabulary-uri", "is missing: nobody else knows what the codes of the publisher's own vocabulary mean")
	}
}

// end takes an element in whose end tag was just read.
func (a *activity) end(f *frame) {
	path, line := f.node.path, f.line
	switch path {
	case "iati-identifier":
		a.identifiers++
		if said := strings.TrimSpace(string(f.text)); a.identifier == "" {
			a.identifier, a.identifierLine = said, line
		}
	case "title":
		// Words out of place, and no narrative at all, are the structure's to say.
		a.titled, a.titleLine = a.titled || f.said || f.stray > 0 || !a.old && f.children == 0, line
	case "participating-org", "transaction/provider-org", "transaction/receiver-org",
		"planned-disbursement/provider-org", "planned-disbursement/receiver-org":
		if a.ref == "" && !f.said {
			a.broken(line, path, "names nobody: neither @ref nor a name is there")
		}
	case "budget", "planned-disbursement", "result/indicator/period":
		a.closePeriod(path)
	case "transaction":
		if a.transactions.placedHere {
			a.transactions.placed++
		}
		if a.transactions.classHere {
			a.transactions.classified++
		}
	case "location/point/pos":
		a.position(line, path, string(f.text))
	}
	if f.node.name == "narrative" && !f.said && path != "title/narrative" {
		a.doubtful(line, path, "is empty")
	}
}

// unspoken notes a text whose language nobody states.
func (a *activity) unspoken(line int, lang string) {
	if lang == "" && !a.language && a.noLanguage == 0 {
		a.noLanguage = line
	}
}

// complete checks what only the whole activity shows.
func (a *activity) complete() {
	a.identify()
	switch {
	case !a.titled && a.titleLine > 0:
		a.broken(a.titleLine, "title", "has no words")
	case !a.titled && a.old: // else the structure says so
		a.broken(a.line, "title", "is missing")
	}
	if a.participants == 0 && a.old {
		a.broken(a.line, "participating-org", "is missing: no organisation takes part")
	}
	if a.noLanguage > 0 {
		a.doubtful(a.noLanguage, "narrative/@xml:lang", "the language is not stated: neither here nor as xml:lang of the activity")
	}
	a.run()
	a.geography()
	a.classification()
}
