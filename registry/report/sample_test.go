package report

import (
	"time"

	"github.com/tansiq/tansiq/registry"
)

func usd(units int64) *registry.Amount {
	a := registry.Amount(units * 1000)
	return &a
}

func count(n int) *int { return &n }

// sample is a report that has everything, made by hand.
func sample(language string) *Report {
	read := time.Date(2026, 11, 23, 4, 5, 6, 0, time.UTC)
	a := Side{Initiative: "0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11", Title: registry.Text{"en": "Border guard training in Mopti", "ar": "تدريب حرس الحدود في موبتي"},
		Donors: []registry.Text{{"en": "Ministry of Example", "fr": "Ministère de l’exemple", "ar": "وزارة المثال"}}, Countries: []string{"ML"}, Places: []registry.Text{{"fr": "Mopti"}, {"fr": "Djenné"}},
		Period: registry.Period{Start: "2024-01-01", End: "2026-12-31"}, Status: registry.StatusImplementation, Amount: &Money{Amount: 1_250_000_500, Currency: "USD", Basis: "budget"}, Sources: []string{"partner"}}
	b := Side{Initiative: "0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a12", Title: registry.Text{"fr": "Formation des gardes-frontières, région de Mopti"},
		Donors: []registry.Text{{"fr": "Agence d’exemple"}, {"en": "Second donor"}}, Hosts: []registry.Text{{"en": "Government of Niger", "fr": "Gouvernement du Niger", "ar": "حكومة النيجر"}}, Countries: []string{"ML", "NE"}, Places: []registry.Text{{"und": "MOPTI"}},
		Period: registry.Period{Start: "2027-03-01", OpenEnded: true}, Status: registry.StatusPipeline, Amount: &Money{Amount: 800_000_000, Currency: "EUR", USD: usd(912_345), Basis: "committed"}, Sources: []string{"partner", "afd"}}
	poor := Side{Initiative: "0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a13", Title: registry.Text{}, Donors: []registry.Text{}, Countries: []string{}, Places: []registry.Text{}, Sources: []string{}}
	flags := []Flag{
		{Number: 1, ID: "f1", Kind: registry.OverlapOverlap, Level: registry.LevelHigh, Status: registry.OverlapOpen, Score: .93, Detected: "2026-11-20", A: a, B: b, Evidence: []Point{
			{registry.DimensionPlace, 2.4, registry.Text{"en": "Both work in the same place: Mopti.", "fr": "Les deux interviennent au même endroit : Mopti.", "ar": "كلتاهما تعمل في المكان نفسه: Mopti."}},
			{registry.DimensionText, 1.1, registry.Text{"en": "The titles share some words: “Border guard training”; “Formation”.", "fr": "Les titres ont des mots en commun : « Border guard training » ; « Formation ».",
				"ar": "يشترك العنوانان في بعض الكلمات: «Border guard training»؛ «Formation»."}},
			{registry.DimensionTime, -.8, registry.Text{"en": "One ends on 2026-12-31, the other begins on 2027-03-01; USD 1250000.5.", "fr": "L’une finit le 2026-12-31, l’autre commence le 2027-03-01 ; 1250000.5 USD.", "ar": "تنتهي إحداهما في 2026-12-31 وتبدأ الأخرى في 2027-03-01؛ USD 1250000.5."}}},
			Without: registry.Text{"en": "Without the shared place: low.", "fr": "Sans le lieu commun : faible.", "ar": "من دون المكان المشترك: منخفض."}},
		{Number: 2, ID: "f2", Kind: registry.OverlapSameInitiative, Level: registry.LevelMedium, Status: registry.OverlapReopened, Score: .7, Detected: "2026-11-20", A: b, B: poor, Evidence: []Point{}},
		{Number: 3, ID: "f3", Kind: registry.OverlapOverlap, Level: registry.LevelLow, Status: registry.OverlapRuled, Score: .4, Detected: "2026-11-20", A: a, B: poor, Evidence: []Point{},
			Ruling: &Ruling{Decision: registry.DecisionConfirmedOverlap, Reason: "Same district, same guards.", On: "2026-11-21"}},
	}
	for i := range flags {
		flags[i].ToAgree = ToAgree(&flags[i], "2026-11-24")
	}
	return &Report{
		Scope:    Scope{Kind: ScopeRegion, Code: "sahel", Label: registry.Text{"en": "Sahel", "fr": "Sahel", "ar": "الساحل"}},
		Language: language, AsOf: "2026-11-24", MadeFor: "coordinator",
		Contents: Contents{Initiatives: 1234, Donors: 11, Countries: 2},
		Sources: Sources{Total: 3, Items: []Source{{Feed: "partner", Format: "iati", Licence: "CC BY 4.0", Records: 1200, LastGood: &read, State: SourceGood},
			{Feed: "afd", Format: "table", Records: 34, LastGood: &read, State: SourceFailing}, {Feed: "new", Format: "hxl", State: SourceNever}}},
		Flags: Flags{Total: 3, ByLevel: LevelCounts{1, 1, 1}, ByStatus: StatusCounts{1, 1, 1}, Settled: 2, Duplicates: 4, Items: flags},
		Value: Value{Initiatives: 3, WithAmount: 2, Gross: []Sum{{"USD", *usd(1_250_000)}, {"EUR", *usd(800_000)}}, Net: []Sum{{"USD", *usd(1_250_000)}, {"EUR", *usd(800_000)}}},
		Matrix: Matrix{Donors: []MatrixDonor{{Name: registry.Text{"en": "Ministry of Example"}, Flags: 2}, {Name: registry.Text{"fr": "Agence d’exemple"}, Flags: 1}, {Name: registry.Text{"en": "Second donor"}, Flags: 1}},
			Cells: []MatrixCell{{A: 0, B: 1, LevelCounts: LevelCounts{High: 1}}, {A: 0, B: 2, LevelCounts: LevelCounts{Medium: 1, Low: 2}}}, Left: 4},
		Crowded: &CrowdedCells{Total: 2, Items: []Crowded{{Country: "ML", Place: registry.Text{"fr": "Mopti"}, GoodPractice: 15, Year: 2026, Initiatives: 17, Donors: 9,
			Members: []registry.Text{{"en": "Border guard training in Mopti"}, {"fr": "Formation des gardes-frontières"}}}, {Country: "NE", Category: "152", Year: 2026, Initiatives: 16, Donors: 4}}},
		Coverage: Coverage{Practices: []int{1, 7, 15, 19}, Countries: []string{"ML", "NE"}, Cells: []CoverageCell{{GoodPractice: 1, Country: "ML", State: CoverageActive, Initiatives: 2, Donors: 2},
			{GoodPractice: 15, Country: "ML", State: CoverageActive, Initiatives: 17, Donors: 9, Crowded: true}, {GoodPractice: 7, Country: "NE", State: CoverageNeedUnmet},
			{GoodPractice: 15, Country: "NE", State: CoveragePlanned, Initiatives: 1, Donors: 1}, {GoodPractice: 19, Country: "NE", State: CoverageNotComparable}, {GoodPractice: 19, Country: "ML", State: CoverageActive, Initiatives: 6, Donors: 3}}},
		Priorities: Priorities{Total: 2, Items: []Priority{{Countries: []string{"NE"}, GoodPractice: 7, Title: registry.Text{"fr": "Associer la société civile"}, Owner: "Unité de coordination", Source: "Plan d’action 2025-2027", From: "2025-01-01", To: "2027-12-31", State: PriorityUnmet, UnmetIn: []string{"NE"}},
			{Countries: []string{"ML"}, GoodPractice: 15, Owner: "Coordination unit", Source: "National plan", From: "2025-01-01", State: PriorityRecorded}}},
		Actions: Actions{Total: 2, Overdue: 1, Items: []Action{
			{Flag: 3, Overlap: "f3", Titles: []registry.Text{a.Title, poor.Title}, Decision: registry.DecisionConfirmedOverlap, Agreed: "Divide the districts.", Owner: "Ministry of Example", Due: "2026-09-30", On: "2026-07-01", State: ActionOverdue},
			{Flag: 2, Overlap: "f2", Titles: []registry.Text{b.Title, poor.Title}, Decision: registry.DecisionComplementary, Agreed: "=1+1", On: "2026-07-01", State: ActionReopened}}},
		Unknown: Unknown{Unclassified: count(800), NoAmount: count(12), NoPlace: count(1), NoDonor: count(0), Withheld: count(3)},
		Quality: &Quality{MeasuredOn: "2026-11-20", Conditions: registry.Text{"en": "136 labelled pairs.", "fr": "136 paires étiquetées.", "ar": "136 زوجًا موسومًا."},
			Figures:    []QualityFigure{{Name: registry.Text{"en": "Precision at high", "fr": "Précision au niveau élevé", "ar": "الدقة عند المستوى المرتفع"}, Value: .912, Low: .85, High: .957, N: 150}},
			Weaknesses: []registry.Text{{"en": "Few Arabic pairs.", "fr": "Peu de paires en arabe.", "ar": "قليل من الأزواج بالعربية."}}},
	}
}
