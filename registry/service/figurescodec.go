package service

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/money"
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
	w := figuresWriter{make([]byte, 1, 256)}
	for bit, is := range map[byte]bool{figuresReference: f.Reference, figuresSecondary: f.Secondary, figuresOpenEnded: f.Period.OpenEnded,
		figuresUnclear: f.PracticesUnclear, figuresElsewhere: f.Elsewhere, figuresPriced: f.Priced} {
		if is {
			w.buf[0] |= bit
		}
	}
	w.text(f.ID)
	w.text(string(f.Status))
	w.text(string(f.Period.Start))
	w.text(string(f.Period.End))
	w.text(string(f.LastValueDate))
	w.number(f.Retrieved.UnixMilli())
	w.number(int64(len(f.GoodPractices)))
	for _, n := range f.GoodPractices {
		w.number(int64(n))
	}
	w.parts(f.Countries)
	w.parts(f.Sectors)
	for _, list := range [][]string{f.Regions, f.Donors, f.Own, f.Names, f.Flows} {
		w.texts(list)
	}
	w.number(int64(len(f.Links)))
	for _, l := range f.Links {
		w.text(string(l.Relation))
		w.text(l.Initiative)
		w.text(l.Key)
	}
	w.number(int64(len(f.Lines)))
	for _, l := range f.Lines {
		w.text(string(l.Type))
		w.text(l.Currency)
		w.number(int64(l.Amount))
		switch {
		case l.USD == nil:
			w.buf = append(w.buf, 0)
		default:
			w.buf = append(w.buf, 1)
			w.number(int64(*l.USD))
		}
	}
	return w.buf
}

type figuresWriter struct{ buf []byte }

func (w *figuresWriter) number(n int64) { w.buf = binary.AppendVarint(w.buf, n) }

func (w *figuresWriter) text(s string) {
	w.number(int64(len(s)))
	w.buf = append(w.buf, s...)
}

func (w *figuresWriter) texts(list []string) {
	w.number(int64(len(list)))
	for _, s := range list {
		w.text(s)
	}
}

func (w *figuresWriter) parts(list []statedPart) {
	w.number(int64(len(list)))
	for _, p := range list {
		w.text(p.value)
		w.number(p.part)
	}
}

// decodeFigures reads what encode wrote; EInternal for anything else. The texts of the figures are parts of the one given.
func decodeFigures(encoded string) (*figures, error) {
	r := figuresReader{rest: encoded}
	f := &figures{}
	flags := r.byte()
	f.Reference, f.Secondary, f.Period.OpenEnded = flags&figuresReference != 0, flags&figuresSecondary != 0, flags&figuresOpenEnded != 0
	f.PracticesUnclear, f.Elsewhere, f.Priced = flags&figuresUnclear != 0, flags&figuresElsewhere != 0, flags&figuresPriced != 0
	f.ID = r.text()
	f.Status = registry.Status(r.text())
	f.Period.Start, f.Period.End, f.LastValueDate = registry.Date(r.text()), registry.Date(r.text()), registry.Date(r.text())
	f.Retrieved = time.UnixMilli(r.number()).UTC()
	f.GoodPractices = listOf(&r, 1, func() int { return int(r.number()) })
	f.Countries, f.Sectors = r.parts(), r.parts()
	for _, list := range []*[]string{&f.Regions, &f.Donors, &f.Own, &f.Names, &f.Flows} {
		*list = listOf(&r, 1, r.text)
	}
	f.Links = listOf(&r, 3, func() money.Link {
		return money.Link{Relation: registry.RelationType(r.text()), Initiative: r.text(), Key: r.text()}
	})
	f.Lines = listOf(&r, 4, func() money.Line {
		l := money.Line{Type: money.Type(r.text()), Currency: r.text(), Amount: registry.Amount(r.number())}
		if r.byte() != 0 {
			usd := registry.Amount(r.number())
			l.USD = &usd
		}
		return l
	})
	if r.failed || r.rest != "" {
		return nil, registry.Errorf(registry.EInternal, "stored figures cannot be read")
	}
	return f, nil
}

// figuresReader takes values from the front of a text and remembers that it ran out.
type figuresReader struct {
	rest   string
	failed bool
}

func (r *figuresReader) fail() {
	r.failed, r.rest = true, ""
}

func (r *figuresReader) byte() byte {
	if r.rest == "" {
		r.fail()
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

// number reads what binary.AppendVarint wrote.
func (r *figuresReader) number() int64 {
	var n uint64
	for shift := 0; shift < 64; shift += 7 {
		b := r.byte()
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return int64(n>>1) ^ -int64(n&1)
		}
	}
	r.fail()
	return 0
}

// length reads a count of things of at least size bytes each, so that no broken count makes a huge allocation.
func (r *figuresReader) length(size int) int {
	n := r.number()
	if n < 0 || n > math.MaxInt32 || int(n)*size > len(r.rest) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *figuresReader) text() string {
	n := r.length(1)
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *figuresReader) parts() []statedPart {
	return listOf(r, 2, func() statedPart { return statedPart{r.text(), r.number()} })
}

// listOf reads a list of things of at least size bytes each; nil for an empty one.
func listOf[T any](r *figuresReader, size int, read func() T) []T {
	n := r.length(size)
	if n == 0 {
		return nil
	}
	list := make([]T, n)
	for i := range list {
		list[i] = read()
	}
	return list
}
