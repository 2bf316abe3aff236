package registry

import (
	"context"
	"iter"
	"time"
)

// Store keeps the registry. One exported method is one transaction. Every method may return EUnavailable (locked,
// full, away: try again) and EInternal (a defect); comments name the other codes.
//
// Two implementations, SQLite and PostgreSQL, pass one conformance suite.
type Store interface {
	// Write runs fn in one write transaction and commits it if fn returns nil. Change-log positions are taken as the
	// transaction's last statement, so that they are gap-free and in commit order on both databases. Writers queue;
	// fn does no I/O of its own and is brief (at most 250 records or 50 ms).
	Write(ctx context.Context, fn func(tx Tx) error) error
	// LetPass waits, 40 ms at most, until the last write of this process that was not in bulk is 10 ms past: the next one mostly
	// follows at once, and need not wait then. An import calls it between its transactions.
	LetPass(ctx context.Context) error

	InitiativeReader
	RecordReader
	OrganisationReader
	FeedStore
	OverlapReader
	KeyStore
	AttemptStore
	ChangeReader
	SecretStore
	SubmissionStore
	LeaseStore
	DetectionStore
	ModelStore
	PriorityStore

	// Ping says whether the database answers, for /readyz.
	Ping(ctx context.Context) error
	Close() error
}

type inBulk struct{}

// InBulk marks what is written under the context as part of something long, an import or a full detection. Between two of its
// transactions the store lets others in.
func InBulk(ctx context.Context) context.Context { return context.WithValue(ctx, inBulk{}, true) }

// IsInBulk says whether the context is marked.
func IsInBulk(ctx context.Context) bool { return ctx.Value(inBulk{}) != nil }

// Tx is what can be done inside Write.
type Tx interface {
	// IsAwaited says whether a write of this process that is not in bulk (InBulk) waits, or did within the last second: then
	// what is in bulk ends its transaction after some milliseconds.
	IsAwaited() bool
	// CheckFence is EConflict where the lease is no longer held under this token: a leader that was replaced while it
	// worked must not write.
	CheckFence(ctx context.Context, lease string, token int64) error

	// RecordHeads finds those of a feed's records (Record.Feed is the feed's name) that exist, by key.
	RecordHeads(ctx context.Context, feed string, keys []string) (map[string]RecordHead, error)
	// RecordsOf loads the current versions of all records of the initiatives, withdrawn ones too, without Raw.
	RecordsOf(ctx context.Context, initiatives []string) (map[string][]Record, error)
	// PutRecords writes a new version of each record. ID, Initiative and Version are set by the caller; a No of 0 is a
	// new record and is filled in. What PackRecord made of it is written as it is.
	PutRecords(ctx context.Context, records []*Record) error
	// VersionsOf loads all versions of all records of the initiatives, withdrawn ones too, without Raw, by record and version,
	// and holds the initiatives against other writers until the commit.
	VersionsOf(ctx context.Context, initiatives []string) (map[string][]Record, error)
	// PutFigures writes the figures of versions of records that are there.
	PutFigures(ctx context.Context, versions []Record) error
	// SetWithdrawn marks records as gone from their source or back again. It makes no new version.
	SetWithdrawn(ctx context.Context, feed string, keys []string, withdrawn bool) error
	// MoveRecords makes records part of another initiative (merge, or its reversal).
	MoveRecords(ctx context.Context, keys []RecordKey, initiative string) error

	// PutInitiatives replaces all views of each initiative, numbers versions, and notes in the change log the scopes
	// whose bytes changed. Nothing is written, and no version counted, for a scope whose document is as it was.
	PutInitiatives(ctx context.Context, writes []InitiativeWrite) error
	// RedirectInitiative makes an old id resolve to another initiative, or to itself again with to == "".
	RedirectInitiative(ctx context.Context, id, to string) error

	// FindOrganisations looks up by identifier and, of organisations that are not recognised, by folded name (FoldName):
	// that two identified organisations are called "Ministry of Health" makes neither of them a third one of that name.
	// Keys of the maps are as asked.
	FindOrganisations(ctx context.Context, identifiers, names []string) (byIdentifier, byName map[string]*Organisation, err error)
	// PutOrganisations inserts or updates by ID.
	PutOrganisations(ctx context.Context, organisations []*Organisation) error

	// PutRun inserts or updates a run.
	PutRun(ctx context.Context, run *Run) error
	AddProblems(ctx context.Context, run string, problems []Problem) error
	// PutSeen stores the serialized roaring bitmap of the numbers of the records that a good run saw.
	PutSeen(ctx context.Context, run string, bitmap []byte) error

	// FindOverlapsOf and FindOverlapsByPair hold what they load against other writers until the commit.
	//
	// FindOverlapsOf loads the overlaps, retracted ones too, of which a side is one of the initiatives.
	FindOverlapsOf(ctx context.Context, initiatives ...string) ([]*Overlap, error)
	// FindOverlapsByPair loads those of the pairs' overlaps that exist, retracted ones too. A pair is two initiative ids,
	// the lesser first.
	FindOverlapsByPair(ctx context.Context, pairs [][2]string) (map[[2]string]*Overlap, error)
	// PutOverlaps inserts or updates by ID; one pair of initiatives has one overlap.
	PutOverlaps(ctx context.Context, overlaps []*Overlap) error
	// LockRulings lets one transaction rule at a time: what a ruling may join depends on the others.
	LockRulings(ctx context.Context) error
	// ActiveRulings loads the rulings that bind any of the record keys and are not reverted, oldest first.
	ActiveRulings(ctx context.Context, keys []RecordKey) ([]*Ruling, error)
	// FindRuling is ENotFound.
	FindRuling(ctx context.Context, id string) (*Ruling, error)
	PutRuling(ctx context.Context, ruling *Ruling) error
	// SetDetectorPosition notes up to where in the change log overlaps are found.
	SetDetectorPosition(ctx context.Context, position int64, model string) error
	// PutModel adds a model that is not in use. EConflict where the version is there.
	PutModel(ctx context.Context, model *DetectorModel) error
	// UseModel takes a stored model into use, the program's own with version "". ENotFound.
	UseModel(ctx context.Context, version string) error

	// PutSubmission inserts a submission, with before 0, or updates one. EConflict where it does not have that many moves.
	PutSubmission(ctx context.Context, submission *Submission, before int) error

	AddAudit(ctx context.Context, entries ...AuditEntry) error
}

// RecordHead is what publishing must know of a record that exists.
type RecordHead struct {
	ID         string
	No         uint32
	Initiative string
	Version    int
	Hash       ContentHash
	Withdrawn  bool
}

// InitiativeWrite is an initiative with all its views.
type InitiativeWrite struct {
	ID    string
	Views []View // none: it is hidden from everybody
	// Features is what the detector knows of the initiative (package overlap encodes it); nil keeps it out of detection.
	Features []byte
}

// View is the document that one or more scopes see.
type View struct {
	Scopes []ViewScope
	// Document is the projected Initiative as a JSON object without version, created_at and updated_at: the store adds
	// them, since it knows when these bytes changed for these scopes.
	Document []byte
	Index    Index
	// Figures are what sums need of the document (the service encodes them); nil for none.
	Figures []byte
}

// ViewDocument is a stored view: the JSON of an Initiative, whole.
type ViewDocument struct {
	ID        string
	Version   int
	UpdatedAt time.Time
	JSON      []byte
}

// InitiativeReader reads views through a lens.
type InitiativeReader interface {
	// FindInitiative gives the view; an id that was merged away answers with the initiative it is part of now.
	// ENotFound where the lens shows none.
	FindInitiative(ctx context.Context, lens Lens, id string) (ViewDocument, error)
	// InitiativesByID gives the views of those that the lens shows under these very ids; merged ones are not followed.
	InitiativesByID(ctx context.Context, lens Lens, ids []string) ([]ViewDocument, error)
	// ListInitiatives gives a page in a number of queries that does not depend on its size, and the cursor of the next
	// page, "" on the last. EInvalid for a cursor that is not one of this sort.
	ListInitiatives(ctx context.Context, lens Lens, filter InitiativeFilter, page Page) (items []ViewDocument, next string, err error)
	// CountInitiatives is the total of the list.
	CountInitiatives(ctx context.Context, lens Lens, filter InitiativeFilter) (int, error)
	// FacetInitiatives counts values, each field without its own filter, most frequent first, then by value.
	FacetInitiatives(ctx context.Context, lens Lens, filter InitiativeFilter) (map[FacetField][]FacetCount, error)
	// ListCrowdedCells gives a page of the cells in which many initiatives run, those with the most first, and how many
	// there are. It counts what the lens shows and nothing else. Cancelled initiatives and reference kinds are in no cell.
	ListCrowdedCells(ctx context.Context, lens Lens, filter CrowdedFilter, page Page) (items []Crowd, next string, total int, err error)
	// EachInitiative walks a list in keyset chunks, without one long read transaction, for exports.
	EachInitiative(ctx context.Context, lens Lens, filter InitiativeFilter) iter.Seq2[ViewDocument, error]
	// EachFigures walks the figures of what answers the filter now: in no stated order, each at most once, in time that
	// grows with what it reads, some thousand at a time. What the lens stops showing meanwhile is left out.
	EachFigures(ctx context.Context, lens Lens, filter InitiativeFilter) iter.Seq2[ViewFigures, error]
	// OutdatedInitiatives gives up to limit ids, in the order of their numbers, of initiatives that have a view of which the
	// figures were not made in this program's way, and the cursor of those after them, "" where there are none.
	OutdatedInitiatives(ctx context.Context, cursor string, limit int) (ids []string, next string, err error)
}

// RecordReader reads records. It knows no audiences: the service shows of its answers what the caller may see.
type RecordReader interface {
	// RecordHeads is Tx.RecordHeads of what is committed.
	RecordHeads(ctx context.Context, feed string, keys []string) (map[string]RecordHead, error)
	// PackRecord fills in Packed, ahead of the transaction that writes the record: to encode and to compress one takes longer
	// than to write it, and all writers would wait meanwhile. Nothing but No may be changed in the record afterwards. EInvalid
	// where it cannot be written as JSON.
	PackRecord(r *Record) error
	// Records gives the current versions of the records of an initiative, oldest first, without Raw. ENotFound.
	Records(ctx context.Context, initiative string) ([]Record, error)
	// RecordVersions gives all versions of the initiative's records, newest first, without Raw.
	RecordVersions(ctx context.Context, initiative string) ([]Record, error)
	// RecordsAt walks the figures of all records with the version that the registry had at the time, in no stated order:
	// those that it read first later are left out. It holds some hundred records at a time, and reads each once, as it is then.
	RecordsAt(ctx context.Context, at time.Time) iter.Seq2[RecordAt, error]
	// RecordsNumbered gives the current versions of the records with these numbers, by number, without Raw; numbers that do
	// not exist are left out.
	RecordsNumbered(ctx context.Context, numbers []uint32) ([]Record, error)
	// RecordRaw gives the source's bytes of one version. ENotFound.
	RecordRaw(ctx context.Context, record string, version int) ([]byte, error)
}

// OrganisationReader reads organisations.
type OrganisationReader interface {
	// FindOrganisation is ENotFound where the lens shows no initiative that it takes part in, unless it is curated: that
	// another organisation exists would tell of a hidden record.
	FindOrganisation(ctx context.Context, lens Lens, id string) (*Organisation, error)
	ListOrganisations(ctx context.Context, lens Lens, filter OrganisationFilter, page Page) (items []*Organisation, next string, err error)
	CountOrganisations(ctx context.Context, lens Lens, filter OrganisationFilter) (int, error)
	// OrganisationsByID loads many at once; ids that do not exist are left out.
	OrganisationsByID(ctx context.Context, ids []string) (map[string]*Organisation, error)
	// ResolveOrganisations turns what a filter names (id, identifier, or exact folded name) into ids; unknown ones are left out.
	ResolveOrganisations(ctx context.Context, names []string) ([]string, error)
}

// FeedStore keeps feeds and the run ledger.
type FeedStore interface {
	// CreateFeed is EConflict where the name is taken.
	CreateFeed(ctx context.Context, feed *Feed, audit AuditEntry) error
	// UpdateFeed is ENotFound.
	UpdateFeed(ctx context.Context, feed *Feed, audit AuditEntry) error
	// SetFeedValidators notes what the last published body's server said of it.
	SetFeedValidators(ctx context.Context, feed, etag, lastModified string) error
	// FindFeed takes an id or a name. ENotFound.
	FindFeed(ctx context.Context, idOrName string) (*Feed, error)
	ListFeeds(ctx context.Context) ([]FeedHealth, error)
	// FindRun is ENotFound.
	FindRun(ctx context.Context, id string) (*Run, error)
	// ListRuns gives a feed's runs, newest first.
	ListRuns(ctx context.Context, feed string, page Page) (items []Run, next string, err error)
	// LastRun is the newest run of the feed in one of the states (any state where none is given); nil where there is none.
	LastRun(ctx context.Context, feed string, states ...RunState) (*Run, error)
	// UnfinishedRuns are those in state decoding or publishing, oldest first.
	UnfinishedRuns(ctx context.Context) ([]Run, error)
	ListProblems(ctx context.Context, run string, page Page) (items []Problem, next string, err error)
	CountProblems(ctx context.Context, run string) (int, error)
	// LastSeen gives what each of the feed's last n good runs saw, newest first. A run that found the feed unmodified saw
	// what the one before it did.
	LastSeen(ctx context.Context, feed string, n int) ([]Seen, error)
}

// Seen is what a good run saw.
type Seen struct {
	At      time.Time // when the run began
	Trigger string    // what began it
	Records []byte    // the serialized roaring bitmap of their numbers
}

// OverlapReader reads overlaps through a lens: those of which Visible names one of its row scopes and those that its
// FlagPolicy shows, and of these only such as the lens withholds nothing of either side of. ScopeAll sees all.
type OverlapReader interface {
	// FindOverlap is ENotFound.
	FindOverlap(ctx context.Context, lens Lens, id string) (*Overlap, error)
	// ListOverlaps gives a page, highest score first.
	ListOverlaps(ctx context.Context, lens Lens, filter OverlapFilter, page Page) (items []*Overlap, next string, err error)
	CountOverlaps(ctx context.Context, lens Lens, filter OverlapFilter) (int, error)
	// EachOverlap walks the list in keyset chunks.
	EachOverlap(ctx context.Context, lens Lens, filter OverlapFilter) iter.Seq2[*Overlap, error]
	// RulingsAt gives the rulings that were made by the time and not reverted then, oldest first.
	RulingsAt(ctx context.Context, at time.Time) ([]*Ruling, error)
	// RulingsOf gives the rulings that were made on the overlap and, reverted or not, those that bind a record of a and one
	// of b, newest first.
	RulingsOf(ctx context.Context, overlap string, a, b []RecordKey) ([]*Ruling, error)
}

// KeyStore keeps API keys.
type KeyStore interface {
	CreateKey(ctx context.Context, key *Key, audit AuditEntry) error
	// RevokeKey is ENotFound.
	RevokeKey(ctx context.Context, id string, at time.Time, audit AuditEntry) error
	// FindKeyByHash is ENotFound; revoked keys are found and say so.
	FindKeyByHash(ctx context.Context, hash [32]byte) (*Key, error)
	ListKeys(ctx context.Context) ([]Key, error)
}

// LeaseStore holds leases: who may do something that only one process may do at a time.
type LeaseStore interface {
	// AcquireLease takes or prolongs the lease for the holder. The token grows each time that the lease changes hands;
	// ok is false where somebody else holds it. Times are the caller's clock's, so that tests need no sleeps.
	AcquireLease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (token int64, ok bool, err error)
	ReleaseLease(ctx context.Context, name, holder string) error
}

// Change is a row of the change log.
type Change struct {
	Position   int64
	Initiative string
	Scopes     []ViewScope // whose view changed or, with Gone, who sees it no more
	Gone       []ViewScope
	At         time.Time
}

// ChangeReader reads the change log through a lens.
type ChangeReader interface {
	// ChangesSeen gives up to limit of the rows after the position of which Scopes or Gone name a scope of the lens, in commit
	// order. The lens may show the same of the initiative before and after.
	ChangesSeen(ctx context.Context, lens Lens, after int64, limit int) ([]Change, error)
}

// SecretStore keeps what only this registry knows.
type SecretStore interface {
	// Secret gives 32 random bytes, made when the name is asked for first and the same ever after.
	Secret(ctx context.Context, name string) ([]byte, error)
}

// DetectionRow is what the detector reads of an initiative.
type DetectionRow struct {
	Initiative string
	Features   []byte // nil where it left detection
}

// DetectionStore serves the detector.
type DetectionStore interface {
	// Changes gives up to limit rows after the position, in commit order.
	Changes(ctx context.Context, after int64, limit int) ([]Change, error)
	// LastChange is the position of the newest row, 0 for none.
	LastChange(ctx context.Context) (int64, error)
	// EachFeatures walks the features of all initiatives, by id.
	EachFeatures(ctx context.Context) iter.Seq2[DetectionRow, error]
	// FeaturesOf loads those of some; an initiative without features has a row with nil.
	FeaturesOf(ctx context.Context, initiatives []string) ([]DetectionRow, error)
	// DetectorPosition is up to where overlaps are found, and by which model.
	DetectorPosition(ctx context.Context) (position int64, model string, err error)
	// OpenOverlapPairs gives the id of every overlap that is not retracted by its pair of initiatives, the lesser id first.
	OpenOverlapPairs(ctx context.Context) (map[[2]string]string, error)
}
