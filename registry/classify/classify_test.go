package classify

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/registry"
)

func titled(language, title string) *registry.Facts {
	return &registry.Facts{Title: registry.Text{language: title}}
}

func numbers(links []registry.PracticeLink) (ns []int) {
	for _, l := range links {
		ns = append(ns, l.Number)
	}
	slices.Sort(ns)
	return ns
}

// Each text is written for this test; none is a phrase of the table alone.
func TestClassifyWords(t *testing.T) {
	for _, c := range []struct {
		language, title, description string
		want                         []int
		scope                        registry.Scope
	}{
		{"en", "Drafting of counter-terrorism legislation in two provinces", "", []int{1}, "core"},
		{"en", "Fighting corruption in public procurement", "", []int{2}, "contributing"},
		{"en", "A study of how organised crime finances itself along the coast", "", []int{3}, "core"},
		{"en", "Community-oriented policing in the north", "", []int{13}, "contributing"},
		{"en", "Youth clubs preventing violent extremism", "", []int{14}, "core"},
		{"en", "Wheat and orchards for farmers who gave up poppy", "", []int{16}, "contributing"},
		{"en", "Reintegration of former combatants", "", []int{17}, "contributing"},
		{"en", "Journalists reporting on terrorism: a handbook", "", []int{18}, "core"},
		{"en", "Support to the aid coordination unit", "", []int{19}, "contributing"},
		{"en", "Training of the national police", "", []int{20}, "contributing"},
		{"en", "Strengthening the FIU", "Money laundering investigations by the unit.", []int{21}, "core"},
		{"en", "Digital forensics laboratory", "", []int{22}, "contributing"},
		{"en", "Capacity of district courts and prosecutors", "", []int{23}, "contributing"},
		{"en", "New wing for the provincial prison", "", []int{24}, "contributing"},
		{"en", "Integrated border management", "", []int{25}, "contributing"},
		{"en", "Regional fusion centre", "", []int{8, 9}, "contributing"},
		{"en", "Response to organized crime", "", nil, "core"},

		{"fr", "Lutte contre la corruption dans les communes", "", []int{2}, "contributing"},
		{"fr", "Police de proximité à Bangui", "", []int{13}, "contributing"},
		{"fr", "Appui au secteur de la justice", "", []int{23}, "contributing"},
		{"fr", "Gestion intégrée des frontières", "", []int{25}, "contributing"},
		{"fr", "Formation des policiers", "", []int{20}, "contributing"},
		{"fr", "Cellule nationale", "Lutter contre le blanchiment d'argent et le financement du terrorisme.", []int{21}, "core"},
		{"fr", "Prévention de l'extrémisme violent chez les jeunes", "", []int{14}, "core"},
		{"fr", "Réinsertion des ex-combattants", "", []int{17}, "contributing"},

		{"es", "Lucha contra la corrupción municipal", "", []int{2}, "contributing"},
		{"es", "Policía comunitaria en tres barrios", "", []int{13}, "contributing"},
		{"es", "Modernización del sistema penitenciario", "", []int{24}, "contributing"},
		{"es", "Fortalecimiento del poder judicial", "", []int{23}, "contributing"},
		{"es", "Capacitación de la policía nacional", "", []int{20}, "contributing"},
		{"es", "Control fronterizo conjunto", "", []int{25}, "contributing"},
		{"es", "Prevención del lavado de activos", "", []int{14, 21}, "core"},
		{"es", "Desarrollo alternativo a los cultivos ilícitos", "", []int{16}, "contributing"},

		{"ar", "مكافحة الفساد في البلديات", "", []int{2}, "contributing"},
		{"ar", "دعم الشرطة المجتمعية", "", []int{13}, "contributing"},
		{"ar", "تدريب الشرطة على التحقيق", "", []int{20}, "contributing"},
		{"ar", "إدارة السجون وإصلاحها", "", []int{24}, "contributing"},
		{"ar", "برنامج لأمن الحدود وحرس الحدود", "", []int{25}, "contributing"},
		{"ar", "وحدة جديدة", "مكافحة غسل الأموال وتمويل الإرهاب.", []int{21}, "core"},
		{"ar", "الشباب والوقاية من التطرف", "", []int{14}, "core"},
		{"ar", "التنسيق مع المانحين", "", []int{19}, "contributing"},
	} {
		t.Run(c.title, func(t *testing.T) {
			f := titled(c.language, c.title)
			f.Description = registry.Text{c.language: c.description}
			links, scope := Classify(f)
			if diff := cmp.Diff(c.want, numbers(links)); diff != "" || scope != c.scope {
				t.Errorf("scope %s, links%s\n%s", scope, describe(links), diff)
			}
		})
	}
}

// Ordinary aid has the words of the toolkit's keywords in it.
func TestClassifyOrdinaryAid(t *testing.T) {
	for _, title := range []string{
		"Basic services and livelihoods for displaced people", "Employment and vocational training for youth",
		"Social cohesion and dialogue between communities", "Reintegration of returning refugees",
		"Rehabilitation of irrigation canals", "Disarmed mines: awareness for schools", "Media and public health",
		"Public-private partnership for a toll road", "Development projects in border provinces",
		"Social justice and gender equality", "Food security and nutrition", "Information system of the health ministry",
		"Transparency and accountability in the budget", "Cross-border trade facilitation and customs modernisation",
		"Access to justice for women", "Open source software for schools", "Court of tennis: a sports ground",
		"Renforcement des services de base et de l'emploi", "Cohésion sociale et dialogue communautaire",
		"Sécurité alimentaire dans les zones frontalières", "Seguridad alimentaria y contratación pública",
		"Carreteras en departamentos fronterizos", "Tratamiento de aguas y tráfico vial",
		"الأمن الغذائي وسبل العيش", "الخدمات الأساسية والتوظيف", "مشاركة المجتمع المحلي في التعليم",
	} {
		if links, scope := Classify(titled("und", title)); len(links) > 0 && title != "Court of tennis: a sports ground" || scope == registry.ScopeCore {
			t.Errorf("%s: %s%s", title, scope, describe(links))
		}
	}
}

// Arabic joins "and", "in", "for" and the article to the next word.
func TestClassifyArabicClitics(t *testing.T) {
	for _, word := range []string{"سجون", "السجون", "والسجون", "بالسجون", "للسجون", "وبالسجون", "فالسجون", "وسجون", "لسجون", "السُّجُون", "الســجون"} {
		if links, _ := Classify(titled("ar", "مشروع "+word+" المركزية")); !slices.Equal(numbers(links), []int{24}) {
			t.Errorf("%s: %s", word, describe(links))
		}
	}
	// What remains must be a word of three letters at least: "بال" is not the article before nothing.
	if links, _ := Classify(titled("ar", "بال الوادي وسجنجل")); len(links) != 0 {
		t.Errorf("links%s", describe(links))
	}
}

func TestClassifyWordBoundaries(t *testing.T) {
	for _, title := range []string{"Imprisonment-free", "borderline management", "anti corruptionx", "Poppyseed income", "prisonλ"} {
		if links, _ := Classify(titled("en", title)); len(links) != 0 {
			t.Errorf("%q: %s", title, describe(links))
		}
	}
}

// The words of a rule stand in one sentence.
func TestClassifySentences(t *testing.T) {
	for text, want := range map[string][]int{
		"The police. Training for nurses.": nil, "The police\nTraining for nurses": nil, "Training of U.N. police": {20},
		"الشرطة؟ تدريب الممرضات": nil,
	} {
		if links, _ := Classify(&registry.Facts{Description: registry.Text{"en": text}}); !slices.Equal(numbers(links), want) {
			t.Errorf("%q: %s", text, describe(links))
		}
	}
}

// Beyond the lead a subject counts if it is named twice in the same text.
func TestClassifyLead(t *testing.T) {
	filler := strings.Repeat("wells and pumps for villages ", 20)
	for _, c := range []struct {
		description registry.Text
		want        []int
	}{
		{registry.Text{"en": "Prison reform. " + filler}, []int{24}},
		{registry.Text{"en": filler + "prison reform."}, nil},
		{registry.Text{"en": filler + "prison reform. " + filler + "Prison staff."}, []int{24}},
		{registry.Text{"en": filler + "prison reform.", "fr": filler + "réforme pénitentiaire."}, nil},
	} {
		if links, _ := Classify(&registry.Facts{Description: c.description}); !slices.Equal(numbers(links), c.want) {
			t.Errorf("%.40s: %s, want %v", c.description, describe(links), c.want)
		}
	}
}

func TestClassifyReason(t *testing.T) {
	f := titled("en", "Équipement — Community  Policing")
	f.Description = registry.Text{"fr": "Former les policiers."}
	links, _ := Classify(f)
	want := []registry.PracticeLink{
		{Number: 13, Basis: registry.BasisRule, Confidence: confidenceOf[ruleWordsInTitle],
			Why: registry.Reason{Rule: "keyword", Matched: []string{"Community Policing"}}},
		{Number: 20, Basis: registry.BasisRule, Confidence: confidenceOf[ruleWordsInDescription],
			Why: registry.Reason{Rule: "keyword", Matched: []string{"Former", "policiers"}}},
	}
	if diff := cmp.Diff(want, links); diff != "" {
		t.Error(diff)
	}
}

func TestClassifyTags(t *testing.T) {
	for _, c := range []struct {
		tag  registry.Tag
		want []int
	}{
		{registry.Tag{Vocabulary: TagVocabulary, URI: TagURI, Code: TagCode(19)}, []int{19}},
		{registry.Tag{Vocabulary: "99", URI: "https://example.org/The-Hague-Good-Practices#list", Code: " gp07 "}, []int{7}},
		{registry.Tag{Vocabulary: "99", URI: TagURI, Code: "GP26"}, nil},
		{registry.Tag{Vocabulary: "99", URI: TagURI, Code: "GP0"}, nil},
		{registry.Tag{Vocabulary: "99", URI: TagURI, Code: "GP+1"}, nil},
		{registry.Tag{Vocabulary: "99", URI: TagURI, Code: "19"}, nil},
		{registry.Tag{Vocabulary: "99", Code: "GP19"}, nil},
		{registry.Tag{Vocabulary: "2", URI: TagURI, Code: "GP19"}, nil},
	} {
		links, _ := Classify(&registry.Facts{Tags: []registry.Tag{c.tag}})
		if !slices.Equal(numbers(links), c.want) {
			t.Errorf("%+v: %s", c.tag, describe(links))
		}
		if len(links) == 1 && (links[0].Why.Rule != "tag" || links[0].Confidence != 1) {
			t.Errorf("%+v", links[0])
		}
	}
}

func TestClassifyPurposeCodes(t *testing.T) {
	share := func(p float64) *float64 { return &p }
	for _, c := range []struct {
		sectors []registry.Sector
		want    []int
	}{
		{[]registry.Sector{{Vocabulary: "1", Code: "15137"}}, []int{24}},
		{[]registry.Sector{{Vocabulary: "1", Code: "15137"}, {Vocabulary: "99", Code: "7"}}, []int{24}},
		{[]registry.Sector{{Vocabulary: "1", Code: "15137"}, {Vocabulary: "1", Code: "12110"}}, nil},
		{[]registry.Sector{{Vocabulary: "1", Code: "31165", Percentage: share(60)}, {Vocabulary: "1", Code: "12110", Percentage: share(40)}}, []int{16}},
		{[]registry.Sector{{Vocabulary: "1", Code: "31165", Percentage: share(40)}}, nil},
		{[]registry.Sector{{Vocabulary: "99", Code: "15137"}}, nil},
		{[]registry.Sector{{Vocabulary: "1", Code: "15130"}}, nil},
		{[]registry.Sector{{Vocabulary: "1", Code: "15113", Percentage: share(math.NaN())}}, nil},
	} {
		links, scope := Classify(&registry.Facts{Sectors: c.sectors})
		if !slices.Equal(numbers(links), c.want) {
			t.Errorf("%+v: %s", c.sectors, describe(links))
		}
		if want := c.want != nil; want != (scope == registry.ScopeContributing) {
			t.Errorf("%+v: scope %s", c.sectors, scope)
		}
	}
}

// What source or reviewer have said is not said again by a rule.
func TestClassifyKeepsWhatIsKnown(t *testing.T) {
	f := titled("en", "Prison reform and border management")
	f.GoodPractices = []registry.PracticeLink{
		{Number: 24, Basis: registry.BasisReviewer, Confidence: 1},
		{Number: 25, Basis: registry.BasisRule, Confidence: 0.1},
		{Number: 99, Basis: registry.BasisSource},
	}
	before := slices.Clone(f.GoodPractices)
	links, scope := Classify(f)
	if !slices.Equal(numbers(links), []int{25}) || scope != registry.ScopeContributing {
		t.Errorf("%s%s", scope, describe(links))
	}
	if diff := cmp.Diff(before, f.GoodPractices); diff != "" {
		t.Error("the facts were changed:", diff)
	}
	f = titled("en", "Roads")
	f.GoodPractices = []registry.PracticeLink{{Number: 3, Basis: registry.BasisSource, Confidence: 1}}
	if links, scope := Classify(f); links != nil || scope != registry.ScopeContributing {
		t.Errorf("%s%s", scope, describe(links))
	}
}

// The tables compile, every concept is used and every practice has a rule.
func TestTables(t *testing.T) {
	set, err := compile(phrasesTable, rulesTable)
	if err != nil {
		t.Fatal(err)
	}
	used, reached := map[uint8]bool{}, map[int]bool{}
	for _, r := range set.rules {
		for _, c := range slices.Concat(r.all, r.sign) {
			used[c] = true
		}
		for _, n := range r.practices {
			reached[n] = true
		}
		if (r.within == 0) != (len(r.all) == 1) {
			t.Errorf("rule %v: within %d for %d concepts", r.practices, r.within, len(r.all))
		}
	}
	for c, name := range set.concepts {
		if !used[uint8(c)] {
			t.Errorf("concept %s is in no rule", name)
		}
	}
	for n := 1; n <= 25; n++ {
		if !reached[n] {
			t.Errorf("practice %d has no rule", n)
		}
	}
	for _, bad := range []struct{ phrases, rules, want string }{
		{"concept\tlanguage\n", "", "phrases.tsv line 1: header"},
		{"concept\tlanguage\tphrases\nx\ten\tone; \n", "", `phrases.tsv line 2: phrase " ": no words`},
		{"concept\tlanguage\tphrases\nx\ten\tone-two\n", "", "is not one word"},
		{"concept\tlanguage\tphrases\nx\ten\tλ\n", "", "not folded"},
		{"concept\tlanguage\tphrases\nx\ten\tone\n", "practices\tall\twithin\twhere\tsign\twhy\n26\tx\t0\ttext\t-\t\n", "not a number from 1 to 25"},
		{"concept\tlanguage\tphrases\nx\ten\tone\n", "practices\tall\twithin\twhere\tsign\twhy\n2\ty\t0\ttext\t-\t\n", "has no phrases"},
		{"concept\tlanguage\tphrases\nx\ten\tone\n", "practices\tall\twithin\twhere\tsign\twhy\n2\tx\t100\ttext\t-\t\n", "below 100"},
		{"concept\tlanguage\tphrases\nx\ten\tone\n", "practices\tall\twithin\twhere\tsign\twhy\n2\tx\t0\tbody\t-\t\n", "neither title nor text"},
		{"concept\tlanguage\tphrases\nx\ten\tone\n", "practices\tall\twithin\twhere\tsign\twhy\n2\tx\t0\ttext\tmaybe\t\n", "none of -"},
		{"concept\tlanguage\tphrases\nx\ten\n", "", "2 cells, want 3"},
	} {
		if _, err := compile(bad.phrases, bad.rules); err == nil || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("%q %q: error %v, want %q", bad.phrases, bad.rules, err, bad.want)
		}
	}
}

func TestExpand(t *testing.T) {
	got := expand("a (b|c(d|)) (e|f) g")
	slices.Sort(got)
	want := []string{"a b e g", "a b f g", "a c e g", "a c f g", "a cd e g", "a cd f g"}
	slices.Sort(want)
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("%q is not among %q", w, got)
		}
	}
}

// vocabulary is what random texts are made of: words of the phrases, and words of none.
var vocabulary = func() []string {
	words := strings.Fields("village water school of and for the in dans pour los una تعليم مياه قرية . ! \n , - ’")
	for w := range rules().matcher.words {
		words = append(words, strings.TrimSuffix(w, "*"))
	}
	slices.Sort(words)
	return words
}()

func drawFacts(t *rapid.T) *registry.Facts {
	text := func(name string) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 30).Draw(t, name), " ")
	}
	return &registry.Facts{
		Title:       registry.Text{"en": text("title"), "ar": text("title ar")},
		Description: registry.Text{"und": text("description")},
	}
}

func has(links []registry.PracticeLink, number int) bool {
	return slices.ContainsFunc(links, func(l registry.PracticeLink) bool { return l.Number == number })
}

// Text that says nothing of the matter, added after what is there, takes no link away.
func TestAddingTextRemovesNoLink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		before, scope := Classify(f)
		more := rapid.StringMatching(`([a-zéع ]{0,12}[.,; ]){0,40}`).Draw(t, "more")
		f.Title["en"] += ". " + more
		f.Description["und"] += "\n" + more
		f.Description["fr"] = more
		after, scopeAfter := Classify(f)
		for _, l := range before {
			if !has(after, l.Number) {
				t.Fatalf("lost %d:\nbefore%s\nafter%s", l.Number, describe(before), describe(after))
			}
		}
		if scope == registry.ScopeCore && scopeAfter != scope {
			t.Fatalf("scope %s became %s", scope, scopeAfter)
		}
	})
}

// Case, accents, vowel marks, tatweel and the form of alef do not matter.
func TestSpellingDoesNotMatter(t *testing.T) {
	other := strings.NewReplacer("e", "é", "a", "Â", "o", "ö", "c", "ç", "ا", "أ", "ه", "ة", "م", "مُـ", "-", "–")
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		links, scope := Classify(f)
		g := &registry.Facts{Title: registry.Text{}, Description: registry.Text{}}
		for l, words := range f.Title {
			g.Title[l] = other.Replace(strings.ToUpper(words))
		}
		for l, words := range f.Description {
			g.Description[l] = strings.Map(unicode.ToTitle, other.Replace(words))
		}
		linksOther, scopeOther := Classify(g)
		if !slices.EqualFunc(links, linksOther, func(a, b registry.PracticeLink) bool {
			return a.Number == b.Number && a.Confidence == b.Confidence && a.Why.Rule == b.Why.Rule
		}) || scope != scopeOther {
			t.Fatalf("%s%s\nin other spelling %s%s", scope, describe(links), scopeOther, describe(linksOther))
		}
	})
}

// The same record gives the same links in the same order, the surest first, whoever else classifies meanwhile.
func TestOrderIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		links, _ := Classify(f)
		answers := make(chan []registry.PracticeLink)
		for range 4 {
			go func() { again, _ := Classify(f); answers <- again }()
		}
		for range 4 {
			if diff := cmp.Diff(links, <-answers); diff != "" {
				t.Fatal(diff)
			}
		}
		if !slices.IsSortedFunc(links, func(a, b registry.PracticeLink) int {
			return int(math.Copysign(1, b.Confidence-a.Confidence))
		}) && !slices.IsSortedFunc(links, func(a, b registry.PracticeLink) int {
			return -int(1000*a.Confidence) + int(1000*b.Confidence)
		}) {
			t.Fatalf("not the surest first: %s", describe(links))
		}
	})
}

// checkLinks holds what is true of the links of any record.
func checkLinks(links []registry.PracticeLink, scope registry.Scope) error {
	var seen [26]bool
	for _, l := range links {
		if l.Number < 1 || l.Number > 25 || seen[l.Number] {
			return fmt.Errorf("number %d is out of range or given twice", l.Number)
		}
		seen[l.Number] = true
		if (l.Basis == registry.BasisSource) != (l.Why.Rule == "tag") || !(l.Confidence > 0 && l.Confidence <= 1) || l.Why.Rule == "" || len(l.Why.Matched) == 0 {
			return fmt.Errorf("link %+v", l)
		}
		for _, m := range l.Why.Matched {
			if m == "" || len(m) > maxWording || strings.ToValidUTF8(m, "") != m {
				return fmt.Errorf("wording %q", m)
			}
		}
	}
	if scope == registry.ScopeNone && len(links) > 0 || scope == "" {
		return fmt.Errorf("scope %q with %d links", scope, len(links))
	}
	return nil
}

func FuzzClassify(f *testing.F) {
	f.Add("Prison reform", "border security \xff and terrorism", "GP19", "15113")
	f.Add("مكافحة الإرهاب وأمن الحدود", "الشرطة المجتمعية", "", "")
	f.Add("police"+strings.Repeat("-", 500)+"training", strings.Repeat("a", 100), "gp", "")
	f.Fuzz(func(t *testing.T, title, description, tag, sector string) {
		facts := &registry.Facts{
			Title: registry.Text{"en": title}, Description: registry.Text{"und": description},
			Tags:    []registry.Tag{{Vocabulary: TagVocabulary, URI: TagURI, Code: tag}},
			Sectors: []registry.Sector{{Vocabulary: vocabularyDAC, Code: sector}},
		}
		links, scope := Classify(facts)
		if err := checkLinks(links, scope); err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkClassify reads a record of 12 kB: ordinary text, one word in twenty of a phrase, in Latin or Arabic script.
func BenchmarkClassify(b *testing.B) {
	for name, plain := range map[string]string{
		"latin":  "The project améliore access to safe water and basic sanitation in rural communities of the district, including training. ",
		"arabic": "يهدف المشروع إلى تحسين الوصول إلى المياه المأمونة والصرف الصحي في المجتمعات الريفية في المحافظة وتدريب العاملين. ",
	} {
		text := strings.Repeat(plain, 12_000/len(plain)+1)[:12_000]
		f := titled("en", "Support to border security")
		f.Description = registry.Text{"und": strings.ToValidUTF8(text, "")}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Classify(f)
			}
		})
	}
}
