package report

// document is a report in the words of one language, as HTML and PDF draw it and XLSX takes its tables.
type document struct {
	locale
	Title    string
	Subtitle string
	AsOf     string
	MadeFor  string
	Sections []section
}

// The methods are for the template.

// Language is the document's language.
func (d document) Language() string { return d.code }

// Direction is its writing direction.
func (d document) Direction() string { return d.direction() }

// RTL says whether it is written from right to left.
func (d document) RTL() bool { return d.rtl }

// Say gives the words of a key.
func (d document) Say(key string) string { return d.say(key) }

// section has what it holds in the order in which it is read: figures and bars, lead, table, cards, notes.
type section struct {
	ID    string // anchor
	Title string
	Lead  []string
	// Figures are numbers to be seen first.
	Figures []figure
	Bars    []bar
	Tables  []table
	Groups  []group
	Notes   []string
}

// figure is a number with its name.
type figure struct {
	Name, Value string
	Wide        bool
}

// bar is a length beside its words; the number stands as text, so that neither length nor colour is needed to read it.
type bar struct {
	Name  string
	Value string
	Share float64 // of the longest, 0 to 1
	Tone  tone
}

// tone is what a colour means. Each has words or a sign beside it.
type tone string

const (
	toneNone    tone = ""
	toneHigh    tone = "high"
	toneMedium  tone = "medium"
	toneLow     tone = "low"
	toneCovered tone = "covered"
	toneDense   tone = "many"
	toneCrowded tone = "crowded"
	tonePlanned tone = "planned"
	toneUnmet   tone = "unmet"
	toneQuiet   tone = "quiet"
	toneLate    tone = "late"
	toneGood    tone = "good"
)

// phrase is text in a language; Lang is "" for the document's own.
type phrase struct{ Text, Lang string }

// cell is a phrase of a table. Lines after the first stand below it.
type cell struct {
	phrase
	More  []phrase
	Even  bool // the lines are members of one list, none of them less than the first
	Tone  tone
	Empty bool // nothing to say: the diagonal of a matrix
}

// table has a caption that says what it holds, and a header for every column; the first cell of each row heads the row.
type table struct {
	ID      string
	Caption string
	Quiet   bool // the caption repeats the heading above it, and is for those who do not see the page
	Columns []column
	Rows    [][]cell
	// Dense tables hold signs and numbers, whose columns are narrow and equal.
	Dense bool
	// Legend explains the signs of a dense table.
	Legend []legend
}

type column struct {
	Title string
	Hint  string  // the title in full, where it is a number
	Width float64 // share of the table's width; 0 takes what is left
	Right bool    // numbers stand at the end of the line
}

type legend struct {
	Sign, Words string
	Tone        tone
}

// group is a run of cards, or a table, under one heading.
type group struct {
	Title  string
	Tone   tone
	Cards  []card
	Tables []table
}

// card is a flag.
type card struct {
	Number  int
	Title   string
	Labels  []label
	Columns [3]string // what is compared, first, second
	Rows    []cardRow
	Lists   []cardList
}

type label struct {
	Text string
	Tone tone
}

type cardRow struct {
	Name string
	A, B cell
}

type cardList struct {
	Title string
	Items []phrase
	Agree bool // what would have to be agreed: marked, since it is what the meeting is for
}

func plain(text string) cell         { return cell{phrase: phrase{Text: text}} }
func said(p phrase) cell             { return cell{phrase: p} }
func toned(text string, t tone) cell { return cell{phrase: phrase{Text: text}, Tone: t} }

// even stacks the members of a list.
func even(phrases []phrase) cell {
	c := stacked(phrases)
	c.Even = true
	return c
}

func stacked(phrases []phrase) cell {
	if len(phrases) == 0 {
		return cell{}
	}
	return cell{phrase: phrases[0], More: phrases[1:]}
}

// makeDocument says a report in a language.
func makeDocument(r *Report) document {
	l := localeOf(r.Language)
	d := document{locale: l}
	d.Title = l.say("title", "scope", l.scope(r.Scope))
	d.Subtitle = l.say("subtitle")
	d.AsOf = l.say("as-of", "date", l.date(r.AsOf))
	d.MadeFor = l.say("made-for-" + r.MadeFor)
	add := func(build func(locale, *Report) section) { d.Sections = append(d.Sections, build(l, r)) }
	add(glance)
	add(actions)
	add(flags)
	add(matrix)
	if r.Crowded != nil {
		add(crowded)
	}
	add(coverage)
	add(priorities)
	add(gaps)
	add(quality)
	add(sources)
	add(notes)
	return d
}
