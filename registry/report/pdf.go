package report

import (
	"io"

	"github.com/tansiq/tansiq/registry"
)

// PDF writes the report for paper: A4, with the fonts embedded, numbered pages and tables whose header is repeated on each
// page. It is not tagged: for a reader that speaks, the HTML is the better document.
func PDF(w io.Writer, r *Report) error {
	d := makeDocument(r)
	p, err := newPages(d.locale)
	if err != nil {
		return registry.WrapError(registry.EInternal, err, "the document cannot be written")
	}
	p.cover(d)
	for _, s := range d.Sections {
		p.section(s)
	}
	if err := p.write(w, d); err != nil {
		return registry.WrapError(registry.EInternal, err, "the document cannot be written")
	}
	return nil
}

// cover is the head of the first page.
func (p *pages) cover(d document) {
	p.paragraph(phrase{Text: "Tansiq · تنسيق"}, look{9, true, accent}, 0)
	p.gap(1.5)
	p.paragraph(phrase{Text: d.Title}, lookTitle, 0)
	p.paragraph(phrase{Text: d.Subtitle}, look{11, false, quietInk}, 0)
	p.gap(2)
	p.paragraph(phrase{Text: d.AsOf}, lookStrong, 0)
	p.paragraph(phrase{Text: d.MadeFor}, lookQuiet, 0)
	p.gap(2)
}

func (p *pages) section(s section) {
	p.gap(6)
	lead := 0.0
	for _, words := range s.Lead {
		lead += float64(len(p.wrap(words, lookQuiet, contentWidth, p.rtl, maxParagraphLines))) * p.lineHeight(lookQuiet)
	}
	p.room(p.lineHeight(lookSection) + lead + 26) // a heading does not stand alone at the foot of a page
	p.rule(marginSide, p.y, contentWidth, .7, accent)
	p.y += 1.8
	p.paragraph(phrase{Text: s.Title}, lookSection, 0)
	for _, words := range s.Lead {
		p.paragraph(phrase{Text: words}, lookQuiet, 0)
	}
	p.gap(1.5)
	p.figures(s.Figures)
	p.bars(s.Bars)
	for _, t := range s.Tables {
		p.table(t)
	}
	for _, g := range s.Groups {
		p.group(g)
	}
	if len(s.Notes) > 0 {
		p.gap(1.5)
	}
	for _, words := range s.Notes {
		p.bullet(phrase{Text: words}, lookQuiet, 0, contentWidth)
	}
}

// figures stand in boxes, four beside each other; a wide one takes the place of two.
func (p *pages) figures(figures []figure) {
	const across, space, pad, height = 4, 3.0, 2.2, 17.5
	unit := (contentWidth - (across-1)*space) / across
	at := 0
	for _, f := range figures {
		takes := 1
		if f.Wide {
			takes = 2
		}
		if at+takes > across {
			p.y += height + space
			at = 0
		}
		if at == 0 {
			p.room(height)
		}
		indent, width := float64(at)*(unit+space), unit*float64(takes)+space*float64(takes-1)
		p.box(p.left(indent, width), p.y, width, height, tint)
		p.box(p.left(indent, .8), p.y, .8, height, ruleInk)
		inner := width - 2*pad
		p.set(p.wrap(f.Name, lookMore, inner, p.rtl, 2), lookMore, p.left(indent+pad, inner), p.y+1.3, inner, alignStart)
		p.set(p.wrap(f.Value, lookFigure, inner, p.rtl, 1), lookFigure, p.left(indent+pad, inner), p.y+height-p.lineHeight(lookFigure)-.8, inner, alignStart)
		at += takes
	}
	if len(figures) > 0 {
		p.y += height + 4
	}
}

func (p *pages) bars(bars []bar) {
	if len(bars) == 0 {
		return
	}
	const nameWidth, valueWidth, length, thick = 28.0, 34.0, 80.0, 2.6
	height := p.lineHeight(lookBody) + .6
	p.room(height * float64(len(bars)+1))
	p.paragraph(phrase{Text: p.say("by-level")}, lookStrong, 0)
	for _, b := range bars {
		p.set(p.wrap(b.Name, lookStrong, nameWidth, p.rtl, 1), lookStrong, p.left(0, nameWidth), p.y, nameWidth, alignStart)
		p.set(p.wrap(b.Value, lookBody, valueWidth, p.rtl, 1), lookBody, p.left(nameWidth, valueWidth), p.y, valueWidth, alignStart)
		top := p.y + (height-thick)/2
		p.box(p.left(nameWidth+valueWidth, length), top, length, thick, tint)
		if drawn := length * b.Share; drawn > 0 {
			p.box(p.left(nameWidth+valueWidth, drawn), top, drawn, thick, barInk[b.Tone])
		}
		p.y += height
	}
	p.gap(1)
}

// group is a level's flags under one heading.
func (p *pages) group(g group) {
	p.gap(3)
	p.room(60) // the heading with the first card, or the header and a row or two
	height := p.lineHeight(lookGroup)
	p.box(p.left(0, 1.3), p.y, 1.3, height, toneInk[g.Tone])
	heading := look{lookGroup.size, true, toneInk[g.Tone]}
	p.y += p.set(p.wrap(g.Title, heading, contentWidth-4, p.rtl, 1), heading, p.left(3.2, contentWidth-4), p.y, contentWidth-4, alignStart)
	for _, c := range g.Cards {
		p.card(c)
	}
	for _, t := range g.Tables {
		p.table(t)
	}
}

// card is a flag: its labels, both initiatives beside each other, the evidence, and what would have to be agreed.
func (p *pages) card(c card) {
	p.gap(3.5)
	p.room(48)
	p.rule(marginSide, p.y, contentWidth, .25, ruleInk)
	p.y += 1.2
	height := p.lineHeight(lookCard)
	title := p.wrap(c.Title, lookCard, 60, p.rtl, 1)
	p.set(title, lookCard, p.left(0, 60), p.y, 60, alignStart)
	at := 3.0
	for _, n := range title {
		at += n.width
	}
	for _, l := range c.Labels {
		at += p.label(l, at, height) + 2
	}
	p.y += height + .8
	t := table{Columns: []column{{Title: c.Columns[0], Width: .14}, {Title: c.Columns[1]}, {Title: c.Columns[2]}}}
	for _, row := range c.Rows {
		t.Rows = append(t.Rows, []cell{{phrase: phrase{Text: row.Name}, Tone: toneQuiet}, row.A, row.B})
	}
	p.rows(t)
	for _, list := range c.Lists {
		p.list(list)
	}
}

// label is a chip of colour with its words.
func (p *pages) label(l label, indent, height float64) (width float64) {
	style := look{7.8, false, ink}
	fill := tint
	if l.Tone != toneNone {
		style.ink, fill = toneInk[l.Tone], toneTint[l.Tone]
	}
	lines := p.wrap(l.Text, style, 90, p.rtl, 1)
	for _, n := range lines {
		width = n.width + 3
	}
	p.box(p.left(indent, width), p.y+.5, width, height-1, fill)
	p.set(lines, style, p.left(indent+1.5, width-3), p.y+(height-p.lineHeight(style))/2, width-3, alignStart)
	return width
}

// list is a heading with points. What would have to be agreed is marked: the meeting is for it.
func (p *pages) list(l cardList) {
	height := p.lineHeight(lookCell)
	total := height
	for _, item := range l.Items {
		total += float64(len(p.broken(item, lookCell, contentWidth-8))) * height
	}
	p.gap(1)
	p.room(min(total+2, contentHeight))
	indent := 0.0
	if l.Agree && total+2 <= contentHeight {
		p.box(marginSide, p.y, contentWidth, total+2, agreeTint)
		p.box(p.left(0, .8), p.y, .8, total+2, accent)
		p.y++
		indent = 2.6
	}
	strong := look{lookCell.size, true, ink}
	p.paragraph(phrase{Text: l.Title}, strong, indent)
	for _, item := range l.Items {
		p.bullet(item, lookCell, indent, contentWidth-indent-2)
	}
	if indent > 0 {
		p.y++
	}
}
