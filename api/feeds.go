package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

const (
	aboutListFeeds  = "Every feed with its health, which is public: anybody may see that a partner's feed broke."
	aboutFeed       = "The feed and its health. Only administrators see the address with its query, which may hold a token. `id` may be the feed's name."
	aboutCreateFeed = "Administrators. Files are for the command line alone: `url` is http or https, or absent for a feed that is imported by hand. At most 16 KiB."
	aboutUpdateFeed = "Administrators. A JSON merge patch (RFC 7396): absent fields stay, null removes. Name and format cannot change: records are known by their feed. `If-Match` must name the ETag of the feed as you read it. At most 16 KiB."
	aboutDeleteFeed = "Administrators. Stops the feed and takes it off the list. Its records stay: they were said."

	mergePatch = "application/merge-patch+json"
)

// Feed is a source of records with its health.
type Feed struct {
	ID          string     `json:"id" doc:"UUIDv7."`
	Name        string     `json:"name" doc:"Its name, unique." example:"dfid-afghanistan"`
	Format      string     `json:"format" doc:"What is read there: iati, table, toolkit ..." example:"iati"`
	URL         string     `json:"url,omitempty" doc:"Where it is fetched; without its query, except for administrators. Absent for a feed that is imported by hand."`
	Schedule    string     `json:"schedule,omitempty" doc:"\"every 6h\", or five cron fields in UTC; absent where nothing is scheduled." example:"every 6h"`
	Enabled     bool       `json:"enabled" doc:"Whether the schedule runs."`
	Licence     string     `json:"licence,omitempty" doc:"Licence of its data."`
	Sharing     string     `json:"sharing" enum:"clear,green,amber,red" doc:"TLP mark of records that state none."`
	Sensitivity string     `json:"sensitivity,omitempty" enum:"none,moderate,high,severe" doc:"Mark of records that state none; absent where the rules decide."`
	Mapping     mapping    `json:"mapping,omitempty" doc:"What the columns of its sheets hold where their hashtags do not say so: header to HXL hashtag. Absent where nothing is mapped."`
	Charset     string     `json:"charset,omitempty" enum:"windows-1252,windows-1256,iso-8859-1" doc:"Encoding of its text files where they are not Unicode."`
	Absence     string     `json:"absence" enum:"ended,withdrawn" doc:"What it means that a record is no more in the feed: the initiative has ended, or it is only said no more."`
	CreatedAt   time.Time  `json:"created_at" doc:"When it was added."`
	UpdatedAt   time.Time  `json:"updated_at" doc:"When it was changed last."`
	Health      FeedHealth `json:"health" doc:"Is it alive, and if not, why."`
}

// FeedHealth says whether a feed is alive.
type FeedHealth struct {
	Failing     bool       `json:"failing" doc:"Whether the last run failed."`
	Held        bool       `json:"held" doc:"Whether a suspicious run waits for review; nothing was withdrawn."`
	HeldRun     string     `json:"held_run,omitempty" doc:"Id of the run that waits for review."`
	Records     int        `json:"records" doc:"How many records it has now."`
	LastRun     *Run       `json:"last_run,omitempty" doc:"Its newest run."`
	LastGoodRun *time.Time `json:"last_good_run,omitempty" doc:"When a run last went well."`
	NextRun     *time.Time `json:"next_run,omitempty" doc:"When the next is due."`
	Freshness   *time.Time `json:"freshness,omitempty" doc:"As of when its data is known to be current."`
	LastProblem string     `json:"last_problem,omitempty" doc:"What was wrong last, in a sentence."`
}

// feedOf is the feed as the caller may see it.
func feedOf(who registry.Audience, h registry.FeedHealth) Feed {
	f := Feed{ID: h.Feed.ID, Name: h.Feed.Name, Format: h.Feed.Format, URL: h.Feed.URL, Schedule: h.Feed.Schedule, Enabled: h.Feed.Enabled,
		Licence: h.Feed.Licence, Sharing: string(h.Feed.Marks.Sharing), Sensitivity: string(h.Feed.Marks.Sensitivity),
		Mapping: mapping(h.Feed.Mapping), Charset: h.Feed.Charset, Absence: cmp.Or(string(h.Feed.Absence), string(registry.AbsenceWithdrawn)), CreatedAt: h.Feed.Created, UpdatedAt: h.Feed.Updated,
		Health: FeedHealth{Failing: h.Failing, Held: h.Held, HeldRun: h.HeldRun, Records: h.Records, LastGoodRun: h.LastGood, NextRun: h.NextRun,
			Freshness: h.Freshness, LastProblem: h.LastProblem}}
	if h.LastRun != nil {
		run := runOf(*h.LastRun)
		f.Health.LastRun = &run
	}
	if who.Role != registry.RoleAdministrator {
		f.URL = withoutSecrets(f.URL)
	}
	return f
}

// withoutSecrets drops what of an address may be a token, and a file's path altogether.
func withoutSecrets(address string) string {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}

func (a *api) listFeeds(ctx context.Context, who registry.Audience, _ *struct{}) (*answer[All[Feed]], error) {
	feeds, err := a.registry.ListFeeds(ctx)
	if err != nil {
		return nil, err
	}
	var items []Feed
	for _, f := range feeds {
		items = append(items, feedOf(who, f))
	}
	return all(items), nil
}

// ByFeed is the path of a feed.
type ByFeed struct {
	ID string `path:"id" maxLength:"500" doc:"UUID, or the feed's name." example:"toolkit"`
}

func (a *api) findFeed(ctx context.Context, who registry.Audience, in *ByFeed) (*answer[Feed], error) {
	h, err := a.registry.FindFeedHealth(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[Feed]{feedOf(who, *h)}, nil
}

// NewFeed is a feed to be added.
type NewFeed struct {
	_           struct{} `additionalProperties:"false"`
	Name        string   `json:"name" minLength:"1" maxLength:"500" doc:"Its name, unique."`
	Format      string   `json:"format" minLength:"1" maxLength:"30" doc:"What is read there: iati, table ..."`
	URL         string   `json:"url,omitempty" maxLength:"2000" doc:"Where it is fetched; http or https."`
	Schedule    string   `json:"schedule,omitempty" maxLength:"100" doc:"\"every 6h\", or five cron fields in UTC."`
	Enabled     *bool    `json:"enabled,omitempty" doc:"Whether the schedule runs; true where absent."`
	Licence     string   `json:"licence,omitempty" maxLength:"500" doc:"Licence of its data."`
	Sharing     string   `json:"sharing,omitempty" enum:"clear,green,amber,red" doc:"TLP mark of records that state none; clear where absent."`
	Sensitivity string   `json:"sensitivity,omitempty" enum:"none,moderate,high,severe" doc:"Mark of records that state none."`
	Mapping     mapping  `json:"mapping,omitempty" doc:"What the columns of its sheets hold where their hashtags do not say so: header to HXL hashtag, such as {\"Organisation\": \"#org +impl\", \"District\": \"#adm2 +name\"}. An empty hashtag: the column is not read. A key that is a hashtag states a value of all rows: {\"#country\": \"ML\"}. Format hxl alone."`
	Charset     string   `json:"charset,omitempty" enum:"windows-1252,windows-1256,iso-8859-1" doc:"Encoding of its text files where they are not Unicode."`
	Absence     string   `json:"absence,omitempty" enum:"ended,withdrawn" doc:"What it means that a record is no more in the feed: the initiative has ended, or it is only said no more. Where absent: ended for hxl, withdrawn for the others."`
}

// mapping is registry.Mapping on the wire.
type mapping map[string]string

// Schema is an object of texts, bounded.
func (mapping) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, MaxProperties: new(maxMappedColumns), AdditionalProperties: &huma.Schema{Type: huma.TypeString, MaxLength: new(maxMappedText)}}
}

// What a mapping may have at most; the service says it again for keys, in bytes.
const (
	maxMappedColumns = 500
	maxMappedText    = 500
)

var (
	feedExample      = map[string]any{"name": "ministry-of-planning", "format": "iati", "url": "https://example.org/iati/activities.xml", "schedule": "every 6h"}
	feedPatchExample = map[string]any{"schedule": "15 3 * * *", "licence": nil}
)

type createFeedInput struct{ Body NewFeed }

type createdFeed struct {
	Location string `header:"Location" doc:"Where the feed is."`
	ETag     string `header:"ETag" doc:"Strong entity tag, for If-Match."`
	Body     Feed
}

func (a *api) createFeed(ctx context.Context, who registry.Audience, in *createFeedInput) (*createdFeed, error) {
	feed := registry.Feed{Name: in.Body.Name, Format: in.Body.Format, URL: in.Body.URL, Schedule: in.Body.Schedule, Licence: in.Body.Licence,
		Enabled: in.Body.Enabled == nil || *in.Body.Enabled,
		Marks:   registry.Marks{Sharing: registry.Sharing(in.Body.Sharing), Sensitivity: registry.Sensitivity(in.Body.Sensitivity)},
		Mapping: registry.Mapping(in.Body.Mapping), Charset: in.Body.Charset, Absence: registry.Absence(in.Body.Absence)}
	if feed.Marks.Sharing == "" {
		feed.Marks.Sharing = registry.SharingClear // what a public feed publishes is clear (design section 9)
	}
	created, err := a.registry.CreateFeed(ctx, who, feed)
	if err != nil {
		return nil, err
	}
	body, err := a.findFeed(ctx, who, &ByFeed{created.ID})
	if err != nil {
		return nil, err
	}
	return &createdFeed{Location: "/v1/feeds/" + created.ID, ETag: tagOf(who, body.Body), Body: body.Body}, nil
}

// checkMatch compares If-Match with the feed as it is. Two changes in the same instant are not told apart by it.
func (a *api) checkMatch(ctx context.Context, who registry.Audience, id, ifMatch string) error {
	current, err := a.findFeed(ctx, who, &ByFeed{id})
	if err != nil {
		return err
	}
	if !matchesStrongly(ifMatch, tagOf(who, current.Body)) {
		return newProblem(http.StatusPreconditionFailed, "")
	}
	return nil
}

// FeedPatch is a merge patch of a feed.
type FeedPatch struct {
	_           struct{}    `additionalProperties:"false"`
	URL         patched     `json:"url,omitempty" maxLength:"2000" doc:"New address; null for none."`
	Schedule    patched     `json:"schedule,omitempty" maxLength:"100" doc:"New schedule; null for none."`
	Licence     patched     `json:"licence,omitempty" maxLength:"500" doc:"New licence; null for none."`
	Enabled     patchedFlag `json:"enabled,omitempty" doc:"Whether the schedule runs; it cannot be removed."`
	Sharing     patched     `json:"sharing,omitempty" maxLength:"10" doc:"New mark: clear, green, amber or red."`
	Sensitivity patched     `json:"sensitivity,omitempty" maxLength:"10" doc:"New mark: none, moderate, high or severe; null for none of its own."`
	Mapping     patchedMap  `json:"mapping,omitempty" doc:"Headers with their new hashtags; null for a header takes it out, null in place of the object all of them."`
	Charset     patched     `json:"charset,omitempty" maxLength:"20" doc:"New charset: windows-1252, windows-1256 or iso-8859-1; null for Unicode."`
	Absence     patched     `json:"absence,omitempty" maxLength:"10" doc:"New meaning of absence: ended or withdrawn; null for the usual one of the format."`
}

// patchedMap is an object of texts in a merge patch: null empties it, null for a key takes that out.
type patchedMap struct {
	patch *service.MappingPatch
}

// UnmarshalJSON is called only where the field is there.
func (p *patchedMap) UnmarshalJSON(b []byte) error {
	p.patch = &service.MappingPatch{Replace: string(b) == "null"}
	return json.Unmarshal(b, &p.patch.Columns)
}

// Schema is an object of texts or nulls, or null.
func (patchedMap) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Nullable: true, MaxProperties: new(maxMappedColumns),
		AdditionalProperties: &huma.Schema{Type: huma.TypeString, Nullable: true, MaxLength: new(maxMappedText)}}
}

// patched is a text in a merge patch: absent (it stays), null (it goes), or a new one. null becomes the empty text, and
// whether a field may be empty is the service's to say.
type patched struct {
	value *string
}

// UnmarshalJSON is called only where the field is there.
func (p *patched) UnmarshalJSON(b []byte) error {
	var s string
	err := json.Unmarshal(b, &s) // leaves s empty for null
	p.value = &s
	return err
}

// Schema is a text or null.
func (patched) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true}
}

// patchedFlag is a boolean in a merge patch. It cannot be removed: there is no third state.
type patchedFlag struct {
	value *bool
}

// UnmarshalJSON is called only where the field is there.
func (p *patchedFlag) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return errors.New("enabled cannot be removed")
	}
	return json.Unmarshal(b, &p.value)
}

// Schema is a boolean.
func (patchedFlag) Schema(huma.Registry) *huma.Schema { return &huma.Schema{Type: huma.TypeBoolean} }

func changed[T ~string](p patched) *T {
	if p.value == nil {
		return nil
	}
	v := T(*p.value)
	return &v
}

type updateFeedInput struct {
	ByFeed
	IfMatch string    `header:"If-Match" maxLength:"500" doc:"ETag of the feed as you read it; required (428)."`
	Body    FeedPatch `contentType:"application/merge-patch+json"`
}

type taggedFeed struct {
	ETag string `header:"ETag" doc:"Strong entity tag, for If-Match."`
	Body Feed
}

func (a *api) updateFeed(ctx context.Context, who registry.Audience, in *updateFeedInput) (*taggedFeed, error) {
	if in.IfMatch == "" {
		return nil, newProblem(http.StatusPreconditionRequired, "")
	}
	if err := a.checkMatch(ctx, who, in.ID, in.IfMatch); err != nil {
		return nil, err
	}
	p := in.Body
	updated, err := a.registry.UpdateFeed(ctx, who, in.ID, service.FeedPatch{URL: changed[string](p.URL), Schedule: changed[string](p.Schedule),
		Licence: changed[string](p.Licence), Enabled: p.Enabled.value, Sharing: changed[registry.Sharing](p.Sharing), Sensitivity: changed[registry.Sensitivity](p.Sensitivity),
		Mapping: p.Mapping.patch, Charset: changed[string](p.Charset), Absence: changed[registry.Absence](p.Absence)})
	if err != nil {
		return nil, err
	}
	body, err := a.findFeed(ctx, who, &ByFeed{updated.ID})
	if err != nil {
		return nil, err
	}
	return &taggedFeed{ETag: tagOf(who, body.Body), Body: body.Body}, nil
}

type deleteFeedInput struct {
	ByFeed
	IfMatch string `header:"If-Match" maxLength:"500" doc:"ETag of the feed as you read it."`
}

func (a *api) deleteFeed(ctx context.Context, who registry.Audience, in *deleteFeedInput) (*struct{}, error) {
	if in.IfMatch != "" {
		if err := a.checkMatch(ctx, who, in.ID, in.IfMatch); err != nil {
			return nil, err
		}
	}
	return nil, a.registry.DeleteFeed(ctx, who, in.ID)
}
