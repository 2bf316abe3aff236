package columns

import (
	"encoding/binary"
	"math"

	"github.com/tansiq/tansiq/registry"
)

// Unknown is the day of a date that is not known. It sorts after every known day.
const Unknown int32 = math.MaxInt32

// Entry is what lists, counts and facets know of one view, apart from who sees it.
type Entry struct {
	Start, End int32 // days since 1970-01-01, or Unknown
	OpenEnded  bool
	Budget     *registry.Amount // US dollars
	// Terms are the numbers that the store gave the view's values (country AF, donor X ...). The first Faceted of them
	// are those that facets count.
	Terms   []uint32
	Faceted int
	Points  []registry.Point
	// Identifiers and TextHash are for the store, which must know what it indexed to take it out again.
	Identifiers []string
	TextHash    uint64
}

// entryFormat is the first byte of an encoded entry.
const entryFormat = 1

// The bits of an encoded entry's second byte.
const (
	flagOpenEnded = 1 << iota
	flagBudget
)

// Encode writes the entry in a compact form. Equal entries have equal bytes.
func (e *Entry) Encode() []byte {
	b := make([]byte, 2, 32+3*len(e.Terms)+16*len(e.Points))
	b[0] = entryFormat
	if e.OpenEnded {
		b[1] |= flagOpenEnded
	}
	b = binary.AppendVarint(b, int64(e.Start))
	b = binary.AppendVarint(b, int64(e.End))
	if e.Budget != nil {
		b[1] |= flagBudget
		b = binary.AppendVarint(b, int64(*e.Budget))
	}
	b = binary.AppendUvarint(b, uint64(e.Faceted))
	b = binary.AppendUvarint(b, uint64(len(e.Terms)))
	for _, t := range e.Terms {
		b = binary.AppendUvarint(b, uint64(t))
	}
	b = binary.AppendUvarint(b, uint64(len(e.Points)))
	for _, p := range e.Points {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p.Latitude))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p.Longitude))
	}
	b = binary.LittleEndian.AppendUint64(b, e.TextHash)
	b = binary.AppendUvarint(b, uint64(len(e.Identifiers)))
	for _, id := range e.Identifiers {
		b = binary.AppendUvarint(b, uint64(len(id)))
		b = append(b, id...)
	}
	return b
}

// DecodeEntry reads what Encode wrote; EInternal for anything else.
func DecodeEntry(b []byte) (Entry, error) {
	r := reader{rest: b}
	var e Entry
	if r.byte() != entryFormat {
		return e, errEntry()
	}
	flags := r.byte()
	e.OpenEnded = flags&flagOpenEnded != 0
	e.Start, e.End = int32(r.varint()), int32(r.varint())
	if flags&flagBudget != 0 {
		budget := registry.Amount(r.varint())
		e.Budget = &budget
	}
	e.Faceted = r.length(0)
	if n := r.length(1); n > 0 {
		e.Terms = make([]uint32, n)
		for i := range e.Terms {
			e.Terms[i] = uint32(r.uvarint())
		}
	}
	if n := r.length(16); n > 0 {
		e.Points = make([]registry.Point, n)
		for i := range e.Points {
			e.Points[i] = registry.Point{Latitude: math.Float64frombits(r.uint64()), Longitude: math.Float64frombits(r.uint64())}
		}
	}
	e.TextHash = r.uint64()
	if n := r.length(1); n > 0 {
		e.Identifiers = make([]string, n)
		for i := range e.Identifiers {
			e.Identifiers[i] = string(r.bytes(r.length(1)))
		}
	}
	if r.failed || len(r.rest) > 0 || e.Faceted > len(e.Terms) {
		return Entry{}, errEntry()
	}
	return e, nil
}

func errEntry() error { return registry.Errorf(registry.EInternal, "an index entry cannot be read") }

// reader takes values from the front of a slice and remembers that it ran out.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) bytes(n int) []byte {
	if n > len(r.rest) {
		r.failed, r.rest = true, nil
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) byte() byte {
	if b := r.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uint64() uint64 {
	if b := r.bytes(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.failed, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.rest)
	if n <= 0 {
		r.failed, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// length reads a count of things of at least size bytes each, so that no broken count makes a huge allocation.
func (r *reader) length(size int) int {
	n := r.uvarint()
	if n > uint64(math.MaxInt32) || int(n)*size > len(r.rest) {
		r.failed, r.rest = true, nil
		return 0
	}
	return int(n)
}
