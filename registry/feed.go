package registry

import (
	"context"
	"io"
	"iter"
	"time"
)

// Feed is a partner's source of records.
type Feed struct {
	ID       string `json:"id"`   // UUIDv7
	Name     string `json:"name"` // unique; "toolkit", or what an operator calls it
	Format   string `json:"format"`
	URL      string `json:"url,omitempty"`      // http(s):, or file: for the command line alone
	Schedule string `json:"schedule,omitempty"` // "" manual, "every 6h", or five cron fields in UTC
	Enabled  bool   `json:"enabled"`
	Licence  string `json:"licence,omitempty"`
	Marks    Marks  `json:"marks"` // given to each of its records that states none
	// Mapping, Charset and Absence state what the feed's files do not say themselves.
	Mapping Mapping    `json:"mapping,omitempty"` // of sheets without hashtags; hxl only
	Charset string     `json:"charset,omitempty"` // of text that is not Unicode: one of Charsets
	Absence Absence    `json:"absence,omitempty"` // "" is what its format is used for
	Created time.Time  `json:"created_at"`
	Updated time.Time  `json:"updated_at"`
	Deleted *time.Time `json:"deleted_at,omitempty"`
	// ETag and LastModified are the validators of the last body that was published (RFC 9110 section 8.8).
	ETag         string `json:"-"`
	LastModified string `json:"-"`
}

// Charsets lists the encodings that a feed's text files may be declared to have where they are not Unicode.
func Charsets() []string { return []string{"windows-1252", "windows-1256", "iso-8859-1"} }

// Absence is what it means that a record which a feed had is no more in it.
type Absence string

// The meanings of absence.
const (
	// AbsenceWithdrawn: it is not said any more. Of the initiative that says nothing.
	AbsenceWithdrawn Absence = "withdrawn"
	// AbsenceEnded: the feed lists what goes on, so what it lists no more has ended.
	AbsenceEnded Absence = "ended"
)

// FeedHealth is what anybody may know of a feed: is it alive, and if not, why.
type FeedHealth struct {
	Feed        Feed       `json:"feed"`
	LastGood    *time.Time `json:"last_good_run,omitempty"`
	LastRun     *Run       `json:"last_run,omitempty"`
	NextRun     *time.Time `json:"next_run,omitempty"`
	Records     int        `json:"records"`
	Failing     bool       `json:"failing"`
	Held        bool       `json:"held"` // a run waits for review
	HeldRun     string     `json:"held_run,omitempty"`
	Freshness   *time.Time `json:"freshness,omitempty"`
	LastProblem string     `json:"last_problem,omitempty"`
}

// Run is one attempt to import a feed.
type Run struct {
	ID       string     `json:"id"` // UUIDv7
	Feed     string     `json:"feed"`
	State    RunState   `json:"state"`
	Trigger  string     `json:"trigger"` // schedule, manual, catch-up, start
	Started  time.Time  `json:"started_at"`
	Finished *time.Time `json:"finished_at,omitempty"`
	Counts   RunCounts  `json:"counts"`
	// Error says in one safe sentence why the run failed or is held, with what the operator can do.
	Error string `json:"error,omitempty"`
	Hint  string `json:"hint,omitempty"`
	// Spool and Position let a killed publish go on: the spool file's name and how many of its entries are published.
	Spool    string `json:"-"`
	Position int    `json:"-"`
	Fence    int64  `json:"-"` // token of the lease under which the run started
}

// RunState is how far a run is.
type RunState string

// The states of a run. Decoding leads to publishing, held or failed; publishing to done; held to publishing when an
// administrator releases it, or to discarded.
const (
	RunDecoding   RunState = "decoding"
	RunPublishing RunState = "publishing"
	RunDone       RunState = "done"
	RunUnmodified RunState = "unmodified" // the server said 304, or sent the bytes of last time
	RunHeld       RunState = "held"       // suspicious: nothing withdrawn, waits for review
	RunDiscarded  RunState = "discarded"  // was held, and discarded by an administrator or overtaken by a later run
	RunFailed     RunState = "failed"
)

// RunCounts count what a file holds: Read is the sum of New, Changed, Unchanged, Rejected and Funding.
type RunCounts struct {
	Read      int `json:"read"`
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected"`
	Withdrawn int `json:"withdrawn"`
	// Funding counts entries that pay a plan or a fund and no initiative; see Item.
	Funding int `json:"funding"`
}

// Problem is something wrong in a feed, said so that its publisher can mend it.
type Problem struct {
	Line       int      `json:"line,omitempty"` // 1-based line of the decoded text; row of a sheet
	Identifier string   `json:"identifier,omitempty"`
	Field      string   `json:"field,omitempty"` // element path or column: "transaction/value/@currency"
	Reason     string   `json:"reason"`          // never repeats personal data
	Severity   Severity `json:"severity"`
}

// Severity is what a problem did to its record.
type Severity string

// The severities.
const (
	SeverityRejected Severity = "rejected" // the record is not taken in
	SeverityWarning  Severity = "warning"  // the record is in, this statement of it is not
)

// Item is what an importer yields: a record, its problems, or a problem alone where the record is rejected.
type Item struct {
	Record *Record // nil where rejected; ID, No, Initiative and Version are the registry's to fill
	// Funding says that the entry is money that was given and no initiative, such as a contribution to a response plan. It
	// has no Record: it is counted, and in no catalogue, detection or total.
	Funding  bool
	Problems []Problem
}

// SnapshotImporter is an Importer whose format is used for lists of what goes on now.
type SnapshotImporter interface {
	Importer
	// Absence is what it means that a record is gone, for feeds that do not say otherwise.
	Absence() Absence
}

// Importer turns one format into records. It streams: neither the file nor all its records are held in memory.
type Importer interface {
	// Format is the name under which feeds ask for it: iati, table, toolkit ...
	Format() string
	// Read yields the file's records in order. A bad record is an Item with a problem; a file that cannot be read to
	// its end yields an error last (EInvalid: not this format, truncated, over a limit), and then nothing of the run
	// counts. Key, Facts, Raw and Line of each record are filled; Feed, Marks and Licence where the source states them.
	Read(ctx context.Context, file io.Reader, feed Feed) iter.Seq2[Item, error]
}
