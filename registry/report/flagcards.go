package report

import (
	"strings"

	"github.com/tansiq/tansiq/registry"
)

func flags(l locale, r *Report) section {
	s := section{ID: "flags", Title: l.say("flags"), Lead: []string{l.say("flags-lead")}}
	if r.MadeFor == "public" {
		s.Lead = append(s.Lead, l.say("flags-public"))
	}
	if len(r.Flags.Items) == 0 {
		s.Lead = append(s.Lead[1:], l.say("flags-none"))
		return s
	}
	for _, level := range []struct {
		level registry.Level
		total int
		t     tone
	}{{registry.LevelHigh, r.Flags.ByLevel.High, toneHigh}, {registry.LevelMedium, r.Flags.ByLevel.Medium, toneMedium}, {registry.LevelLow, r.Flags.ByLevel.Low, toneLow}} {
		var rows [][]cell
		g := group{Title: l.say("group-"+string(level.level), "flags", l.countOf("flags", level.total)), Tone: level.t}
		for i := range r.Flags.Items {
			f := &r.Flags.Items[i]
			switch {
			case f.Level != level.level:
			case f.Level == registry.LevelLow:
				rows = append(rows, flagRow(l, f))
			default:
				g.Cards = append(g.Cards, flagCard(l, f))
			}
		}
		if len(rows) > 0 {
			g.Tables = []table{{ID: "flags-low", Caption: g.Title, Quiet: true, Rows: rows, Columns: []column{{Title: l.say("flag-column"), Width: .08}, {Title: l.say("first")},
				{Title: l.say("second")}, {Title: l.say("evidence"), Width: .22}, {Title: l.say("state"), Width: .15}}}}
		}
		if len(g.Cards)+len(g.Tables) > 0 {
			s.Groups = append(s.Groups, g)
		}
	}
	s.Notes = l.left(len(r.Flags.Items), r.Flags.Total)
	return s
}

// flagRow is a flag of level low: a meeting has no time for a page of each.
func flagRow(l locale, f *Flag) []cell {
	evidence := cell{}
	for _, p := range f.Evidence {
		if words := l.sentence(p.Sentence); p.Weight > 0 && words.Text != "" {
			evidence.phrase = words
			break
		}
	}
	state := plain(l.say("status-" + string(f.Status)))
	if state.More = []phrase{{Text: l.kindOf(f)}}; f.Ruling != nil {
		state.More = []phrase{{Text: l.ruling(f.Ruling)}}
	}
	return []cell{plain(l.number(f.Number)), l.sideCell(&f.A), l.sideCell(&f.B), evidence, state}
}

// sideCell says in one cell what, whose, where and when a side is, as far as it is known.
func (l locale) sideCell(s *Side) cell {
	c := said(l.titles([]registry.Text{s.Title})[0])
	donors := l.donors(s)
	c.More = append([]phrase{donors.phrase}, donors.More...)
	if len(s.Countries) > 0 {
		where := l.where(s)
		line := where.phrase
		for _, places := range where.More {
			line.Text = l.say("within", "country", line.Text, "places", places.Text)
		}
		c.More = append(c.More, line)
	}
	if s.Period != (registry.Period{}) {
		c.More = append(c.More, phrase{Text: l.period(s.Period)})
	}
	return c
}

func flagCard(l locale, f *Flag) card {
	c := card{Number: f.Number, Title: l.say("flag", "n", l.number(f.Number)), Columns: [3]string{l.say("what"), l.say("first"), l.say("second")}}
	c.Labels = []label{{l.say("level-" + string(f.Level)), levelTone(f.Level)}, {l.kindOf(f), toneNone}, {l.say("status-" + string(f.Status)), toneNone}}
	add := func(key string, of func(*Side) cell) {
		c.Rows = append(c.Rows, cardRow{l.say(key), of(&f.A), of(&f.B)})
	}
	add("initiative-title", func(s *Side) cell { return said(l.titles([]registry.Text{s.Title})[0]) })
	add("donors", func(s *Side) cell { return l.donors(s) })
	add("where", func(s *Side) cell { return l.where(s) })
	add("when", func(s *Side) cell { return plain(l.period(s.Period)) })
	if f.A.Status != "" || f.B.Status != "" {
		add("initiative-status", func(s *Side) cell { return plain(l.stage(s.Status)) })
	}
	add("amount", func(s *Side) cell { return plain(l.amount(s.Amount)) })
	add("source", func(s *Side) cell {
		return cell{phrase: phrase{Text: clean(strings.Join(s.Sources, l.list)), Lang: registry.Undetermined}}
	})
	var pro, con []phrase
	for _, p := range f.Evidence {
		if words := l.sentence(p.Sentence); words.Text == "" {
			continue
		} else if p.Weight < 0 {
			con = append(con, words)
		} else {
			pro = append(pro, words)
		}
	}
	if without := l.sentence(f.Without); without.Text != "" {
		pro = append(pro, without)
	}
	if len(pro) > 0 {
		c.Lists = append(c.Lists, cardList{Title: l.say("evidence"), Items: pro})
	}
	if len(con) > 0 {
		c.Lists = append(c.Lists, cardList{Title: l.say("evidence-against"), Items: con})
	}
	if f.Ruling != nil {
		c.Lists = append(c.Lists, cardList{Title: l.say("decision"), Items: []phrase{{Text: l.ruling(f.Ruling)}}})
	}
	if len(f.ToAgree) > 0 {
		list := cardList{Title: l.say("to-agree"), Agree: true}
		for _, t := range f.ToAgree {
			list.Items = append(list.Items, l.in(t))
		}
		c.Lists = append(c.Lists, list)
	}
	return c
}

// ruling says what a coordinator decided.
func (l locale) ruling(r *Ruling) string {
	key := "ruling"
	if r.Reason == "" {
		key = "ruling-bare" // the reason is for those whom the flag concerns
	}
	return l.say(key, "date", l.date(r.On), "decision", l.say("decision-"+string(r.Decision)), "reason", clean(r.Reason))
}

// kindOf names what may be between the two. Only a ruling makes more of it than a question.
func (l locale) kindOf(f *Flag) string {
	if f.Ruling != nil && f.Status == registry.OverlapRuled {
		return l.say("decision-" + string(f.Ruling.Decision))
	}
	return l.say("kind-" + string(f.Kind))
}

func levelTone(level registry.Level) tone { return tone(level) }

func (l locale) stage(s registry.Status) string {
	if s == "" {
		return l.say("unknown")
	}
	return l.say("initiative-" + string(s))
}

// maxShownDonors bounds the names in a cell.
const maxShownDonors = 5

func (l locale) donors(s *Side) cell {
	var names []phrase
	if len(s.Donors) == 0 {
		names = append(names, phrase{Text: l.say("unknown-donor")})
	}
	for _, d := range s.Donors[:min(len(s.Donors), maxShownDonors)] {
		names = append(names, l.in(d))
	}
	if more := len(s.Donors) - len(names); more > 0 {
		names = append(names, phrase{Text: l.say("and-more", "n", l.number(more))})
	}
	for _, h := range s.Hosts {
		names = append(names, phrase{Text: l.say("host", "name", l.in(h).Text)})
	}
	return even(names)
}

func (l locale) where(s *Side) cell {
	c := plain(l.countries(s.Countries))
	if c.Text == "" {
		c.Text = l.say("unknown")
	}
	var places []string
	lang := ""
	for _, p := range s.Places {
		words := l.in(p)
		places, lang = append(places, words.Text), words.Lang
	}
	if len(places) > 0 {
		c.More = []phrase{{Text: strings.Join(places, l.list), Lang: lang}}
	}
	return c
}
