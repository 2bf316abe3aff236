package service

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// FeedPatch changes a feed; nil fields stay as they are. Name and format cannot change: records are known by their
// feed's name.
type FeedPatch struct {
	URL, Schedule, Licence *string
	Enabled                *bool
	Sharing                *registry.Sharing
	Sensitivity            *registry.Sensitivity
}

// ListFeeds gives every feed with its health, which is public.
func (s *Service) ListFeeds(ctx context.Context) ([]registry.FeedHealth, error) {
	feeds, err := s.store.ListFeeds(ctx)
	for i := range feeds {
		if f := &feeds[i]; s.options.NextRun != nil && f.Feed.Enabled {
			if next, ok := s.options.NextRun(f.Feed, s.now()); ok {
				f.NextRun = &next
			}
		}
	}
	return feeds, err
}

// FindFeed takes an id or a name. ENotFound.
func (s *Service) FindFeed(ctx context.Context, idOrName string) (*registry.Feed, error) {
	return s.store.FindFeed(ctx, idOrName)
}

// FindFeedHealth is FindFeed with the feed's health.
func (s *Service) FindFeedHealth(ctx context.Context, id string) (*registry.FeedHealth, error) {
	feeds, err := s.ListFeeds(ctx)
	if err != nil {
		return nil, err
	}
	for i := range feeds {
		if feeds[i].Feed.ID == id || feeds[i].Feed.Name == id {
			return &feeds[i], nil
		}
	}
	return nil, registry.Errorf(registry.ENotFound, "no such feed")
}

// CreateFeed adds a feed. EInvalid names the fields that are wrong; EConflict where the name is taken.
func (s *Service) CreateFeed(ctx context.Context, who registry.Audience, feed registry.Feed) (*registry.Feed, error) {
	feed.ID, feed.Created, feed.Updated = newID(), s.now(), s.now()
	if err := s.validateFeed(feed); err != nil {
		return nil, err
	}
	return &feed, s.store.CreateFeed(ctx, &feed, s.audit(who, "feed.create", feed.ID, nil, feed))
}

// UpdateFeed changes a feed. EInvalid, ENotFound, EConflict.
func (s *Service) UpdateFeed(ctx context.Context, who registry.Audience, id string, patch FeedPatch) (*registry.Feed, error) {
	before, err := s.store.FindFeed(ctx, id)
	if err != nil {
		return nil, err
	}
	after := *before
	set(&after.URL, patch.URL)
	set(&after.Schedule, patch.Schedule)
	set(&after.Licence, patch.Licence)
	set(&after.Enabled, patch.Enabled)
	set(&after.Marks.Sharing, patch.Sharing)
	set(&after.Marks.Sensitivity, patch.Sensitivity)
	after.Updated = s.now()
	if err := s.validateFeed(after); err != nil {
		return nil, err
	}
	if after.URL != before.URL { // the validators were another body's
		after.ETag, after.LastModified = "", ""
	}
	return &after, s.store.UpdateFeed(ctx, &after, s.audit(who, "feed.update", after.ID, before, after))
}

// DeleteFeed stops a feed and hides it from the list. Its records stay: they were said. ENotFound.
func (s *Service) DeleteFeed(ctx context.Context, who registry.Audience, id string) error {
	before, err := s.store.FindFeed(ctx, id)
	if err != nil {
		return err
	}
	after := *before
	now := s.now()
	after.Enabled, after.Deleted, after.Updated = false, &now, now
	return s.store.UpdateFeed(ctx, &after, s.audit(who, "feed.delete", after.ID, before, after))
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func (s *Service) validateFeed(f registry.Feed) error {
	var wrong []registry.FieldError
	add := func(field, reason string) { wrong = append(wrong, registry.FieldError{Field: field, Reason: reason}) }
	if strings.TrimSpace(f.Name) == "" || len(f.Name) > 500 {
		add("name", "must have 1 to 500 characters")
	}
	if f.Name == PlannedFeed {
		add("name", "is that of the initiatives which donors register themselves")
	}
	if s.options.Importers[f.Format] == nil {
		var formats []string
		for name := range s.options.Importers {
			formats = append(formats, name)
		}
		slices.Sort(formats)
		add("format", "must be one of "+strings.Join(formats, ", "))
	}
	if f.URL != "" {
		// Files are for the command line, which names them when it imports (design section 5).
		if u, err := url.Parse(f.URL); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
			add("url", "must be an http or https address without user name and password")
		}
	}
	if f.Schedule != "" && f.URL == "" {
		add("schedule", "needs a url to fetch")
	}
	if f.Schedule != "" && s.options.CheckSchedule != nil {
		if err := s.options.CheckSchedule(f.Schedule); err != nil {
			add("schedule", err.Error())
		}
	}
	switch f.Marks.Sharing {
	case registry.SharingClear, registry.SharingGreen, registry.SharingAmber, registry.SharingRed:
	default:
		add("sharing", "must be clear, green, amber or red")
	}
	switch f.Marks.Sensitivity {
	case "", registry.SensitivityNone, registry.SensitivityModerate, registry.SensitivityHigh, registry.SensitivitySevere:
	default:
		add("sensitivity", "must be none, moderate, high or severe")
	}
	return invalidFields(wrong)
}

// ListRuns gives a feed's runs, newest first. ENotFound for a feed that does not exist.
func (s *Service) ListRuns(ctx context.Context, feed string, page registry.Page) (items []registry.Run, next string, err error) {
	f, err := s.store.FindFeed(ctx, feed)
	if err != nil {
		return nil, "", err
	}
	return s.store.ListRuns(ctx, f.ID, page)
}

// FindRun gives a run of the feed. ENotFound.
func (s *Service) FindRun(ctx context.Context, feed, id string) (*registry.Run, error) {
	f, err := s.store.FindFeed(ctx, feed)
	if err != nil {
		return nil, err
	}
	run, err := s.store.FindRun(ctx, id)
	if err == nil && run.Feed != f.ID {
		return nil, registry.Errorf(registry.ENotFound, "no such run")
	}
	return run, err
}

// ProblemList is one page of a run's problems with their total.
type ProblemList struct {
	Items []registry.Problem
	Total int
	Next  string
}

// ListProblems gives what was wrong in a run, in the order of the file. ENotFound.
func (s *Service) ListProblems(ctx context.Context, feed, run string, page registry.Page) (list ProblemList, err error) {
	r, err := s.FindRun(ctx, feed, run)
	if err != nil {
		return ProblemList{}, err
	}
	if list.Items, list.Next, err = s.store.ListProblems(ctx, r.ID, page); err != nil {
		return ProblemList{}, err
	}
	list.Total, err = s.store.CountProblems(ctx, r.ID)
	return list, err
}

func (s *Service) audit(who registry.Audience, action, subject string, before, after any) registry.AuditEntry {
	entry := registry.AuditEntry{ID: newID(), At: s.now(), Actor: who.Actor, Action: action, Subject: subject}
	entry.Before, entry.After = auditJSON(before), auditJSON(after)
	return entry
}

func auditJSON(v any) []byte {
	if v == nil {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic("service: audited value cannot be encoded: " + err.Error())
	}
	return b
}

// LocalFeed finds the feed of that name, or makes one that is imported by hand: the command line's imports of files. For
// a dry run it is made and not kept. EInvalid where the feed exists with another format.
func (s *Service) LocalFeed(ctx context.Context, who registry.Audience, name, format string, dryRun bool) (*registry.Feed, error) {
	feed, err := s.store.FindFeed(ctx, name)
	switch {
	case registry.ErrorCode(err) == registry.ENotFound:
		fresh := registry.Feed{Name: name, Format: format, Enabled: true, Marks: registry.Marks{Sharing: registry.SharingClear}}
		if dryRun {
			return &fresh, s.validateFeed(fresh)
		}
		return s.CreateFeed(ctx, who, fresh)
	case err != nil:
		return nil, err
	case feed.Format != format:
		return nil, invalid("format", "is "+feed.Format+" for this feed")
	}
	return feed, nil
}
