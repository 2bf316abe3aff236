package overlap

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// featuresFormat is the first byte of the stored form. Another byte is refused: the initiative's features are made again.
const featuresFormat = 3

// MarshalBinary gives the stored form: a version byte, then the fields in order, counts and numbers as varints.
func (f *Features) MarshalBinary() ([]byte, error) {
	w := writer{buf: make([]byte, 0, 2048)}
	w.buf = append(w.buf, featuresFormat)
	w.text(f.ID)
	w.text(string(f.Kind))
	w.int(int64(f.Hierarchy))
	w.count(len(f.Identifiers))
	for _, id := range f.Identifiers {
		w.text(id.Key)
		w.int(int64(id.Class))
		w.text(id.Shown)
	}
	w.count(len(f.Links))
	for _, l := range f.Links {
		w.text(string(l.Type))
		w.text(l.Initiative)
		w.text(l.Key)
	}
	w.count(len(f.Titles))
	for _, t := range f.Titles {
		w.text(t.Language)
		w.text(t.Text)
	}
	w.count(len(f.Terms))
	for _, t := range f.Terms {
		w.text(t.Text)
		w.text(t.Language)
		w.int(int64(t.Kind))
		w.bool(t.InTitle)
	}
	w.count(len(f.Markers))
	for _, m := range f.Markers {
		w.text(string(m.Relation))
		w.bool(m.Year)
		w.int(int64(m.Number))
	}
	w.parties(f.Donors)
	w.parties(f.Hosts)
	w.parties(f.Implementers)
	w.texts(f.Agencies)
	w.texts(f.Countries)
	w.count(len(f.Places))
	for _, p := range f.Places {
		w.text(p.Code)
		w.text(p.Name)
		w.text(p.Shown)
		w.int(int64(p.Level))
		w.bool(p.HasPoint)
		if p.HasPoint {
			w.int(int64(math.Float32bits(p.Latitude)))
			w.int(int64(math.Float32bits(p.Longitude)))
		}
	}
	w.int(int64(f.Start))
	w.int(int64(f.End))
	w.int(int64(f.Heard))
	w.bool(f.Planned)
	w.bool(f.Cancelled)
	w.count(len(f.Practices))
	for _, p := range f.Practices {
		w.int(int64(p.Number))
		w.bool(p.Derived)
	}
	w.texts(f.Purposes)
	w.texts(f.Categories)
	w.texts(f.Groups)
	w.count(len(f.Money))
	for _, m := range f.Money {
		w.text(m.Type)
		w.text(m.Currency)
		w.int(int64(m.Amount))
	}
	w.parties([]Party{f.Reporter})
	w.bool(f.Secondary)
	w.texts(f.Sources)
	w.buf = binary.BigEndian.AppendUint64(w.buf, math.Float64bits(f.Completeness))
	return w.buf, nil
}

// UnmarshalBinary reads what MarshalBinary wrote; EInvalid for another version or damaged bytes.
func (f *Features) UnmarshalBinary(data []byte) error {
	if len(data) == 0 || data[0] != featuresFormat {
		return registry.Errorf(registry.EInvalid, "detection features of another version")
	}
	*f = Features{}
	return f.decode(string(data[1:])) // one copy backs all strings
}

// decode reads what follows the version. It uses f's slices again, and its strings are parts of stored.
func (f *Features) decode(stored string) error {
	r := reader{rest: stored}
	f.ID, f.Kind, f.Hierarchy = r.text(), registry.Kind(r.text()), int(r.int())
	f.Identifiers = list(&r, f.Identifiers, func() Identifier {
		return Identifier{Key: r.text(), Class: IdentifierClass(r.int()), Shown: r.text()}
	})
	f.Links = list(&r, f.Links, func() Link {
		return Link{Type: registry.RelationType(r.text()), Initiative: r.text(), Key: r.text()}
	})
	f.Titles = list(&r, f.Titles, func() Title { return Title{Language: r.text(), Text: r.text()} })
	f.Terms = list(&r, f.Terms, func() Term {
		return Term{Text: r.text(), Language: r.text(), Kind: TermKind(r.int()), InTitle: r.bool()}
	})
	f.Markers = list(&r, f.Markers, func() Marker {
		return Marker{Relation: registry.RelationType(r.text()), Year: r.bool(), Number: uint16(r.int())}
	})
	f.Donors, f.Hosts, f.Implementers = r.parties(f.Donors), r.parties(f.Hosts), r.parties(f.Implementers)
	f.Agencies, f.Countries = r.texts(f.Agencies), r.texts(f.Countries)
	f.Places = list(&r, f.Places, func() Place {
		p := Place{Code: r.text(), Name: r.text(), Shown: r.text(), Level: uint8(r.int()), HasPoint: r.bool()}
		if p.HasPoint {
			p.Latitude = math.Float32frombits(uint32(r.int()))
			p.Longitude = math.Float32frombits(uint32(r.int()))
		}
		return p
	})
	f.Start, f.End, f.Heard, f.Planned, f.Cancelled = int32(r.int()), int32(r.int()), int32(r.int()), r.bool(), r.bool()
	f.Practices = list(&r, f.Practices, func() Practice { return Practice{Number: uint8(r.int()), Derived: r.bool()} })
	f.Purposes, f.Categories, f.Groups = r.texts(f.Purposes), r.texts(f.Categories), r.texts(f.Groups)
	f.Money = list(&r, f.Money, func() Money {
		return Money{Type: r.text(), Currency: r.text(), Amount: registry.Amount(r.int())}
	})
	if r.count() != 1 {
		return registry.Errorf(registry.EInvalid, "damaged detection features")
	}
	f.Reporter = r.party()
	f.Secondary = r.bool()
	f.Sources = r.texts(f.Sources)
	if len(r.rest) != 8 || r.bad {
		return registry.Errorf(registry.EInvalid, "damaged detection features")
	}
	f.Completeness = math.Float64frombits(binary.BigEndian.Uint64([]byte(r.rest)))
	return nil
}

type writer struct{ buf []byte }

func (w *writer) int(v int64) { w.buf = binary.AppendVarint(w.buf, v) }
func (w *writer) count(n int) { w.buf = binary.AppendUvarint(w.buf, uint64(n)) }
func (w *writer) text(s string) {
	w.count(len(s))
	w.buf = append(w.buf, s...)
}
func (w *writer) bool(b bool) {
	if b {
		w.buf = append(w.buf, 1)
	} else {
		w.buf = append(w.buf, 0)
	}
}
func (w *writer) texts(ss []string) {
	w.count(len(ss))
	for _, s := range ss {
		w.text(s)
	}
}
func (w *writer) parties(ps []Party) {
	w.count(len(ps))
	for _, p := range ps {
		w.text(p.Organisation)
		w.text(p.Ultimate)
		w.text(p.Name)
		w.text(p.Shown)
	}
}

// reader reads until something is wrong, and from then on gives zeros.
type reader struct {
	rest string
	bad  bool
}

func (r *reader) int() int64 {
	if len(r.rest) > 0 && r.rest[0] < 0x80 && !r.bad {
		v := r.rest[0]
		r.rest = r.rest[1:]
		return int64(v>>1) ^ -int64(v&1)
	}
	v, n := binary.Varint([]byte(r.rest[:min(len(r.rest), binary.MaxVarintLen64)]))
	return advance(r, v, n)
}

// count reads a length; no item is shorter than a byte.
func (r *reader) count() int {
	if len(r.rest) > 0 && r.rest[0] < 0x80 && !r.bad { // nearly all
		v := int(r.rest[0])
		r.rest = r.rest[1:]
		if v > len(r.rest) {
			r.bad = true
			return 0
		}
		return v
	}
	v, n := binary.Uvarint([]byte(r.rest[:min(len(r.rest), binary.MaxVarintLen64)]))
	v = advance(r, v, n)
	if v > uint64(len(r.rest)) {
		r.bad = true
		return 0
	}
	return int(v)
}

func advance[T int64 | uint64](r *reader, v T, n int) T {
	if n <= 0 || r.bad {
		r.bad = true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) text() string {
	n := r.count()
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *reader) bool() bool {
	if r.bad || len(r.rest) == 0 {
		r.bad = true
		return false
	}
	b := r.rest[0] == 1
	r.rest = r.rest[1:]
	return b
}

func (r *reader) texts(into []string) []string { return list(r, into, r.text) }

func (r *reader) parties(into []Party) []Party { return list(r, into, r.party) }

func (r *reader) party() Party {
	return Party{Organisation: r.text(), Ultimate: r.text(), Name: r.text(), Shown: r.text()}
}

// list reads items into a slice that is used again; nil where there are none and there was no slice.
func list[T any](r *reader, into []T, item func() T) []T {
	n := r.count()
	if n == 0 {
		return into[:0]
	}
	all := slices.Grow(into[:0], min(n, 256))
	for range n {
		all = append(all, item())
		if r.bad {
			return nil
		}
	}
	return all
}
