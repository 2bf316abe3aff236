package registry

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	for in, want := range map[string]Date{
		"2011-03-31": "2011-03-31", "2011-03-31Z": "2011-03-31", "2011-03-31+03:00": "2011-03-31",
		"2011-03-31T23:59:59-08:00": "2011-03-31", "2011-03-31T00:00:00": "2011-03-31", "2012-02-29": "2012-02-29",
		"": "", "2011": "", "2011-03": "", "31/03/2011": "", "2011-02-29": "", "2011-13-01": "", "0000-00-00": "",
		"2011-03-31 or so": "", "2011-03-311": "",
	} {
		got, err := ParseDate(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseDate(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestDateJSON(t *testing.T) {
	b, err := json.Marshal(Period{Start: "2020-01-02"})
	if err != nil || string(b) != `{"start":"2020-01-02","end":null}` {
		t.Errorf("%s, %v", b, err)
	}
	var p Period
	if err := json.Unmarshal(b, &p); err != nil || p.Start != "2020-01-02" || p.End != "" {
		t.Errorf("%+v, %v", p, err)
	}
	if err := json.Unmarshal([]byte(`{"start":"soon"}`), &p); ErrorCode(err) != EInvalid {
		t.Errorf("a start of \"soon\" gave %v", err)
	}
}

func TestDateOrderIsTextOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Int64Range(-20_000, 60_000)
		a, b := day.Draw(t, "a"), day.Draw(t, "b")
		da, db := DateOf(time.Unix(a*86400, 0)), DateOf(time.Unix(b*86400, 0))
		if (a < b) != (da < db) {
			t.Fatalf("%s and %s", da, db)
		}
		if n, ok := da.Days(); !ok || int64(n) != a {
			t.Fatalf("%s is day %d, want %d", da, n, a)
		}
	})
}

func TestParseAmount(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "10000000": "10000000", " 480189.086148 ": "480189.086", "-142.00": "-142", "+7.5": "7.5", ".5": "0.5", "5.": "5",
		"0.0005": "0", "0.0015": "0.002", "-0.0005": "0", "-0.0015": "-0.002", "0.0025": "0.002", "0.00050001": "0.001",
		"9223372036854775.807": "9223372036854775.807",
	} {
		got, err := ParseAmount(in)
		if err != nil || got.String() != want {
			t.Errorf("ParseAmount(%q) = %s, %v; want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"", "-", ".", "1e5", "1,000", "1 000", "$5", "0x10", "--1", "1.2.3", "NaN", "Inf", "1/2", "٣", "9223372036854775.808", strings.Repeat("9", 100)} {
		if got, err := ParseAmount(in); ErrorCode(err) != EInvalid {
			t.Errorf("ParseAmount(%q) = %s, %v; want an error", in, got, err)
		}
	}
}

// TestAmountIsExact: writing and reading loses nothing, and rounding is at most half a step.
func TestAmountIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Amount(rapid.Int64().Draw(t, "amount"))
		b, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back Amount
		if err := json.Unmarshal(b, &back); err != nil || back != a {
			t.Fatalf("%d became %s and %d, %v", a, b, back, err)
		}
		text := big.NewRat(rapid.Int64Range(-1e15, 1e15).Draw(t, "n"), rapid.Int64Range(1, 1e6).Draw(t, "d")).FloatString(9)
		rounded, err := ParseAmount(text)
		if err != nil {
			t.Fatal(err)
		}
		exact, _ := new(big.Rat).SetString(text)
		off := new(big.Rat).Sub(exact, big.NewRat(int64(rounded), amountScale))
		if off.Abs(off).Cmp(big.NewRat(1, 2*amountScale)) > 0 {
			t.Fatalf("%s became %s", text, rounded)
		}
	})
}

func TestAmountAdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		sum := new(big.Int).Add(big.NewInt(a), big.NewInt(b))
		got, err := Amount(a).Add(Amount(b))
		if sum.IsInt64() != (err == nil) || err == nil && int64(got) != sum.Int64() {
			t.Fatalf("%d + %d = %d, %v", a, b, got, err)
		}
	})
}

func TestFoldName(t *testing.T) {
	for _, same := range [][]string{
		{"Agence Française de Développement", "agence francaise de developpement", " AGENCE FRANÇAISE  DE DÉVELOPPEMENT "},
		{"U.S. Agency for International Development", "US Agency for International Development"},
		{"Côte d’Ivoire", "Cote d'Ivoire"},
		{"وِزارة الخارجيّة", "وزارة الخارجية"},
		{"Save the Children (UK)", "Save the Children - UK"},
	} {
		for _, name := range same {
			if FoldName(name) != FoldName(same[0]) {
				t.Errorf("%q folds to %q, %q to %q", name, FoldName(name), same[0], FoldName(same[0]))
			}
		}
	}
	if FoldName("Oxfam GB") == FoldName("Oxfam") {
		t.Error("two names became one")
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		if folded := FoldName(name); FoldName(folded) != folded {
			t.Fatalf("%q folds to %q and that to %q", name, folded, FoldName(folded))
		}
	})
}

func TestTextIn(t *testing.T) {
	text := Text{"ar": "نص", "fr": "texte", "en": ""}
	for _, c := range []struct {
		asked       []string
		words, lang string
	}{{[]string{"fr"}, "texte", "fr"}, {[]string{"en"}, "texte", "fr"}, {[]string{"en", "ar"}, "نص", "ar"}, {nil, "texte", "fr"}} {
		if words, lang := text.In(c.asked...); words != c.words || lang != c.lang {
			t.Errorf("In(%v) = %q, %q", c.asked, words, lang)
		}
	}
	if words, lang := (Text{"pt": "texto"}).In("en"); words != "texto" || lang != "pt" {
		t.Errorf("%q %q", words, lang)
	}
	for tag, want := range map[string]string{"en-GB": "en", "FR_fr": "fr", "": Undetermined, "x": Undetermined, "english": Undetermined, "ar": "ar", "e1": Undetermined} {
		if got := PrimaryLanguage(tag); got != want {
			t.Errorf("PrimaryLanguage(%q) = %q", tag, got)
		}
	}
}

// TestContentHashes: what a source says decides, what the registry adds does not reach the hash at all.
func TestContentHashes(t *testing.T) {
	content := func() Content {
		return Content{Facts: Facts{Title: Text{"en": "a", "fr": "b", "ar": "c"}}, Licence: "x"}
	}
	first, hash := content().Encode()
	for range 20 { // maps are walked in another order each time
		again, same := content().Encode()
		if diff := cmp.Diff(first, again); diff != "" || same != hash {
			t.Fatal(diff)
		}
	}
	other := content()
	other.Marks.Sharing = SharingAmber
	if _, changed := other.Encode(); changed == hash {
		t.Error("another mark has the same hash")
	}
}

func TestLenses(t *testing.T) {
	for _, c := range []struct {
		who  Audience
		want []ViewScope
	}{
		{Audience{}, []ViewScope{"public"}},
		{Audience{Role: "nonsense"}, []ViewScope{"public"}},
		{Audience{Role: RoleFocalPoint}, []ViewScope{"partner"}},
		{Audience{Role: RoleDonor, Organisation: "o"}, []ViewScope{"org:o", "partner"}},
		{Audience{Role: RoleCoordinator, Regions: []string{"sahel", "maghreb"}}, []ViewScope{"region:sahel", "region:maghreb", "partner"}},
		{Audience{Role: RoleAdministrator}, []ViewScope{"all"}},
	} {
		if diff := cmp.Diff(c.want, c.who.Lens().Scopes()); diff != "" {
			t.Errorf("%+v: %s", c.who, diff)
		}
	}
}
