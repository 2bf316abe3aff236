package overlap

import (
	"math"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/packed"
)

// featuresFormat is the first byte of the stored form. Another byte is refused: the initiative's features are made again.
const featuresFormat = 3

// MarshalBinary gives the stored form: a version byte, then the fields in order, counts and numbers as varints.
func (f *Features) MarshalBinary() ([]byte, error) {
	w := &packed.Writer{Bytes: make([]byte, 0, 2048)}
	w.Byte(featuresFormat)
	w.Text(f.ID)
	w.Text(string(f.Kind))
	w.Int(int64(f.Hierarchy))
	w.Count(len(f.Identifiers))
	for _, id := range f.Identifiers {
		w.Text(id.Key)
		w.Int(int64(id.Class))
		w.Text(id.Shown)
	}
	w.Count(len(f.Links))
	for _, l := range f.Links {
		w.Text(string(l.Type))
		w.Text(l.Initiative)
		w.Text(l.Key)
	}
	w.Count(len(f.Titles))
	for _, t := range f.Titles {
		w.Text(t.Language)
		w.Text(t.Text)
	}
	w.Count(len(f.Terms))
	for _, t := range f.Terms {
		w.Text(t.Text)
		w.Text(t.Language)
		w.Int(int64(t.Kind))
		w.Bool(t.InTitle)
	}
	w.Count(len(f.Markers))
	for _, m := range f.Markers {
		w.Text(string(m.Relation))
		w.Bool(m.Year)
		w.Int(int64(m.Number))
	}
	writeParties(w, f.Donors)
	writeParties(w, f.Hosts)
	writeParties(w, f.Implementers)
	w.Texts(f.Agencies)
	w.Texts(f.Countries)
	w.Count(len(f.Places))
	for _, p := range f.Places {
		w.Text(p.Code)
		w.Text(p.Name)
		w.Text(p.Shown)
		w.Int(int64(p.Level))
		w.Bool(p.HasPoint)
		if p.HasPoint {
			w.Int(int64(math.Float32bits(p.Latitude)))
			w.Int(int64(math.Float32bits(p.Longitude)))
		}
	}
	w.Int(int64(f.Start))
	w.Int(int64(f.End))
	w.Int(int64(f.Heard))
	w.Bool(f.Planned)
	w.Bool(f.Cancelled)
	w.Count(len(f.Practices))
	for _, p := range f.Practices {
		w.Int(int64(p.Number))
		w.Bool(p.Derived)
	}
	w.Texts(f.Purposes)
	w.Texts(f.Categories)
	w.Texts(f.Groups)
	w.Count(len(f.Money))
	for _, m := range f.Money {
		w.Text(m.Type)
		w.Text(m.Currency)
		w.Int(int64(m.Amount))
	}
	writeParties(w, []Party{f.Reporter})
	w.Bool(f.Secondary)
	w.Texts(f.Sources)
	w.Float(f.Completeness)
	return w.Bytes, nil
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
	r := packed.NewReader(stored)
	f.ID, f.Kind, f.Hierarchy = r.Text(), registry.Kind(r.Text()), int(r.Int())
	f.Identifiers = packed.List(&r, f.Identifiers, func() Identifier {
		return Identifier{Key: r.Text(), Class: IdentifierClass(r.Int()), Shown: r.Text()}
	})
	f.Links = packed.List(&r, f.Links, func() Link {
		return Link{Type: registry.RelationType(r.Text()), Initiative: r.Text(), Key: r.Text()}
	})
	f.Titles = packed.List(&r, f.Titles, func() Title { return Title{Language: r.Text(), Text: r.Text()} })
	f.Terms = packed.List(&r, f.Terms, func() Term {
		return Term{Text: r.Text(), Language: r.Text(), Kind: TermKind(r.Int()), InTitle: r.Bool()}
	})
	f.Markers = packed.List(&r, f.Markers, func() Marker {
		return Marker{Relation: registry.RelationType(r.Text()), Year: r.Bool(), Number: uint16(r.Int())}
	})
	f.Donors, f.Hosts, f.Implementers = readParties(&r, f.Donors), readParties(&r, f.Hosts), readParties(&r, f.Implementers)
	f.Agencies, f.Countries = r.Texts(f.Agencies), r.Texts(f.Countries)
	f.Places = packed.List(&r, f.Places, func() Place {
		p := Place{Code: r.Text(), Name: r.Text(), Shown: r.Text(), Level: uint8(r.Int()), HasPoint: r.Bool()}
		if p.HasPoint {
			p.Latitude = math.Float32frombits(uint32(r.Int()))
			p.Longitude = math.Float32frombits(uint32(r.Int()))
		}
		return p
	})
	f.Start, f.End, f.Heard, f.Planned, f.Cancelled = int32(r.Int()), int32(r.Int()), int32(r.Int()), r.Bool(), r.Bool()
	f.Practices = packed.List(&r, f.Practices, func() Practice { return Practice{Number: uint8(r.Int()), Derived: r.Bool()} })
	f.Purposes, f.Categories, f.Groups = r.Texts(f.Purposes), r.Texts(f.Categories), r.Texts(f.Groups)
	f.Money = packed.List(&r, f.Money, func() Money {
		return Money{Type: r.Text(), Currency: r.Text(), Amount: registry.Amount(r.Int())}
	})
	if r.Count() != 1 {
		return registry.Errorf(registry.EInvalid, "damaged detection features")
	}
	f.Reporter = readParty(&r)
	f.Secondary = r.Bool()
	f.Sources = r.Texts(f.Sources)
	f.Completeness = r.Float()
	if !r.Ended() {
		return registry.Errorf(registry.EInvalid, "damaged detection features")
	}
	return nil
}

func writeParties(w *packed.Writer, ps []Party) {
	w.Count(len(ps))
	for _, p := range ps {
		w.Text(p.Organisation)
		w.Text(p.Ultimate)
		w.Text(p.Name)
		w.Text(p.Shown)
	}
}

func readParties(r *packed.Reader, into []Party) []Party {
	return packed.List(r, into, func() Party { return readParty(r) })
}

func readParty(r *packed.Reader) Party {
	return Party{Organisation: r.Text(), Ultimate: r.Text(), Name: r.Text(), Shown: r.Text()}
}
