package overlap

import "testing"

func TestCodeLike(t *testing.T) {
	for text, want := range map[string]bool{
		"gcpsom051mul": true, "txsr506b": true, "ezxs88w": true, "114488": true, "8p01": false, "233xsgg": false, "9x21y4": true,
		"220kv": false, "2gb": false, "133x": false, "300": false, "ab1": false, "unicef": false, "2156": false, "fy02": false, "fy2012": false, "ab12": false,
	} {
		if got := isCodeLike(text); got != want {
			t.Errorf("%s is a code: %v, want %v", text, got, want)
		}
	}
}

func TestSameCode(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"txsr506", "txsr506b", true}, {"gcpsom051mul", "gcpsom051", true}, {"967685", "9676850403", true},
		{"som12x1", "som12x15", false}, {"gcpsom051", "gcpsom052", false}, {"dscw1", "dscw150bundlewithcase", false}, {"el1000b", "el1000a", false},
	} {
		if isSameCode(c.a, c.b) != c.want || isSameCode(c.b, c.a) != c.want {
			t.Errorf("%s and %s are one code: want %v", c.a, c.b, c.want)
		}
	}
}

func TestMatchCodes(t *testing.T) {
	m := matchCodes([]string{"black", "kxfa83"}, []string{"fa83", "kx", "toner"})
	if len(m.shared) != 1 || len(m.restA) != 1 || len(m.restB) != 1 || m.differ {
		t.Errorf("a code written as two words: %+v", m)
	}
	if m := matchCodes([]string{"som051a"}, []string{"som052a"}); !m.differ || len(m.restA) != 1 {
		t.Errorf("two codes: %+v, want that they differ", m)
	}
	if m := matchCodes([]string{"som051a"}, []string{"toner"}); m.differ || len(m.shared) != 0 {
		t.Errorf("a code on one side alone: %+v", m)
	}
}

func TestSeriesOfCodes(t *testing.T) {
	for _, c := range []struct {
		a, b []string
		want bool
	}{
		{[]string{"osrosom113uk", "crisis"}, []string{"osrosom115bel"}, true},
		{[]string{"osrosom113uk"}, []string{"gcpsom051mul"}, false},
		{[]string{"dmcfz28k"}, []string{"dmcfz8k"}, false}, // two models
		{[]string{"crisis"}, []string{"response"}, false},
	} {
		if areOfOneSeries(c.a, c.b) != c.want {
			t.Errorf("%v and %v are of one series: want %v", c.a, c.b, c.want)
		}
	}
}

func TestRespelling(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"awdal", "adwal", true}, {"construct", "constrcut", true}, {"construct", "constract", true}, {"kidal", "kindal", true},
		{"gao", "goa", false}, {"awdal", "adwla", false}, {"som12", "som21", false}, {"kidal", "gao", false},
	} {
		if isRespelling(c.a, c.b) != c.want || isRespelling(c.b, c.a) != c.want {
			t.Errorf("%s is %s in another spelling: want %v", c.a, c.b, c.want)
		}
	}
}

func TestShortenedNames(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"a kemper", "alfons kemper", true}, {"drc", "danish refugee council", true}, {"a kemper", "alfons meyer", false},
		{"care", "care international", false}, {"un", "united nations", false}, {"h b h williams", "hugh e williams", false},
	} {
		if isShortened(c.a, c.b) != c.want || isShortened(c.b, c.a) != c.want {
			t.Errorf("%s is short for %s: want %v", c.a, c.b, c.want)
		}
	}
}

func TestYearOf(t *testing.T) {
	for day, want := range map[int32]int{0: 1970, -1: 1969, 9131: 1995, 9130: 1994, 11016: 2000, 11323: 2001, 11322: 2000} {
		if got := yearOf(day); got != want {
			t.Errorf("day %d is in %d, want %d", day, got, want)
		}
	}
}
