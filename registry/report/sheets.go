package report

import (
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// The sheets of the workbook, one function each.

func (b *workbook) summary(r *Report) {
	s := b.sheetNamed(b.say("sheet-summary"))
	s.header([]head{{b.say("title", "scope", b.scope(r.Scope)), 58}, {"", 26}, {"", 26}, {"", 14}}, 0)
	for _, words := range []string{b.say("subtitle"), b.say("as-of", "date", b.date(r.AsOf)), b.say("made-for-" + r.MadeFor), b.say("glance-lead")} {
		s.line(text(words))
	}
	s.line()
	s.line(text(b.say("flags")), number(r.Flags.Total))
	s.line(colored(b.say("level-high"), toneHigh), number(r.Flags.ByLevel.High))
	s.line(colored(b.say("level-medium"), toneMedium), number(r.Flags.ByLevel.Medium))
	s.line(colored(b.say("level-low"), toneLow), number(r.Flags.ByLevel.Low))
	s.line(text(b.say("overdue-count")), number(r.Actions.Overdue))
	s.line(text(b.say("initiatives")), number(r.Contents.Initiatives))
	s.line(text(b.say("donors")), number(r.Contents.Donors))
	s.line(text(b.say("countries")), number(r.Contents.Countries))
	for _, sum := range r.Value.Net {
		s.line(text(b.say("combined-value")), moneyValue(sum.Amount), text(sum.Currency))
	}
	for _, note := range glance(b.locale, r).Notes {
		s.line(text(note))
	}
	for _, section := range []section{gaps(b.locale, r), quality(b.locale, r), notes(b.locale, r)} {
		s.line()
		s.write([]value{text(section.Title), text(""), text(""), text("")}, true)
		for _, lead := range section.Lead {
			s.line(text(lead))
		}
		switch section.ID {
		case "unknown":
			for _, u := range unknowns(r) {
				s.line(text(b.say(u.key)), number(u.n))
			}
		case "quality":
			if len(section.Tables) == 0 {
				break
			}
			s.line(text(b.say("measure")), text(b.say("value")), text(b.say("interval")), text(b.say("pairs")))
			for i, f := range r.Quality.Figures {
				s.line(phraseValue(b.in(f.Name)), value{v: f.Value, format: formatShare}, text(section.Tables[0].Rows[i][2].Text), number(f.N))
			}
		}
		for _, note := range section.Notes {
			s.line(text(note))
		}
	}
	s.onePageWide()
}

func (b *workbook) flags(r *Report) {
	s := b.sheetNamed(b.say("flags"))
	columns := []head{{b.say("number"), 6}, {b.say("level"), 10}, {b.say("kind"), 22}, {b.say("status"), 11}, {b.say("score"), 8}, {b.say("detected"), 12}}
	for _, side := range []string{"1", "2"} {
		for _, c := range []head{{"initiative-title", 36}, {"donors", 26}, {"countries", 18}, {"places", 20}, {"start", 12}, {"end", 12}, {"initiative-status", 14},
			{"amount", 16}, {"currency", 9}, {"amount-usd", 16}, {"source", 18}} {
			columns = append(columns, head{side + " · " + b.say(c.title), c.width})
		}
	}
	columns = append(columns, head{b.say("evidence"), 50}, head{b.say("evidence-against"), 36}, head{b.say("to-agree"), 50}, head{b.say("decision"), 20},
		head{b.say("decided-on"), 12}, head{b.say("reason"), 36}, head{b.say("identifier"), 38}, head{"1 · " + b.say("identifier"), 38}, head{"2 · " + b.say("identifier"), 38})
	s.header(columns, 2)
	for i := range r.Flags.Items {
		f := &r.Flags.Items[i]
		row := []value{number(f.Number), colored(b.say("level-"+string(f.Level)), levelTone(f.Level)), text(b.say("kind-" + string(f.Kind))), text(b.say("status-" + string(f.Status))),
			{v: f.Score, format: formatScore}, day(f.Detected)}
		row = append(append(row, b.side(&f.A)...), b.side(&f.B)...)
		var pro, con, agree []string
		for _, p := range f.Evidence {
			if words := b.sentence(p.Sentence).Text; p.Weight < 0 {
				con = append(con, words)
			} else {
				pro = append(pro, words)
			}
		}
		if without := b.sentence(f.Without).Text; without != "" {
			pro = append(pro, without)
		}
		for _, t := range f.ToAgree {
			agree = append(agree, b.in(t).Text)
		}
		row = append(row, text(strings.Join(pro, " ")), text(strings.Join(con, " ")), text(strings.Join(agree, " ")))
		if f.Ruling != nil {
			row = append(row, text(b.say("decision-"+string(f.Ruling.Decision))), day(f.Ruling.On), text(f.Ruling.Reason))
		} else {
			row = append(row, text(""), day(""), text(""))
		}
		s.line(append(row, text(f.ID), text(f.A.Initiative), text(f.B.Initiative))...)
	}
	s.filter(len(columns))
	s.left(len(r.Flags.Items), r.Flags.Total)
}

// left says below a list what of it is not spelled out.
func (s *sheet) left(shown, total int) {
	for _, words := range s.locale.left(shown, total) {
		s.line()
		s.line(text(words))
	}
}

func (b *workbook) side(s *Side) []value {
	title := b.titles([]registry.Text{s.Title})[0]
	cells := []value{phraseValue(title), text(b.joined(s.Donors)), text(b.countries(s.Countries)), text(b.joined(s.Places)), day(s.Period.Start), day(s.Period.End), text(b.stage(s.Status))}
	if s.Amount == nil {
		cells = append(cells, text(""), text(""), text(""))
	} else {
		cells = append(cells, moneyValue(s.Amount.Amount), text(s.Amount.Currency))
		if usd, ok := s.Amount.InUSD(); ok {
			cells = append(cells, moneyValue(usd))
		} else {
			cells = append(cells, text(""))
		}
	}
	return append(cells, text(strings.Join(s.Sources, "; ")))
}

func (b *workbook) actions(r *Report) {
	s := b.sheetNamed(b.say("actions"))
	columns := []head{{b.say("flag-column"), 10}, {b.say("state"), 18}, {b.say("action"), 46}, {b.say("owner"), 28}, {b.say("due"), 12}, {b.say("decision"), 20},
		{b.say("decided-on"), 12}, {"1 · " + b.say("initiative-title"), 36}, {"2 · " + b.say("initiative-title"), 36}, {b.say("identifier"), 38}}
	s.header(columns, 1)
	for _, a := range r.Actions.Items {
		titles := b.titles(a.Titles)
		flag := text("")
		if a.Flag > 0 {
			flag = number(a.Flag)
		}
		s.line(flag, colored(b.say("action-"+string(a.State)), actionTone(a.State)), text(a.Agreed), text(a.Owner), day(a.Due), text(b.say("decision-"+string(a.Decision))),
			day(a.On), phraseValue(titles[0]), phraseValue(titles[len(titles)-1]), text(a.Overlap))
	}
	s.filter(len(columns))
	s.left(len(r.Actions.Items), r.Actions.Total)
	s.onePageWide()
}

func (b *workbook) matrix(r *Report) {
	s := b.sheetNamed(b.say("matrix"))
	columns := []head{{b.say("donor"), 40}}
	for i := range r.Matrix.Donors {
		columns = append(columns, head{strconv.Itoa(i + 1), 8})
	}
	s.header(append(columns, head{b.say("total"), 12}), 1)
	for _, t := range matrix(b.locale, r).Tables {
		for i, row := range t.Rows {
			var cells []value
			for _, c := range row[:len(row)-1] {
				cells = append(cells, colored(c.Text, c.Tone))
			}
			s.line(append(cells, number(r.Matrix.Donors[i].Flags))...)
		}
	}
	s.line()
	for _, words := range append(matrix(b.locale, r).Lead, matrix(b.locale, r).Notes...) {
		s.line(text(words))
	}
	s.onePageWide()
}

func (b *workbook) coverage(r *Report) {
	s := b.sheetNamed(b.say("sheet-coverage"))
	c := coverage(b.locale, r)
	if len(c.Tables) == 0 {
		s.header([]head{{c.Title, 60}}, 0)
		s.line(text(c.Lead[0]))
	} else {
		columns := []head{{b.say("country"), 30}}
		for _, p := range r.Coverage.Practices {
			columns = append(columns, head{strconv.Itoa(p), 7})
		}
		s.header(columns, 1)
		for _, row := range c.Tables[0].Rows {
			var cells []value
			for _, cell := range row {
				cells = append(cells, gridValue(cell))
			}
			s.line(cells...)
		}
		s.line()
		for _, l := range c.Tables[0].Legend {
			s.line(colored(l.Sign+" "+l.Words, l.Tone))
		}
		s.line()
		for _, row := range c.Tables[1].Rows {
			s.line(text(row[0].Text + ". " + row[1].Text))
		}
		s.line()
		s.line(text(c.Lead[0]))
	}
	s.onePageWide()
}

func (b *workbook) priorities(r *Report) {
	s := b.sheetNamed(b.say("priorities"))
	columns := []head{{b.say("state"), 18}, {b.say("unmet-in"), 24}, {b.say("priority"), 40}, {b.say("number"), 8}, {b.say("good-practice"), 40}, {b.say("countries"), 36}, {b.say("start"), 12}, {b.say("end"), 12},
		{b.say("owner"), 28}, {b.say("source"), 36}}
	s.header(columns, 1)
	for _, p := range r.Priorities.Items {
		s.line(colored(b.say("priority-"+string(p.State)), priorityTone(p.State)), text(b.countries(p.UnmetIn)), phraseValue(b.in(p.Title)), number(p.GoodPractice), text(b.practice(p.GoodPractice)), text(b.places(p.Regions, p.Countries)), day(p.From), day(p.To), text(p.Owner), text(p.Source))
	}
	s.filter(len(columns))
	s.left(len(r.Priorities.Items), r.Priorities.Total)
	s.onePageWide()
}

// gridValue is a cell of the grid: a count as a number, with its sign in the number's format.
func gridValue(c cell) value {
	digits, crowded := strings.CutSuffix(c.Text, "*")
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil:
		return colored(c.Text, c.Tone)
	case crowded:
		return value{v: n, format: formatCrowded, tone: c.Tone}
	}
	return value{v: n, tone: c.Tone}
}

func (b *workbook) crowded(r *Report) {
	s := b.sheetNamed(b.say("sheet-crowded"))
	columns := []head{{b.say("country"), 24}, {b.say("places"), 24}, {b.say("theme"), 44}, {b.say("year"), 8},
		{b.say("initiatives"), 13}, {b.say("donors"), 13}, {b.say("members"), 80}}
	s.header(columns, 1)
	for _, c := range r.Crowded.Items {
		s.line(text(b.country(c.Country)), phraseValue(b.in(c.Place)), text(b.theme(c)), value{v: c.Year, format: "0"},
			value{v: c.Initiatives, tone: toneCrowded}, number(c.Donors), text(b.joined(c.Members)))
	}
	s.filter(len(columns))
	s.left(len(r.Crowded.Items), r.Crowded.Total)
	s.onePageWide()
}

func (b *workbook) sources(r *Report) {
	s := b.sheetNamed(b.say("sheet-sources"))
	columns := []head{{b.say("feed"), 44}, {b.say("format"), 12}, {b.say("records"), 12}, {b.say("last-read"), 14}, {b.say("licence"), 30}, {b.say("health"), 20}}
	s.header(columns, 1)
	for _, f := range r.Sources.Items {
		read := day("")
		if f.LastGood != nil {
			read = day(registry.DateOf(*f.LastGood))
		}
		s.line(text(f.Feed), text(f.Format), number(f.Records), read, text(f.Licence), colored(b.say("source-"+string(f.State)), sourceTone(f.State)))
	}
	s.filter(len(columns))
	s.left(len(r.Sources.Items), r.Sources.Total)
	s.onePageWide()
}
