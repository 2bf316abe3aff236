package codelist

import (
	"slices"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

func codesOf[T ~string](values []T) []string {
	codes := make([]string, len(values))
	for i, v := range values {
		codes[i] = string(v)
	}
	return codes
}

// The lists hold what the domain names, in its order, and every label finds its own code.
func TestTerms(t *testing.T) {
	for _, c := range []struct {
		list *List
		want []string
	}{
		{Kinds(), codesOf(registry.Kinds())},
		{Statuses(), codesOf(registry.Statuses())},
		{Sensitivities(), codesOf([]registry.Sensitivity{registry.SensitivityNone, registry.SensitivityModerate, registry.SensitivityHigh, registry.SensitivitySevere})},
		{Sharings(), codesOf([]registry.Sharing{registry.SharingClear, registry.SharingGreen, registry.SharingAmber, registry.SharingRed})},
		{Languages(), []string{"en", "fr", "ar", "es", "pt", "ru"}},
		{Consents(), []string{"yes", "no"}},
	} {
		if got := c.list.Codes(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.list.Name, got, c.want)
		}
		for _, e := range c.list.Entries() {
			for _, l := range labelLanguages {
				if got, ok := c.list.FromWord(e.Label[l]); !ok || got != e.Code {
					t.Errorf("%s: %s label %q finds %q", c.list.Name, l, e.Label[l], got)
				}
			}
		}
	}
}

func TestFindStatus(t *testing.T) {
	for word, want := range map[string]registry.Status{
		"pipeline": registry.StatusPipeline, "Prévu": registry.StatusPipeline, "مخطط": registry.StatusPipeline, "1": registry.StatusPipeline,
		"ongoing": registry.StatusImplementation, "EN COURS": registry.StatusImplementation, "جارٍ": registry.StatusImplementation,
		"Implementation": registry.StatusImplementation, "Mise en œuvre": registry.StatusImplementation,
		"Completion": registry.StatusFinalisation, "completed": registry.StatusClosed, "Closed": registry.StatusClosed, "terminé": registry.StatusClosed,
		"annulé": registry.StatusCancelled, "معلق": registry.StatusSuspended,
	} {
		if got, ok := FindStatus(word); !ok || got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	for _, word := range []string{"", "perhaps", "7", "0", "10"} {
		if got, ok := FindStatus(word); ok {
			t.Errorf("%q: %q", word, got)
		}
	}
}

func TestFindCurrency(t *testing.T) {
	for word, want := range map[string]string{
		"eur": "EUR", " USD ": "USD", "€": "EUR", "euros": "EUR", "يورو": "EUR", "US$": "USD", "us $": "USD", "US dollars": "USD",
		"dollar américain": "USD", "dollars américains": "USD", "دولار أمريكي": "USD", "Livre sterling": "GBP", "franc CFA (BCEAO)": "XOF",
		"₦": "NGN", "Afghani": "AFN", "Deutsche Mark": "DEM",
	} {
		got, ok := FindCurrency(word)
		if ok != (want != "") || got.Code != want {
			t.Errorf("%q: %q, want %q", word, got.Code, want)
		}
	}
	for _, word := range []string{"", "$", "£", "¥", "dollar", "dinar", "livre", "franc CFA", "FCFA", "CFA", "US", "-"} {
		if got, ok := FindCurrency(word); ok {
			t.Errorf("%q: %q", word, got.Code)
		}
	}
	// A sign stands for one currency.
	for sign, code := range currencies().bySign {
		if c, ok := FindCurrency(sign); !ok || c.Code != code || c.Withdrawn {
			t.Errorf("%s: %+v", sign, c)
		}
	}
}

func TestFindGoodPractice(t *testing.T) {
	for _, p := range GoodPractices() {
		for _, text := range []registry.Text{p.Title, p.ShortTitle} {
			for l, words := range text {
				if got, ok := FindGoodPractice(words); !ok || got != p.Number {
					t.Errorf("%d, %s: %q finds %d", p.Number, l, words, got)
				}
			}
		}
	}
	if n, ok := FindGoodPractice("Border"); ok {
		t.Errorf("part of a title finds %d", n)
	}
}

func TestNear(t *testing.T) {
	codes := func(near []Near) (codes []string) {
		for _, n := range near {
			codes = append(codes, n.Code)
		}
		return codes
	}
	for _, c := range []struct {
		name string
		got  []Near
		want []string
	}{
		{"Kenia, mistyped", CountriesNear("Kennya"), []string{"KE"}},
		{"between two", CountriesNear("Nigera"), []string{"NE", "NG"}},
		{"Arabic", CountriesNear("كينبا"), []string{"KE"}},
		{"French", CountriesNear("Maurritanie"), []string{"MR"}},
		{"nothing like it", CountriesNear("Atlantis"), nil},
		{"too short", CountriesNear("Mal"), nil},
		{"a code", CountriesNear("004x"), nil},
		{"region", RegionsNear("Western Balkan"), []string{"western-balkans"}},
		{"group", BeneficiariesNear("border gaurds"), []string{"border-guards"}},
		{"kind", Kinds().Near("trainning"), []string{"training"}},
		{"practice", GoodPracticesNear("Border securty"), []string{"25"}},
	} {
		if got := codes(c.got); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	if got := CountriesNear("Maurritanie"); got[0].Name != "Mauritanie" {
		t.Errorf("%+v: not the name that is alike", got)
	}
}
