package iati

// Each reset empties a struct and keeps the memory of its slices for the next activity.

func (a *activity) reset() {
	*a = activity{
		Identifiers: a.Identifiers[:0], OtherIdentifiers: a.OtherIdentifiers[:0], Reporters: a.Reporters[:0],
		Titles: a.Titles[:0], Descriptions: a.Descriptions[:0], Statuses: a.Statuses[:0], Dates: a.Dates[:0],
		Participants: a.Participants[:0], Countries: a.Countries[:0], Regions: a.Regions[:0],
		Locations: a.Locations[:0], Sectors: a.Sectors[:0], PolicyMarkers: a.PolicyMarkers[:0], Tags: a.Tags[:0],
		Budgets: a.Budgets[:0], Transactions: a.Transactions[:0], Related: a.Related[:0], Websites: a.Websites[:0],
		Documents: a.Documents[:0],
	}
}

func (w *words) reset() { *w = words{Texts: w.Texts[:0]} }
func (c *coded) reset() { *c = coded{Texts: c.Texts[:0]} }
func (d *date) reset()  { *d = date{} }
func (m *money) reset() { *m = money{} }

func (o *otherIdentifier) reset() { *o = otherIdentifier{Owner: o.Owner[:0], Texts: o.Texts[:0]} }
func (o *organisation) reset()    { *o = organisation{Texts: o.Texts[:0]} }

func (l *location) reset() {
	*l = location{IDs: l.IDs[:0], Names: l.Names[:0], Areas: l.Areas[:0]}
}

func (b *budget) reset() { *b = budget{Values: b.Values[:0]} }

func (t *transaction) reset() {
	provider, receiver, kind := t.Provider, t.Receiver, t.Type
	provider.reset()
	receiver.reset()
	kind.reset()
	*t = transaction{
		Type: kind, Provider: provider, Receiver: receiver, Values: t.Values[:0],
		Sectors: t.Sectors[:0], Countries: t.Countries[:0], Regions: t.Regions[:0],
	}
}

func (d *document) reset() { *d = document{Titles: d.Titles[:0], Categories: d.Categories[:0]} }
