package api

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tansiq/tansiq/registry"
)

// The domain's types know nothing of OpenAPI. This file says what their Go types do not: how dates and amounts are
// written, which words a field may hold, and what each field means.

// aliasSchemas gives the domain's scalar types the schemas of what they write.
func aliasSchemas(schemas huma.Registry) {
	schemas.RegisterTypeAlias(reflect.TypeFor[registry.Date](), reflect.TypeFor[dateSchema]())
	schemas.RegisterTypeAlias(reflect.TypeFor[registry.Amount](), reflect.TypeFor[amountSchema]())
}

type dateSchema struct{}

// Schema is a day, or null where it is not known.
func (dateSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Nullable: true}
}

type amountSchema struct{}

// Schema is a decimal number as text: a JSON number would pass through floats in many clients.
func (amountSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^-?[0-9]+(\.[0-9]{1,3})?$`, Examples: []any{"250000"}}
}

// completeSchemas describes the fields of the domain's types and lists the words that they may hold.
func completeSchemas(schemas huma.Registry) {
	for name, schema := range schemas.Map() {
		for property, s := range schema.Properties {
			if s.Description == "" {
				s.Description = descriptions[name][property]
			}
			if words := enumerations[name+"."+property]; words != nil {
				s.Enum = words
			}
		}
	}
}

func words[T ~string](list ...T) []any {
	var all []any
	for _, w := range list {
		all = append(all, string(w))
	}
	return all
}

var relations = words(registry.RelationParent, registry.RelationChild, registry.RelationSibling, registry.RelationCoFunded,
	registry.RelationThirdParty, registry.RelationFunds, registry.RelationFundedBy, registry.RelationPhase, registry.RelationLot,
	registry.RelationRegrant, registry.RelationComplementary)

// enumerations are the words that fields of the domain's types may hold, by schema and property.
var enumerations = map[string][]any{
	"Initiative.kind":        words(registry.Kinds()...),
	"Initiative.status":      words(registry.Statuses()...),
	"Initiative.scope":       words(registry.ScopeCore, registry.ScopeContributing, registry.ScopeNone),
	"Facts.kind":             words(registry.Kinds()...),
	"Facts.status":           words(registry.Statuses()...),
	"Facts.scope":            words(registry.ScopeCore, registry.ScopeContributing, registry.ScopeNone),
	"Period.basis":           words(registry.PeriodActual, registry.PeriodPlanned),
	"PracticeLink.basis":     words(registry.BasisReviewer, registry.BasisSource, registry.BasisRule),
	"Participation.role":     words(registry.RoleFunding, registry.RoleAccountable, registry.RoleExtending, registry.RoleImplementing),
	"Total.type":             words(registry.TotalCommitted, registry.TotalDisbursed, registry.TotalSpent, registry.TotalIncoming, registry.TotalPledged),
	"Related.type":           relations,
	"Marks.sharing":          words(registry.SharingClear, registry.SharingGreen, registry.SharingAmber, registry.SharingRed),
	"Overlap.kind":           words(registry.OverlapKinds()...),
	"Overlap.relation":       relations,
	"Overlap.level":          words(registry.LevelHigh, registry.LevelMedium, registry.LevelLow),
	"Overlap.status":         words(registry.OverlapOpen, registry.OverlapRuled, registry.OverlapReopened, registry.OverlapRetracted),
	"Evidence.dimension":     words(registry.DimensionPrior, registry.DimensionIdentifier, registry.DimensionOrganisation, registry.DimensionPlace, registry.DimensionTime, registry.DimensionPractice, registry.DimensionBeneficiary, registry.DimensionText, registry.DimensionMoney, registry.DimensionLinks),
	"Counterfactual.without": words(registry.DimensionIdentifier, registry.DimensionOrganisation, registry.DimensionPlace, registry.DimensionTime, registry.DimensionPractice, registry.DimensionBeneficiary, registry.DimensionText, registry.DimensionMoney, registry.DimensionLinks),
	"Counterfactual.level":   words(registry.LevelHigh, registry.LevelMedium, registry.LevelLow),
	"Ruling.decision":        words(registry.Decisions()...),
	"Ruling.relation":        relations,
}

var factDescriptions = map[string]string{
	"identifiers":       "Its numbers in somebody's numbering.",
	"kind":              "What sort of undertaking it is. institution, database, publication and legal_instrument are listed only: in no detection, coverage or total.",
	"title":             "Its title, by language (BCP 47; und where the source does not say).",
	"description":       "What it does, by language.",
	"translations":      "Texts, as field.language, that are a translation and not the source's words.",
	"hierarchy":         "Level in the publisher's hierarchy, 1 at the top (IATI @hierarchy).",
	"status":            "IATI ActivityStatus by name; absent where it is not known.",
	"period":            "When it runs.",
	"good_practices":    "Good practices that it may relate to, and why that is thought.",
	"scope":             "How it bears on the nexus between organized crime and terrorism.",
	"sectors":           "Classifications, with the share of each where the source splits.",
	"countries":         "Recipient countries; they and recipient_regions share 100 %.",
	"recipient_regions": "The publisher's recipient regions.",
	"regions":           "Coordination regions, stated or derived from the countries.",
	"locations":         "Places within countries.",
	"reporter":          "Who published it.",
	"participations":    "Organisations that take part, by role.",
	"beneficiaries":     "Groups that it is for; see /v1/beneficiaries.",
	"budgets":           "Budget periods as the source printed them.",
	"budget":            "The whole budget; a revised line replaces the original of its period.",
	"totals":            "Sums of transactions by type and currency. A pledge is not a commitment.",
	"related":           "Other initiatives that it names.",
	"policy_markers":    "IATI policy markers.",
	"tags":              "IATI tags.",
	"links":             "Web addresses about it.",
	"documents":         "Published documents.",
	"notes":             "What a reader should know: a doubt, or where it was printed.",
}

// descriptions are the fields' meanings, by schema and property. A test fails where a field of the document has none.
var descriptions = map[string]map[string]string{
	"Facts": factDescriptions,
	"Initiative": with(factDescriptions, map[string]string{
		"id":           "UUIDv7. Ids that were merged away keep resolving.",
		"sources":      "The records it is made of, of those that the caller may see.",
		"provenance":   "By field: the index into sources of the record that it came from.",
		"completeness": "Share of the fields that overlap detection compares which are filled, 0 to 1.",
		"withheld":     "Fields of which something is kept from the caller, with the reason (safety, personal, commercial, international-relations).",
		"version":      "Counts the changes of this view.",
		"created_at":   "When the caller's audience could see it first.",
		"updated_at":   "When this view changed last.",
	}),
	"Identifier":    {"scheme": "iati, 360giving, fts, toolkit, own, or iati- and a code of IATI OtherIdentifierType.", "value": "The number.", "owner": "Organisation in whose numbering it counts."},
	"Period":        {"start": "First day; null where it is not known.", "end": "Last day; null where it is not known, or where there is none.", "basis": "Whether the start happened or is intended.", "open_ended": "The source says that there is no end."},
	"PracticeLink":  {"number": "1 to 25.", "basis": "Who says so; rule reads \"may relate to\".", "confidence": "0 to 1: the measured precision of the rule; 1 for source and reviewer.", "why": "The rule and what it matched."},
	"Reason":        {"rule": "tag, purpose-code, keyword, catalogue or reviewer.", "matched": "Codes or words found."},
	"Sector":        {"vocabulary": "IATI SectorVocabulary: 1 DAC purpose code, 2 DAC category, 99 the publisher's own.", "code": "The code.", "label": "The publisher's words.", "percentage": "Share of the whole."},
	"CountryShare":  {"code": "ISO 3166-1 alpha-2, or XK.", "percentage": "Share of the whole; absent where the source does not split."},
	"RegionShare":   {"vocabulary": "IATI RegionVocabulary: 1 DAC, 2 UN M49.", "code": "The code.", "label": "The publisher's words.", "percentage": "Share of the whole."},
	"Location":      {"name": "Its name, by language.", "country": "ISO 3166-1 alpha-2.", "admin_level": "1 province ... 4; absent is unknown.", "vocabulary": "IATI GeographicVocabulary of code.", "code": "Code of the place.", "point": "Where it is.", "precision": "exact, approximate, admin1, admin2 or country."},
	"Point":         {"latitude": "Degrees north (WGS 84).", "longitude": "Degrees east (WGS 84)."},
	"Reporter":      {"organisation": "Id, where it is recognised.", "ref": "Identifier as the source wrote it.", "type": "IATI OrganisationType.", "name": "Its name, by language.", "secondary": "It passes on what others fund or do, and adds no money."},
	"Participation": {"role": "IATI OrganisationRole by name.", "organisation": "Id of the organisation.", "ref": "Identifier as the source wrote it.", "type": "IATI OrganisationType.", "name": "Its name, by language.", "activity": "That organisation's own identifier of the activity.", "withheld": "Why it is not named: safety."},
	"BudgetLine":    {"revised": "IATI BudgetType 2.", "committed": "IATI BudgetStatus 2; otherwise indicative.", "start": "First day.", "end": "Last day.", "amount": "Decimal number.", "currency": "ISO 4217.", "value_date": "Day whose exchange rate counts."},
	"Budget":        {"amount": "Decimal number.", "currency": "ISO 4217.", "value_date": "Day whose exchange rate counts.", "usd": "In US dollars, only where a rate is known."},
	"Total":         {"type": "What happened to the money.", "currency": "ISO 4217.", "amount": "Decimal number.", "usd": "In US dollars, only where a rate is known.", "from": "First value date.", "to": "Last value date.", "count": "How many transactions."},
	"Related":       {"type": "What the other is to this one.", "initiative": "Id, where it is in the registry.", "identifier": "As the source wrote it.", "scheme": "Of the identifier; absent for IATI's."},
	"PolicyMarker":  {"vocabulary": "IATI PolicyMarkerVocabulary.", "code": "The marker.", "significance": "0 not targeted ... 4."},
	"Tag":           {"vocabulary": "IATI TagVocabulary.", "code": "The tag.", "uri": "Of the publisher's vocabulary.", "name": "Its name, by language."},
	"Link":          {"url": "http or https.", "title": "Its title, by language."},
	"Document":      {"url": "http or https.", "title": "Its title, by language.", "categories": "IATI DocumentCategory codes."},
	"Note":          {"kind": "doubt, source, ended, targeted or reached.", "text": "The note, by language."},
	"Source":        {"feed": "Name of the feed.", "key": "The source's own key.", "url": "Where it was read.", "licence": "Licence of the data.", "retrieved_at": "When this version was first read."},
	"Record": {"id": "UUIDv7.", "initiative": "Initiative that it is part of.", "feed": "Name of the feed.", "key": "The source's own key.", "version": "Counts the changes at the source.",
		"url": "Where it was read.", "licence": "Licence of the data.", "retrieved_at": "When this version was first read.", "line": "Line in the source.", "withdrawn": "Gone from its source.",
		"marks": "Who may see it.", "facts": "What it says, less what is withheld from the caller."},
	"Marks": {"sharing": "TLP mark set by the source.", "sensitivity": "How much of it is withheld: none, moderate, high or severe.", "owners": "Organisations whose own record it is."},
	"Organisation": {"id": "UUIDv7.", "recognised": "Known by an identifier or a curated name; otherwise a name as sources write it.", "name": "Its name, by language.", "identifiers": "Organisation identifiers.",
		"aliases": "Other names.", "type": "IATI OrganisationType.", "parent": "Id of the organisation that it is part of.", "ultimate_funder": "Id of the organisation whose money it spends.",
		"initiatives": "In how many initiatives that the caller may see it takes part."},
	"Overlap": {"id": "UUIDv7; empty in the answer to a draft.", "kind": "What is between the two.", "relation": "For kind related: what a is to b.", "score": "0 to 1.", "level": "Of the score, by cut-offs chosen on labelled data.", "counterfactuals": "What would be left without the evidence that carries most, one piece at a time.",
		"status": "Where the flag stands.", "completeness": "Of the less complete side, 0 to 1.", "a": "One side.", "b": "The other.", "evidence": "One entry a dimension, and prior for how rare a match is at all; the weights add up to the logit of score.",
		"evidence_hash": "Of matched facts and levels; a ruling names it.", "regions": "Coordination regions of both.", "detected_at": "When it was found.", "ruling": "What a coordinator decided."},
	"Side":           {"initiative": "Id; empty for a draft.", "title": "Its title, by language.", "donors": "Who funds it.", "countries": "ISO 3166-1 alpha-2 codes.", "period": "When it runs.", "identifiers": "Its numbers.", "sources": "The records it is made of."},
	"SideDonor":      {"organisation": "Id, where it is known.", "name": "Its name, by language."},
	"SideSource":     {"feed": "Name of the feed.", "key": "The source's own key."},
	"Counterfactual": {"without": "The piece of evidence that is thought away.", "score": "What the score would be, 0 to 1.", "level": "What the level would be; absent where nothing would be flagged.", "sentence": "The same in words, by language."},
	"Evidence":       {"dimension": "What is compared.", "a": "Values of one side, codes before words.", "b": "Values of the other.", "level": "Of the dimension's own scale; missing weighs nothing.", "weight": "Log-odds (natural logarithm).", "matched": "What both have.", "sentence": "The same in words, by language."},
	"Ruling": {"id": "UUIDv7.", "overlap": "Id of the overlap.", "decision": "The outcome.", "relation": "For decision related: what a is to b.", "reason": "Why.", "evidence_hash": "The evidence that was ruled on.", "agreed_action": "What was agreed.",
		"action_owner": "Who does it.", "due": "By when.", "actor": "Id of the key that ruled.", "actor_name": "Name of that key.", "at": "When.", "reverted_at": "When it was taken back.", "reversal": "Who took it back, and why.", "a": "Record of one side.", "b": "Record of the other."},
	"Reversal":  {"reason": "Why.", "actor": "Id of the key that took it back.", "actor_name": "Name of that key.", "at": "When."},
	"RecordKey": {"feed": "Name of the feed.", "key": "The source's own key."},
	"Facets":    {"facets": "A list of values for each field."},
}

func with(base, more map[string]string) map[string]string {
	all := map[string]string{}
	for _, m := range []map[string]string{base, more} {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}
