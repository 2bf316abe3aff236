package report

import "image/color"

// cellLines is a part of a cell: its lines and how they are set.
type cellLines struct {
	lines []line
	look  look
	above float64 // space, so that the members of a list stand apart
}

// table draws a table with its legend.
func (p *pages) table(t table) {
	p.gap(1)
	if !t.Quiet {
		p.room(22)
		p.paragraph(phrase{Text: t.Caption}, lookStrong, 0)
	}
	p.rows(t)
	if len(t.Legend) > 0 {
		p.legend(t.Legend)
	}
}

// columnWidths divides the width: what a column states, and the rest in equal parts.
func columnWidths(columns []column) []float64 {
	widths := make([]float64, len(columns))
	left, open := 1.0, 0
	for i, c := range columns {
		widths[i] = c.Width * contentWidth
		left -= c.Width
		if c.Width == 0 {
			open++
		}
	}
	for i := range widths {
		if widths[i] == 0 {
			widths[i] = left * contentWidth / float64(open)
		}
	}
	return widths
}

// rows draws header and rows. A row is on one page; the header is on each.
func (p *pages) rows(t table) {
	widths := columnWidths(t.Columns)
	pad := 1.6
	if t.Dense {
		pad = .6
	}
	var head []cell
	for _, c := range t.Columns {
		head = append(head, plain(c.Title))
	}
	header := p.broke(t, head, widths, pad, true)
	p.room(header.height + 8)
	p.row(t, header, widths, pad, true)
	for _, cells := range t.Rows {
		r := p.broke(t, cells, widths, pad, false)
		if p.room(r.height) {
			p.row(t, header, widths, pad, true)
		}
		p.row(t, r, widths, pad, false)
	}
}

// brokenRow is a row whose cells are broken into lines.
type brokenRow struct {
	cells  []cell
	parts  [][]cellLines
	height float64
}

func (p *pages) broke(t table, cells []cell, widths []float64, pad float64, isHead bool) brokenRow {
	r := brokenRow{cells: cells}
	for i, c := range cells {
		style := lookCell
		switch {
		case isHead && t.Dense:
			style = look{lookDense.size, true, quietInk}
		case isHead:
			style = lookHead
		case t.Dense:
			style = lookDense
		}
		if ink, ok := toneInk[c.Tone]; ok {
			style.ink = ink
		}
		inner := widths[i] - 2*pad
		parts := []cellLines{{lines: p.broken(c.phrase, style, inner), look: style}}
		height := float64(len(parts[0].lines)) * p.lineHeight(style)
		more := lookMore
		if c.Even {
			more = style
		}
		for _, m := range c.More {
			part := cellLines{lines: p.broken(m, more, inner), look: more}
			parts = append(parts, part)
			if c.Even {
				part.above = 1.1
			}
			height += part.above + float64(len(part.lines))*p.lineHeight(more)
		}
		r.parts = append(r.parts, parts)
		r.height = max(r.height, height)
	}
	r.height = min(r.height+2*pad*.6, contentHeight-12)
	return r
}

func (p *pages) row(t table, r brokenRow, widths []float64, pad float64, isHead bool) {
	indent := 0.0
	for i, parts := range r.parts {
		x := p.left(indent, widths[i])
		a := alignStart
		switch {
		case t.Dense && i > 0 && !t.Columns[i].Right:
			a = alignMiddle
		case t.Columns[i].Right:
			a = alignEnd
		}
		if !isHead {
			p.shade(t, r.cells[i], x, widths[i], r.height, parts, pad)
		}
		y := p.y + pad*.6
		for _, part := range parts {
			y += part.above
			for _, n := range part.lines {
				if y+p.lineHeight(part.look) > p.y+r.height+.1 {
					break // higher than a page: the rest is in the other forms
				}
				y += p.set([]line{n}, part.look, x+pad, y, widths[i]-2*pad, a)
			}
		}
		indent += widths[i]
	}
	p.y += r.height
	weight, ink := .12, color.RGBA(hairInk)
	if isHead {
		weight, ink = .25, ruleInk
	}
	p.rule(marginSide, p.y, contentWidth, weight, ink)
}

// shade gives a cell the colour that means the same as its words: the whole of it in a dense table, else behind the words.
func (p *pages) shade(t table, c cell, x, width, height float64, parts []cellLines, pad float64) {
	fill, ok := toneTint[c.Tone]
	switch {
	case t.Dense && c.Empty:
		p.box(x+.15, p.y+.15, width-.3, height-.3, tint)
	case !ok:
	case t.Dense:
		p.box(x+.15, p.y+.15, width-.3, height-.3, fill)
	default:
		widest := 0.0
		for _, n := range parts[0].lines {
			widest = max(widest, n.width)
		}
		shaded := min(widest+2, width-.4)
		at := x + pad - 1
		if p.rtl {
			at = x + width - pad + 1 - shaded
		}
		p.box(at, p.y+pad*.6, shaded, float64(len(parts[0].lines))*p.lineHeight(parts[0].look), fill)
	}
}

// legend explains signs and colours in a line or two.
func (p *pages) legend(items []legend) {
	p.gap(1.2)
	height := p.lineHeight(lookMore)
	p.room(2 * height)
	const sign = 9.0
	indent := 0.0
	for _, l := range items {
		words := p.wrap(l.Words, lookMore, contentWidth-sign-2, p.rtl, 1)
		width := sign + 1
		for _, n := range words {
			width += n.width + 4
		}
		if indent > 0 && indent+width > contentWidth {
			indent = 0
			p.y += height + .6
			p.room(height)
		}
		style := lookMore
		style.ink = ink
		if fill, ok := toneTint[l.Tone]; ok {
			p.box(p.left(indent, sign), p.y, sign, height, fill)
		}
		p.set(p.wrap(l.Sign, style, sign, p.rtl, 1), style, p.left(indent, sign), p.y, sign, alignMiddle)
		p.set(words, lookMore, p.left(indent+sign+1, width-sign), p.y, width-sign, alignStart)
		indent += width
	}
	p.y += height + 1
}
