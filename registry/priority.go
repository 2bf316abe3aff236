package registry

import (
	"context"
	"time"
)

// Priority is a need that an action plan declares: that good practices be worked on in some countries. Coverage holds
// gaps against it; without one the registry guesses at no need.
type Priority struct {
	ID    string `json:"id"` // UUIDv7
	Title Text   `json:"title"`
	// Regions are coordination regions, Countries ISO 3166-1 alpha-2 codes; at least one of the two is there. A region is
	// all of its countries.
	Regions       []string       `json:"regions"`
	Countries     []string       `json:"countries"`
	GoodPractices []int          `json:"good_practices"`
	Source        PrioritySource `json:"source"`
	Start         Date           `json:"start"` // of the plan's period; unknown dates bound nothing
	End           Date           `json:"end"`
	Owner         PriorityOwner  `json:"owner"`
	Sharing       Sharing        `json:"sharing"`
	CreatedAt     time.Time      `json:"created_at"`
	UpdatedAt     time.Time      `json:"updated_at"`
	// WithdrawnAt is when it was withdrawn: it is kept, and shown no more.
	WithdrawnAt *time.Time `json:"withdrawn_at,omitempty"`
	// Visible lists the scopes that may see it.
	Visible []ViewScope `json:"-"`
	// Places are what it is found by: the stated places, the regions of its countries and the countries of its regions. They
	// are written and not read.
	Places PriorityPlaces `json:"-"`
}

// PriorityPlaces are regions and countries.
type PriorityPlaces struct{ Regions, Countries []string }

// PrioritySource is the document that declares a priority.
type PrioritySource struct {
	Title string `json:"title"`
	URL   string `json:"url,omitempty"` // http or https
}

// PriorityOwner is who declares a priority: an organisation of the registry, or one named in words.
type PriorityOwner struct {
	Organisation string `json:"organisation,omitempty"` // id
	Name         string `json:"name,omitempty"`
}

// PriorityFilter narrows a list of priorities. The zero filter is all that are not withdrawn.
type PriorityFilter struct {
	Regions       []string // of Priority.Places
	Countries     []string // of Priority.Places
	GoodPractices []int
	ActiveOn      Date // the plan's period has this day
	// KnownAt asks for those that were declared at the time and not withdrawn by then. What was changed since is shown as
	// it is now.
	KnownAt time.Time
}

// PriorityStore keeps priorities.
type PriorityStore interface {
	CreatePriority(ctx context.Context, priority *Priority, audit AuditEntry) error
	// UpdatePriority is ENotFound.
	UpdatePriority(ctx context.Context, priority *Priority, audit AuditEntry) error
	// FindPriority is ENotFound where the lens shows none, and for one that is withdrawn.
	FindPriority(ctx context.Context, lens Lens, id string) (*Priority, error)
	// ListPriorities gives a page, the newest first. EInvalid for a cursor that is not one of this list.
	ListPriorities(ctx context.Context, lens Lens, filter PriorityFilter, page Page) (items []*Priority, next string, err error)
	CountPriorities(ctx context.Context, lens Lens, filter PriorityFilter) (int, error)
}
