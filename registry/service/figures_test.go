package service

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/money"
)

// drawn fills a value with what comes: every field of every struct, lists of up to two.
func drawn[T any](r *rapid.T, label string) (value T) {
	var fill func(v reflect.Value)
	fill = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			if _, isTime := v.Interface().(time.Time); isTime {
				v.Set(reflect.ValueOf(time.UnixMilli(rapid.Int64Range(-1e12, 4e12).Draw(r, label)).UTC()))
				return
			}
			for n := range v.NumField() {
				f := v.Field(n)
				fill(reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem())
			}
		case reflect.Slice:
			if n := rapid.IntRange(0, 2).Draw(r, label); n > 0 {
				v.Set(reflect.MakeSlice(v.Type(), n, n))
				for i := range n {
					fill(v.Index(i))
				}
			}
		case reflect.Pointer:
			if rapid.Bool().Draw(r, label) {
				v.Set(reflect.New(v.Type().Elem()))
				fill(v.Elem())
			}
		case reflect.String:
			v.SetString(rapid.String().Draw(r, label))
		case reflect.Bool:
			v.SetBool(rapid.Bool().Draw(r, label))
		case reflect.Int, reflect.Int64:
			v.SetInt(rapid.Int64().Draw(r, label))
		default:
			r.Fatalf("no way to draw a %s", v.Type())
		}
	}
	fill(reflect.ValueOf(&value).Elem())
	return value
}

var figuresFields = cmp.AllowUnexported(figures{}, statedPart{})

// TestFiguresRoundTrip: every field is stored. A field that is added and not encoded fails it.
func TestFiguresRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := drawn[figures](r, "figures")
		f.Period.Basis = "" // nobody needs it
		got, err := decodeFigures(string(f.encode()))
		if err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(&f, got, figuresFields); diff != "" {
			r.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// FuzzDecodeFigures: whatever the bytes, no panic and no huge allocation; what is read is written as it was read.
func FuzzDecodeFigures(f *testing.F) {
	usd := registry.Amount(5)
	some := figures{Entry: money.Entry{ID: "i", Own: []string{"iati:x"}, Lines: []money.Line{{Type: money.Budget, Currency: "EUR", Amount: 7, USD: &usd}},
		Links: []money.Link{{Relation: registry.RelationParent, Key: "y"}}}, Countries: []statedPart{{"ML", notStated}}, GoodPractices: []int{3}}
	f.Add(string(some.encode()))
	f.Add("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	f.Fuzz(func(t *testing.T, encoded string) {
		read, err := decodeFigures(encoded)
		if err != nil {
			if registry.ErrorCode(err) != registry.EInternal {
				t.Errorf("error %v", err)
			}
			return
		}
		again, err := decodeFigures(string(read.encode()))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(read, again, figuresFields); diff != "" {
			t.Errorf("read, written and read again (-first +second):\n%s", diff)
		}
	})
}

// drawRecord makes a record of what decides on projections, merging and figures, of which much is there or not.
func drawRecord(r *rapid.T, id string) registry.Record {
	oneOf := func(label string, values ...string) string { return rapid.SampledFrom(values).Draw(r, label) }
	date := func(label string) registry.Date { return registry.Date(oneOf(label, "", "2020-01-01", "2027-05-01")) }
	maybe := func(label string) bool { return rapid.Bool().Draw(r, label) }
	v := registry.Record{ID: id, Feed: oneOf("feed", "f", "g"), Key: "k" + id, Version: 1, Retrieved: time.UnixMilli(rapid.Int64Range(1, 3).Draw(r, "retrieved")).UTC(),
		Marks: registry.Marks{Sharing: registry.Sharing(oneOf("sharing", "clear", "green", "amber", "red")),
			Sensitivity: registry.Sensitivity(oneOf("sensitivity", "", "none", "moderate", "high", "severe"))}}
	if maybe("owned") {
		v.Marks.Owners = []string{"own"}
	}
	f := &v.Facts
	f.Kind = registry.Kind(oneOf("kind", "project", "publication"))
	f.Status, f.Period = registry.Status(oneOf("status", "", "closed", "pipeline")), registry.Period{Start: date("start"), End: date("end"), OpenEnded: maybe("open")}
	for _, text := range []*registry.Text{&f.Title, &f.Description} {
		if words := oneOf("words", "", "one"); words != "" {
			*text = registry.Text{oneOf("language", "en", "fr"): words}
		}
	}
	for range rapid.IntRange(0, 2).Draw(r, "places") {
		f.Locations = append(f.Locations, registry.Location{Name: registry.Text{"en": "Kayes"}, AdminLevel: rapid.IntRange(0, 2).Draw(r, "level"), Precision: oneOf("precision", "", "country", "exact")})
	}
	for _, code := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"ML", "NE", "AL"}), 0, 2, rapid.ID).Draw(r, "countries") {
		f.Countries = append(f.Countries, registry.CountryShare{Code: code})
	}
	if maybe("elsewhere") {
		f.RecipientRegions = []registry.RegionShare{{Vocabulary: "1", Code: "298"}}
	}
	if maybe("region") {
		f.Regions = []string{"sahel"}
	}
	for _, n := range rapid.SliceOfN(rapid.IntRange(1, 3), 0, 2).Draw(r, "practices") {
		f.GoodPractices = append(f.GoodPractices, registry.PracticeLink{Number: n, Basis: registry.PracticeBasis(oneOf("basis", "rule", "source")), Confidence: 0.5, Why: registry.Reason{Rule: "keyword"}})
	}
	if maybe("sector") {
		f.Sectors = []registry.Sector{{Vocabulary: "1", Code: "15210"}}
	}
	for range rapid.IntRange(0, 2).Draw(r, "participations") {
		f.Participations = append(f.Participations, registry.Participation{Role: registry.Role(oneOf("role", "funding", "implementing", "extending")),
			Organisation: oneOf("organisation", "", "own", "local"), Ref: oneOf("ref", "", "ML-1"), Type: oneOf("type", "10", "22"), Name: registry.Text{"en": "A"}, Activity: "x"})
	}
	if maybe("reporter") {
		f.Reporter = &registry.Reporter{Ref: oneOf("reporter's ref", "", "ML-1"), Organisation: oneOf("reporter", "", "local"), Secondary: maybe("secondary"), Name: registry.Text{"en": "A"}}
	}
	if maybe("budget") {
		f.Budgets = []registry.BudgetLine{{Amount: 7, Currency: "EUR"}}
	}
	if maybe("whole budget") {
		f.Budget = &registry.Budget{Amount: 7, Currency: "EUR", ValueDate: date("value date")}
		if maybe("rate") {
			f.Budget.USD = &f.Budget.Amount
		}
	}
	for range rapid.IntRange(0, 2).Draw(r, "totals") {
		f.Totals = append(f.Totals, registry.Total{Type: registry.TotalSpent, Currency: "EUR", Amount: 1, To: date("last")})
	}
	if maybe("identified") {
		f.Identifiers = []registry.Identifier{{Scheme: "iati", Value: "a"}, {Scheme: "own", Value: "b"}}
	}
	if maybe("beneficiaries") {
		f.Beneficiaries = []string{"women"}
	}
	return v
}

// TestOutlines: whoever looks at whatever records, by whichever later marks, figures of their stored outlines are those of
// the records, sums and sectors apart.
func TestOutlines(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := New(nil, Options{CarefulPractices: rapid.Bool().Draw(r, "careful")})
		lens := rapid.SampledFrom([]registry.Lens{{Base: "public"}, {Base: "partner"}, {Base: "all"}, {Base: "partner", Rows: []registry.ViewScope{"org:own"}},
			{Base: "partner", Rows: []registry.ViewScope{"region:western-balkans", "region:sahel"}}}).Draw(r, "lens")
		var whole, stored []versionAt
		for n := range rapid.IntRange(1, 3).Draw(r, "records") {
			then, now := drawRecord(r, itoa(n)), drawRecord(r, itoa(n))
			now.Feed, now.Key, now.Version = then.Feed, then.Key, 2
			now.Withdrawn = rapid.IntRange(0, 4).Draw(r, "withdrawn") == 0
			whole = append(whole, versionAt{then, now})
			of := &registry.RecordAt{ID: then.ID, Feed: then.Feed, Key: then.Key, Withdrawn: now.Withdrawn}
			var outlined [2]registry.Record
			for i, v := range []registry.Record{then, now} {
				var err error
				if outlined[i], err = readOutline(of, registry.RecordFigures{Version: v.Version, Retrieved: v.Retrieved, Figures: string(encodeOutline(&v))}); err != nil {
					r.Fatal(err)
				}
			}
			stored = append(stored, versionAt{outlined[0], outlined[1]})
		}
		type shown struct {
			Figures      *figures
			Sources      []registry.Source // in their order, which decides whose values are taken
			Withheld     map[string]string
			Completeness float64
		}
		of := func(records []versionAt) *shown {
			view := s.pastView(lens, "i", records)
			if view == nil {
				return nil
			}
			f := figuresOf(view)
			f.Entry, f.Sectors = money.Entry{ID: f.ID}, nil
			return &shown{f, view.Sources, view.Withheld, view.Completeness}
		}
		if diff := cmp.Diff(of(whole), of(stored), figuresFields); diff != "" {
			r.Fatalf("figures of records and of their outlines differ (-records +outlines):\n%s", diff)
		}
	})
}

// TestFiguresOfDocument: what is made of a stored document, where figures are missing, is what is stored beside it.
func TestFiguresOfDocument(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := New(nil, Options{})
		views, _ := s.project("i", []registry.Record{drawRecord(r, "1"), drawRecord(r, "2")})
		for _, v := range views {
			stored, err := readFigures(registry.ViewFigures{Figures: string(v.Figures)})
			if err != nil {
				r.Fatal(err)
			}
			read, err := readFigures(registry.ViewFigures{Document: v.Document})
			if err != nil {
				r.Fatal(err)
			}
			if diff := cmp.Diff(stored, read, figuresFields); diff != "" {
				r.Fatalf("figures of %s (-stored +read):\n%s", v.Document, diff)
			}
		}
	})
}
