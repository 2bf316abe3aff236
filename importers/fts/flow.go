package fts

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// flow is a flow as the API gives it, read but not interpreted.
type flow struct {
	line        int
	id          string
	description string
	status      string
	usd         registry.Amount
	original    registry.Amount // 0 where it is not stated
	currency    string          // of original
	rate        string          // units of currency to the dollar
	date        registry.Date
	budgetYear  string
	refCode     string
	onBoundary  string
	parent      string
	children    []string
	from, to    []object // sourceObjects, destinationObjects
	reports     []report
	raw         json.RawMessage
}

// object is an entry of sourceObjects or destinationObjects.
type object struct {
	kind, id, name, code string
	types, subTypes      []string // of an organisation
}

// report is an entry of reportDetails: that somebody told FTS of the flow.
type report struct {
	organisation, source, channel string
	date                          registry.Date
}

// fields are those of a flow that are kept in Raw: all that the API is known to have, none of them about a person.
var fields = jsonstream.Fields{
	"id": nil, "versionId": nil, "amountUSD": nil, "budgetYear": nil, "childFlowIds": nil, "parentFlowId": nil, "contributionType": nil,
	"createdAt": nil, "updatedAt": nil, "date": nil, "decisionDate": nil, "firstReportedDate": nil, "description": nil,
	"grandBargainEarmarkingType": nil, "exchangeRate": nil, "flowType": nil, "keywords": nil, "newMoney": nil, "originalAmount": nil,
	"originalCurrency": nil, "method": nil, "status": nil, "boundary": nil, "onBoundary": nil, "refCode": nil,
	"sourceObjects": objectFields, "destinationObjects": objectFields,
	"reportDetails": {"sourceType": nil, "organization": nil, "reportChannel": nil, "date": nil},
}

var objectFields = jsonstream.Fields{
	"type": nil, "id": nil, "name": nil, "code": nil, "behavior": nil, "organizationTypes": nil, "organizationSubTypes": nil,
}

// reading collects what is wrong with a flow.
type reading struct {
	line     int
	id       string
	problems []registry.Problem
}

func (d *reading) warn(field, reason string) {
	d.problems = append(d.problems, registry.Problem{
		Line: d.line, Identifier: d.id, Field: field, Reason: reason, Severity: registry.SeverityWarning,
	})
}

// readFlow reads a flow: nil, with the problem, where it is rejected.
func readFlow(value jsonstream.Value) (*flow, []registry.Problem) {
	data, email := withoutEmail(value.Data)
	d := &reading{line: value.Line}
	n := jsonstream.NewNode(data, d.warn)
	d.id = n.Get("id").Text()
	reject := func(field, reason string) (*flow, []registry.Problem) {
		return nil, rejection(value.Line, d.id, field, reason).Problems
	}
	_, isObject := data.(map[string]any)
	switch {
	case value.TooLarge:
		return reject("", "the flow is larger than one record may be")
	case !isObject:
		return reject("", "not a flow: no object")
	case len(value.Repeated) > 0:
		return reject(sheet.Printable(value.Repeated[0]), "stands twice, and either may be meant")
	case d.id == "":
		return reject("id", "the flow has no id, so nothing tells it from others")
	}
	if email {
		d.warn("", "an e-mail address in a text is left out: the registry keeps no contact data")
	}
	if value.Broken {
		d.warn("", "a text has replacement or control characters: letters were lost before it was published")
	}
	f := &flow{
		line: value.Line, id: d.id, description: n.Get("description").Text(), status: n.Get("status").Text(),
		date: d.date(n.Get("date")), budgetYear: n.Get("budgetYear").Text(), refCode: n.Get("refCode").Text(),
		onBoundary: n.Get("onBoundary").Text(), parent: n.Get("parentFlowId").Text(),
		from: objects(n.Get("sourceObjects")), to: objects(n.Get("destinationObjects")),
	}
	f.usd = d.amount(n.Get("amountUSD"))
	d.originalOf(f, n)
	for _, child := range n.Get("childFlowIds").Items() {
		if id := child.Text(); id != "" {
			f.children = append(f.children, id)
		}
	}
	for _, r := range n.Get("reportDetails").Objects() {
		f.reports = append(f.reports, report{organisation: r.Get("organization").Text(), source: r.Get("sourceType").Text(),
			channel: r.Get("reportChannel").Text(), date: d.date(r.Get("date"))})
	}
	f.raw = jsonstream.Encode(fields.Keep(data))
	return f, d.problems
}

// originalOf reads the amount in the currency in which it was given, all three fields or none. Zero is how the API says
// that there is none.
func (d *reading) originalOf(f *flow, n jsonstream.Node) {
	amount := d.amount(n.Get("originalAmount"))
	rate, _ := n.Get("exchangeRate").Number()
	currency := n.Get("originalCurrency").Text()
	if amount == 0 || currency == "" || rate == "" {
		return
	}
	known, ok := codelist.CurrencyByCode(currency)
	if !ok {
		d.warn("originalCurrency", "not a currency code of ISO 4217")
		return
	}
	f.original, f.currency, f.rate = amount, known.Code, rate
}

// amount reads an amount of money; 0 where there is none, or, with a warning, none that can be read.
func (d *reading) amount(n jsonstream.Node) registry.Amount {
	number, ok := n.Number()
	if !ok {
		return 0
	}
	amount, err := registry.ParseAmount(number)
	switch {
	case err != nil:
		d.warn(n.Path, "a number out of range")
	case amount < 0:
		d.warn(n.Path, "negative")
		return 0
	}
	return amount
}

// date reads a day, of "2016-03-31T00:00:00Z" its first part.
func (d *reading) date(n jsonstream.Node) registry.Date {
	said := n.Text()
	if said == "" {
		return ""
	}
	if len(said) > len("2006-01-02") && said[10] == 'T' {
		said = said[:10] // fractions of a second are no part of registry.ParseDate's form
	}
	day, err := registry.ParseDate(said)
	if err != nil {
		d.warn(n.Path, "not a date of the form YYYY-MM-DD")
	}
	return day
}

func objects(n jsonstream.Node) []object {
	var all []object
	for _, o := range n.Objects() {
		all = append(all, object{kind: o.Get("type").Text(), id: o.Get("id").Text(), name: oneLine(o.Get("name").Text()), code: o.Get("code").Text(),
			types: texts(o.Get("organizationTypes")), subTypes: texts(o.Get("organizationSubTypes"))})
	}
	return all
}

func texts(n jsonstream.Node) []string {
	var all []string
	for _, item := range n.Items() {
		if s := item.Text(); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// withoutEmail removes e-mail addresses from all texts.
func withoutEmail(data any) (cleaned any, found bool) {
	return jsonstream.MapTexts(data, func(s string) string {
		rest, has := sheet.WithoutEmail(s)
		found = found || has
		return rest
	}), found
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func ofKind(objects []object, kind string) []object {
	return slices.DeleteFunc(slices.Clone(objects), func(o object) bool { return o.kind != kind })
}

// compareIDs orders numbers as numbers.
func compareIDs(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }
