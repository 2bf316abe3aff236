package report

import (
	"image/color"
	"io"
	"strconv"

	"github.com/tdewolff/canvas"
	"github.com/tdewolff/canvas/renderers/pdf"
)

// A4 and its margins, in millimetres. The margins at top and bottom hold the running header and footer.
const (
	pageWidth, pageHeight   = 210.0, 297.0
	marginSide              = 15.0
	marginTop, marginBottom = 19.0, 17.0
	contentWidth            = pageWidth - 2*marginSide
	contentHeight           = pageHeight - marginTop - marginBottom
)

func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255}
}

// The colours of the page (page.css).
var (
	ink, quietInk, accent = rgb(0x1b2430), rgb(0x566272), rgb(0x0b5c6b)
	ruleInk, hairInk      = rgb(0xd8d5cd), rgb(0xe9e6df)
	tint, agreeTint       = rgb(0xf6f4ef), rgb(0xeef5f5)

	toneInk  = map[tone]color.RGBA{toneHigh: rgb(0x8f2a1e), toneMedium: rgb(0x7a5200), toneLow: rgb(0x33566f), toneUnmet: rgb(0x8f2a1e), toneLate: rgb(0x8f2a1e), toneGood: rgb(0x17603f), toneQuiet: quietInk}
	toneTint = map[tone]color.RGBA{toneHigh: rgb(0xf8e3de), toneMedium: rgb(0xfbeecb), toneLow: rgb(0xe3edf4), toneCovered: rgb(0xdcefea), toneDense: rgb(0xaed8cd), toneCrowded: rgb(0xf6cfae),
		tonePlanned: rgb(0xebe6f6), toneUnmet: rgb(0xf8e3de), toneLate: rgb(0xf8e3de), toneGood: rgb(0xdff1e7)}
	barInk = map[tone]color.RGBA{toneHigh: rgb(0x8f2a1e), toneMedium: rgb(0xc98a0a), toneLow: rgb(0x6f95b0)}
)

// How the parts of the document are set.
var (
	lookTitle   = look{20, true, ink}
	lookSection = look{13.5, true, ink}
	lookGroup   = look{11, true, ink}
	lookCard    = look{10, true, ink}
	lookBody    = look{9, false, ink}
	lookStrong  = look{9, true, ink}
	lookQuiet   = look{9, false, quietInk}
	lookCell    = look{8, false, ink}
	lookHead    = look{8, true, quietInk}
	lookMore    = look{7.4, false, quietInk}
	lookDense   = look{7, false, ink}
	lookFigure  = look{14, true, ink}
	lookRunning = look{7.4, false, quietInk}
)

// pages is a PDF that is being drawn, from the top of each page down.
type pages struct {
	locale
	*typesetter
	all  []*canvas.Canvas
	page *canvas.Context
	y    float64 // how far down the page is used, from the top margin
}

func newPages(l locale) (*pages, error) {
	t, err := newTypesetter(l)
	if err != nil {
		return nil, err
	}
	p := &pages{locale: l, typesetter: t}
	p.newPage()
	return p, nil
}

func (p *pages) newPage() {
	c := canvas.New(pageWidth, pageHeight)
	p.all = append(p.all, c)
	p.page = canvas.NewContext(c)
	p.y = 0
}

// room begins a new page where the height does not fit on this one, and says whether it did. What is higher than a page
// begins one.
func (p *pages) room(height float64) (turned bool) {
	if p.y > 0 && p.y+height > contentHeight {
		p.newPage()
		return true
	}
	return false
}

// left is where a box of a width begins that is indented by so much from where lines begin.
func (p *pages) left(indent, width float64) float64 {
	if p.rtl {
		return pageWidth - marginSide - indent - width
	}
	return marginSide + indent
}

// box fills a rectangle, whose top is at y below the top margin.
func (p *pages) box(x, y, width, height float64, fill color.RGBA) {
	p.page.SetFillColor(fill)
	p.page.SetStrokeColor(canvas.Transparent)
	p.page.DrawPath(x, pageHeight-marginTop-y-height, canvas.Rectangle(width, height))
}

func (p *pages) rule(x, y, width, weight float64, ink color.RGBA) { p.box(x, y, width, weight, ink) }

// isRTL says in which direction a phrase runs; one of a language that nobody stated runs as its first letter does.
func (p *pages) isRTL(s phrase) bool {
	if s.Lang == "" {
		return p.rtl
	}
	switch directionOf(s.Lang) {
	case "rtl":
		return true
	case "ltr":
		return false
	}
	for _, r := range s.Text {
		switch {
		case scriptOf(r, latin) == arabic:
			return true
		case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= 0xc0 && r < 0x590:
			return false
		}
	}
	return p.rtl
}

// align is where lines stand in their box.
type align int

const (
	alignStart align = iota
	alignEnd
	alignMiddle
)

// set draws lines into a box from y down and gives their height.
func (p *pages) set(lines []line, l look, x, y, width float64, a align) float64 {
	height := p.lineHeight(l)
	for i, n := range lines {
		at := x // the left end
		switch free := width - n.width; {
		case a == alignMiddle:
			at += free / 2
		case (a == alignEnd) != p.rtl:
			at += free
		}
		baseline := y + float64(i)*height + height/2 + l.size*millimetre*.34
		p.draw(p.page, n, l, at, pageHeight-marginTop-baseline)
	}
	return float64(len(lines)) * height
}

// maxParagraphLines keeps any text of a source within a page.
const maxParagraphLines = 40

func (p *pages) broken(s phrase, l look, width float64) []line {
	return p.wrap(s.Text, l, width, p.isRTL(s), maxParagraphLines)
}

// paragraph draws a text over the width, going on the next page line by line.
func (p *pages) paragraph(s phrase, l look, indent float64) {
	width := contentWidth - indent
	for _, n := range p.broken(s, l, width) {
		p.room(p.lineHeight(l))
		p.y += p.set([]line{n}, l, p.left(indent, width), p.y, width, alignStart)
	}
}

func (p *pages) gap(height float64) {
	if p.y > 0 {
		p.y += height
	}
}

// bullet draws a text after a sign.
func (p *pages) bullet(s phrase, l look, indent, width float64) {
	const hang = 3.2
	lines := p.broken(s, l, width-hang)
	for i, n := range lines {
		p.room(p.lineHeight(l))
		if i == 0 {
			p.set(p.wrap("•", l, hang, p.rtl, 1), l, p.left(indent, hang), p.y, hang, alignStart)
		}
		p.y += p.set([]line{n}, l, p.left(indent+hang, width-hang), p.y, width-hang, alignStart)
	}
}

// write gives every page its header and footer and writes the document.
func (p *pages) write(w io.Writer, d document) error {
	out := pdf.New(w, pageWidth, pageHeight, &pdf.Options{Compress: true, SubsetFonts: true})
	// The library writes the creator where the language belongs: with the language as its creator, it is right.
	out.SetInfo(d.Title, d.Subtitle, "", "Tansiq", d.code)
	out.SetLang(d.code)
	for i, c := range p.all {
		if i > 0 {
			out.NewPage(pageWidth, pageHeight)
		}
		p.page = canvas.NewContext(c)
		half := contentWidth / 2
		number := p.say("page", "n", strconv.Itoa(i+1), "total", strconv.Itoa(len(p.all)))
		foot := contentHeight + 4.5
		p.rule(marginSide, foot-1, contentWidth, .15, ruleInk)
		p.set(p.wrap(d.AsOf, lookRunning, half, p.rtl, 1), lookRunning, p.left(0, half), foot, half, alignStart)
		p.set(p.wrap(number, lookRunning, half, p.rtl, 1), lookRunning, p.left(half, half), foot, half, alignEnd)
		if i > 0 {
			p.set(p.wrap(d.Title, lookRunning, contentWidth-22, p.rtl, 1), lookRunning, p.left(0, contentWidth-22), -9, contentWidth-22, alignStart)
			p.set(p.wrap("Tansiq", lookRunning, 20, false, 1), lookRunning, p.left(contentWidth-20, 20), -9, 20, alignEnd)
			p.rule(marginSide, -4, contentWidth, .15, ruleInk)
		}
		c.RenderTo(out)
	}
	return out.Close()
}
