package service

import (
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/money"
	"github.com/tansiq/tansiq/registry/packed"
)

// The bits of the first byte of stored figures.
const (
	figuresReference = 1 << iota
	figuresSecondary
	figuresOpenEnded
	figuresUnclear
	figuresElsewhere
	figuresPriced
)

// encode writes the figures in a short form. Equal figures have equal bytes.
func (f *figures) encode() []byte {
	w := &packed.Writer{Bytes: make([]byte, 1, 256)}
	for bit, is := range map[byte]bool{figuresReference: f.Reference, figuresSecondary: f.Secondary, figuresOpenEnded: f.Period.OpenEnded,
		figuresUnclear: f.PracticesUnclear, figuresElsewhere: f.Elsewhere, figuresPriced: f.Priced} {
		if is {
			w.Bytes[0] |= bit
		}
	}
	w.Text(f.ID)
	w.Text(string(f.Status))
	w.Text(string(f.Period.Start))
	w.Text(string(f.Period.End))
	w.Text(string(f.LastValueDate))
	w.Int(f.Retrieved.UnixMilli())
	w.Count(len(f.GoodPractices))
	for _, n := range f.GoodPractices {
		w.Int(int64(n))
	}
	writeParts(w, f.Countries)
	writeParts(w, f.Sectors)
	for _, list := range [][]string{f.Regions, f.Donors, f.Own, f.Names, f.Flows} {
		w.Texts(list)
	}
	w.Count(len(f.Links))
	for _, l := range f.Links {
		w.Text(string(l.Relation))
		w.Text(l.Initiative)
		w.Text(l.Key)
	}
	w.Count(len(f.Lines))
	for _, l := range f.Lines {
		w.Text(string(l.Type))
		w.Text(l.Currency)
		w.Int(int64(l.Amount))
		if w.Bool(l.USD != nil); l.USD != nil {
			w.Int(int64(*l.USD))
		}
	}
	return w.Bytes
}

func writeParts(w *packed.Writer, list []statedPart) {
	w.Count(len(list))
	for _, p := range list {
		w.Text(p.value)
		w.Int(p.part)
	}
}

// decodeFigures reads what encode wrote; EInternal for anything else. The texts of the figures are parts of the one given.
func decodeFigures(encoded string) (*figures, error) {
	r := packed.NewReader(encoded)
	f := &figures{}
	flags := r.Byte()
	f.Reference, f.Secondary, f.Period.OpenEnded = flags&figuresReference != 0, flags&figuresSecondary != 0, flags&figuresOpenEnded != 0
	f.PracticesUnclear, f.Elsewhere, f.Priced = flags&figuresUnclear != 0, flags&figuresElsewhere != 0, flags&figuresPriced != 0
	f.ID = r.Text()
	f.Status = registry.Status(r.Text())
	f.Period.Start, f.Period.End, f.LastValueDate = registry.Date(r.Text()), registry.Date(r.Text()), registry.Date(r.Text())
	f.Retrieved = time.UnixMilli(r.Int()).UTC()
	f.GoodPractices = packed.List(&r, nil, func() int { return int(r.Int()) })
	f.Countries, f.Sectors = readParts(&r), readParts(&r)
	for _, list := range []*[]string{&f.Regions, &f.Donors, &f.Own, &f.Names, &f.Flows} {
		*list = r.Texts(nil)
	}
	f.Links = packed.List(&r, nil, func() money.Link {
		return money.Link{Relation: registry.RelationType(r.Text()), Initiative: r.Text(), Key: r.Text()}
	})
	f.Lines = packed.List(&r, nil, func() money.Line {
		l := money.Line{Type: money.Type(r.Text()), Currency: r.Text(), Amount: registry.Amount(r.Int())}
		if r.Bool() {
			usd := registry.Amount(r.Int())
			l.USD = &usd
		}
		return l
	})
	if !r.Ended() {
		return nil, registry.Errorf(registry.EInternal, "stored figures cannot be read")
	}
	return f, nil
}

func readParts(r *packed.Reader) []statedPart {
	return packed.List(r, nil, func() statedPart { return statedPart{r.Text(), r.Int()} })
}
