package registry

import (
	"slices"
	"strings"
	"time"
)

// AccessRole is what a caller may do.
type AccessRole string

// The roles, least able first.
const (
	RoleAnonymous     AccessRole = "anonymous"
	RoleSubmitter     AccessRole = "submitter"     // a group
	RoleDonor         AccessRole = "donor"         // an organisation
	RoleFocalPoint    AccessRole = "focal-point"   // a country; reads what partners read
	RoleCoordinator   AccessRole = "coordinator"   // regions: rules, moderates
	RoleAdministrator AccessRole = "administrator" // everything
)

// AccessRoles lists the roles that a key can have.
func AccessRoles() []AccessRole {
	return []AccessRole{RoleSubmitter, RoleDonor, RoleFocalPoint, RoleCoordinator, RoleAdministrator}
}

// Audience is who is asking. The zero Audience is the public.
type Audience struct {
	Actor        string // key id or "cli", for the audit log; "" for the public
	Name         string // the key's name: what other keyed callers are told of who did something
	Role         AccessRole
	Organisation string   // id, of a donor or submitter
	Regions      []string // coordination regions of a coordinator
}

// ViewScope names one of the views that an initiative can have. An initiative has a view in a scope where the scope
// may see at least one of its records.
type ViewScope string

// The scopes that every registry has. There are also "org:ID" and "region:CODE" (OrganisationScope, RegionScope), which
// an initiative has only where it has amber or red records.
const (
	ScopePublic  ViewScope = "public"  // everyone
	ScopePartner ViewScope = "partner" // every keyed caller
	ScopeAll     ViewScope = "all"     // administrators
)

// OrganisationScope is the view that includes an organisation's own amber and red records.
func OrganisationScope(id string) ViewScope { return ViewScope("org:" + id) }

// RegionScope is the view that includes the amber records of a coordination region.
func RegionScope(code string) ViewScope { return ViewScope("region:" + code) }

// IsRowScoped says whether only some initiatives have a view in this scope (organisation and region scopes).
func (s ViewScope) IsRowScoped() bool { return strings.ContainsRune(string(s), ':') }

// Lens is what a caller looks through: for each initiative the first scope of Rows in which it has a view, else Base.
// Every read of initiatives and overlaps takes one, so that there is no reading past the projection.
type Lens struct {
	Base ViewScope
	Rows []ViewScope
	// Flags says which overlaps the lens shows beside those that Rows name. The zero value shows none.
	Flags FlagPolicy
}

// FlagPolicy is which overlaps are shown to callers who are neither a party nor coordinate a region of theirs; design
// section 4. A false alarm and a retracted flag are shown to none of them.
type FlagPolicy struct {
	// ConfirmedBy shows what was confirmed at this time or before: now less the right of reply.
	ConfirmedBy time.Time
	// All shows open flags too.
	All bool
}

// Scopes lists all scopes of the lens, best first.
func (l Lens) Scopes() []ViewScope { return append(slices.Clone(l.Rows), l.Base) }

// Lens gives the audience's lens; design section 9, table of sharing.
func (a Audience) Lens() Lens {
	switch a.Role {
	case RoleAdministrator:
		return Lens{Base: ScopeAll}
	case RoleCoordinator:
		l := Lens{Base: ScopePartner}
		for _, r := range a.Regions {
			l.Rows = append(l.Rows, RegionScope(r))
		}
		return l
	case RoleDonor, RoleSubmitter:
		l := Lens{Base: ScopePartner}
		if a.Organisation != "" {
			l.Rows = append(l.Rows, OrganisationScope(a.Organisation))
		}
		return l
	case RoleFocalPoint:
		return Lens{Base: ScopePartner}
	}
	return Lens{Base: ScopePublic}
}

// Key is an API key as the store knows it: the SHA-256 of the secret, never the secret.
type Key struct {
	ID           string     `json:"id"` // UUIDv7
	Hash         [32]byte   `json:"-"`
	Name         string     `json:"name"`
	Role         AccessRole `json:"role"`
	Organisation string     `json:"organisation,omitempty"`
	Regions      []string   `json:"regions,omitempty"`
	CreatedAt    time.Time  `json:"created_at"`
	RevokedAt    *time.Time `json:"revoked_at,omitempty"`
	// ConductAcceptedAt is when the holder accepted the code of conduct (Good Practice 10, step 5).
	ConductAcceptedAt time.Time `json:"conduct_accepted_at"`
}

// Audience is the audience that the key's holder is.
func (k Key) Audience() Audience {
	return Audience{Actor: k.ID, Name: k.Name, Role: k.Role, Organisation: k.Organisation, Regions: k.Regions}
}

// AuditEntry is one change of state: who did what to what, with the thing before and after as JSON.
type AuditEntry struct {
	ID      string    `json:"id"` // UUIDv7
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Action  string    `json:"action"`  // "key.create", "feed.update", "overlap.rule" ...
	Subject string    `json:"subject"` // id of the thing
	Before  []byte    `json:"before,omitempty"`
	After   []byte    `json:"after,omitempty"`
}
