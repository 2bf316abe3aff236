package codelist

import (
	"encoding/json"
	"strconv"
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// GoodPractice is one of the 25 Hague Good Practices on the nexus between transnational organized crime and terrorism,
// as the UNICRI Policy Toolkit (March 2019) sets them out.
type GoodPractice struct {
	Number int `json:"number"`
	// Section is A legal, B research and information sharing, C local dimension, D capacity building.
	Section      string        `json:"section"`
	SectionTitle registry.Text `json:"section_title"`
	Title        registry.Text `json:"title"`
	ShortTitle   registry.Text `json:"short_title"`
	Summary      registry.Text `json:"summary"`
	// TitleSource says, by language, whether the title is verbatim or translated, and from where.
	TitleSource map[string]string `json:"title_source"`
	Actions     []Action          `json:"actions"`
	// Actors are codes of Actors.
	Actors []string `json:"actors"`
	// Keywords are, by language, words by which an initiative under this practice is recognised.
	Keywords map[string][]string `json:"keywords"`
	// Related are the practices it refers to in print, ReferencedBy those that refer to it.
	Related      []int `json:"related"`
	ReferencedBy []int `json:"referenced_by"`
	// SourceLines locates it in the Arabic text that was read.
	SourceLines string `json:"source_lines"`
	Note        string `json:"note,omitempty"`
	// Translated names the fields, as "field.language", whose words are this project's own, translated or summarised, and
	// not the toolkit's.
	Translated []string `json:"translated"`
}

// Action is a step the toolkit recommends. Step is "1", "2" ..., "A1.2" (action 1, step 2) or "A1.a" (a bullet);
// "0" is an unnumbered opening line.
type Action struct {
	Step    string        `json:"step"`
	Summary registry.Text `json:"summary"`
}

var goodPractices = sync.OnceValue(func() []GoodPractice {
	var all []GoodPractice
	if err := json.Unmarshal(mustRead("good-practices.json"), &all); err != nil {
		panic("codelist: good-practices.json: " + err.Error())
	}
	return all
})

// GoodPractices lists the 25 good practices in order. The result is shared: do not change it.
func GoodPractices() []GoodPractice { return goodPractices() }

// GoodPracticeByNumber gives the practice with that number; ok is false outside 1 to 25.
func GoodPracticeByNumber(number int) (p GoodPractice, ok bool) {
	all := goodPractices()
	if number < 1 || number > len(all) {
		return GoodPractice{}, false
	}
	return all[number-1], true
}

var practicesByName = sync.OnceValue(func() nameIndex {
	x := nameIndex{}
	for _, p := range GoodPractices() {
		for _, text := range []registry.Text{p.Title, p.ShortTitle} {
			x.addText(text, strconv.Itoa(p.Number))
		}
	}
	return x
})

// FindGoodPractice resolves a practice's title or short title in any language, compared whole; ok is false when it is none
// or that of two.
func FindGoodPractice(title string) (number int, ok bool) {
	code, ok := practicesByName().find(title)
	if !ok {
		return 0, false
	}
	number, err := strconv.Atoi(code)
	return number, err == nil
}

// GoodPracticesNear finds practices with a title like this one, for a person to choose from.
func GoodPracticesNear(title string) []Near {
	return practicesByName().near(title, func(code string) registry.Text {
		number, _ := strconv.Atoi(code) // of the index, where it is a number
		p, _ := GoodPracticeByNumber(number)
		return p.ShortTitle
	})
}

var actors = sync.OnceValue(func() []Entry {
	var all []Entry
	for _, r := range table("actors.tsv") {
		all = append(all, Entry{Code: r["code"], Label: r.text("")})
	}
	return all
})

// Actors lists the 34 kinds of actor that the practices name. The result is shared: do not change it.
func Actors() []Entry { return actors() }
