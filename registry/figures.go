package registry

import "time"

// Making is the number of this program's way to make what it stores beside views and records: their figures, the places and
// other terms that a view is found by, and what the detector knows of an initiative. Who makes one of these in another way
// raises it. What was made in another way is not used, and is made again (service.Remake).
const Making = 2

// ViewFigures is what sums need of a view. Of a view whose figures were not made in this program's way it has the document.
type ViewFigures struct {
	Figures  string
	Document []byte // the JSON of an Initiative, whole; nil where Figures is there
}

// RecordAt is a record as it was, beside what it is now: its marks of today govern what is shown of it.
type RecordAt struct {
	ID        string // of the record
	Feed, Key string
	Withdrawn bool // by now
	Then, Now RecordFigures
}

// RecordFigures is what sums need of a version of a record. Of one whose figures were not made in this program's way it has
// the record.
type RecordFigures struct {
	Version   int // 0 for none
	Retrieved time.Time
	Figures   string
	Record    *Record // without Raw; nil where Figures is there
}
