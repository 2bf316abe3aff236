package iati

// appended makes room for one more element and gives it. Its slices, of an earlier activity, are emptied and keep
// their memory.
func appended[T any, P interface {
	*T
	reset()
}](list *[]T) *T {
	if len(*list) < cap(*list) {
		*list = (*list)[:len(*list)+1]
	} else {
		var zero T
		*list = append(*list, zero)
	}
	last := &(*list)[len(*list)-1]
	P(last).reset()
	return last
}

func (p *parser) words(w *words, line int) (err error) {
	w.Line, w.Type = line, p.attr("type")
	w.Texts, err = p.narratives(w.Texts)
	return err
}

func (p *parser) coded(c *coded, line int) (err error) {
	c.Line = line
	c.Code = p.attr("code")
	c.Vocabulary = p.attr("vocabulary")
	c.URI = p.attr("vocabulary-uri")
	c.Percentage = p.attr("percentage")
	c.Significance = p.attr("significance")
	c.Texts, err = p.narratives(c.Texts)
	return err
}

func (p *parser) otherIdentifier(to *[]otherIdentifier, line int) (err error) {
	o := appended(to)
	o.Line = line
	o.Ref = p.attr("ref")
	o.Type = p.attr("type")
	o.OwnerRef = p.attr("owner-ref")
	o.OwnerName = p.attr("owner-name")
	if o.Ref == "" { // 1.x: the identifier is the text
		o.Texts, err = p.narratives(o.Texts)
		return err
	}
	return p.children(func(name []byte) (err error) {
		if string(name) != "owner-org" {
			return p.skip()
		}
		o.OwnerRef = p.attr("ref")
		o.Owner, err = p.narratives(o.Owner)
		return err
	})
}

func (p *parser) organisation(o *organisation, line int) (err error) {
	o.Line = line
	o.Ref = p.attr("ref")
	o.Type = p.attr("type")
	o.Role = p.attr("role")
	o.Secondary = p.attr("secondary-reporter")
	for _, name := range []string{"activity-id", "provider-activity-id", "receiver-activity-id"} {
		if id := p.attr(name); id != "" {
			o.Activity = id
		}
	}
	o.Texts, err = p.narratives(o.Texts)
	return err
}

func (p *parser) date(d *date, line int) (err error) {
	d.Line, d.Type, d.ISO = line, p.attr("type"), p.attr("iso-date")
	p.text, err = p.gather(p.text[:0])
	d.Text = p.str(p.text)
	return err
}

func (p *parser) money(m *money) (err error) {
	m.Line, m.Currency, m.ValueDate = p.s.Line(), p.attr("currency"), p.attr("value-date")
	p.text, err = p.gather(p.text[:0])
	m.Text = p.str(p.text)
	return err
}

func (p *parser) budget(b *budget, line int) error {
	b.Line, b.Type, b.Status = line, p.attr("type"), p.attr("status")
	return p.children(func(name []byte) error {
		switch string(name) {
		case "period-start":
			return p.date(&b.Start, p.s.Line())
		case "period-end":
			return p.date(&b.End, p.s.Line())
		case "value":
			return p.money(appended(&b.Values))
		}
		return p.skip()
	})
}

func (p *parser) transaction(t *transaction, line int) error {
	t.Line = line
	return p.children(func(name []byte) error {
		switch string(name) {
		case "transaction-type":
			return p.coded(&t.Type, p.s.Line())
		case "transaction-date":
			return p.date(&t.Date, p.s.Line())
		case "value":
			return p.money(appended(&t.Values))
		case "provider-org":
			return p.organisation(&t.Provider, p.s.Line())
		case "receiver-org":
			return p.organisation(&t.Receiver, p.s.Line())
		case "sector":
			return p.coded(appended(&t.Sectors), p.s.Line())
		case "recipient-country":
			return p.coded(appended(&t.Countries), p.s.Line())
		case "recipient-region":
			return p.coded(appended(&t.Regions), p.s.Line())
		}
		return p.skip()
	})
}

func (p *parser) location(l *location, line int) error {
	l.Line = line
	return p.children(func(name []byte) (err error) {
		switch string(name) {
		case "location-id":
			return p.coded(appended(&l.IDs), p.s.Line())
		case "gazetteer-entry": // until 1.03: the code is the text, the list is @gazetteer-ref
			id := appended(&l.IDs)
			id.Line, id.Vocabulary = p.s.Line(), p.attr("gazetteer-ref")
			p.text, err = p.gather(p.text[:0])
			id.Code = p.str(p.text)
			return err
		case "name":
			return p.words(appended(&l.Names), p.s.Line())
		case "administrative":
			l.Areas = append(l.Areas, area{
				Vocabulary: p.attr("vocabulary"), Level: p.attr("level"), Code: p.attr("code"),
				Country: p.attr("country"), Adm1: p.attr("adm1"), Adm2: p.attr("adm2"),
			})
		case "point":
			return p.children(func(name []byte) (err error) {
				if string(name) != "pos" {
					return p.skip()
				}
				l.Position.Line = p.s.Line()
				p.text, err = p.gather(p.text[:0])
				l.Position.Text = p.str(p.text)
				return err
			})
		case "coordinates":
			l.Position.Line = p.s.Line()
			l.Latitude, l.Longitude, l.Precision = p.attr("latitude"), p.attr("longitude"), p.attr("precision")
		case "exactness":
			l.Exactness = p.attr("code")
		case "location-class":
			l.Class = p.attr("code")
		case "feature-designation", "location-type":
			l.Designation = p.attr("code")
		}
		return p.skip()
	})
}

func (p *parser) document(d *document, line int) error {
	d.Line, d.URL = line, p.attr("url")
	return p.children(func(name []byte) error {
		switch string(name) {
		case "title":
			return p.words(appended(&d.Titles), p.s.Line())
		case "category":
			d.Categories = append(d.Categories, p.attr("code"))
		}
		return p.skip()
	})
}
