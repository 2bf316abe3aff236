package service

import (
	"context"
	"encoding/json"
	"maps"
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
	Charset                *string
	Absence                *registry.Absence
	Mapping                *MappingPatch
}

// MappingPatch changes a mapping as a JSON merge patch does: headers with nil are taken out. Replace empties it first.
type MappingPatch struct {
	Replace bool
	Columns map[string]*string
}

func (p *MappingPatch) apply(m registry.Mapping) registry.Mapping {
	if p == nil {
		return m
	}
	changed := registry.Mapping{}
	if !p.Replace {
		maps.Copy(changed, m)
	}
	for header, tag := range p.Columns {
		if tag == nil {
			delete(changed, header)
		} else {
			changed[header] = *tag
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return changed
}

// ReplaceMapping is the patch that makes the mapping this one.
func ReplaceMapping(m registry.Mapping) *MappingPatch {
	p := &MappingPatch{Replace: true, Columns: map[string]*string{}}
	for header, tag := range m {
		p.Columns[header] = &tag
	}
	return p
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
	feed.Absence = s.absenceOf(feed)
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
	set(&after.Charset, patch.Charset)
	set(&after.Absence, patch.Absence)
	after.Absence = s.absenceOf(after)
	after.Mapping = patch.Mapping.apply(before.Mapping)
	after.Updated = s.now()
	if err := s.validateFeed(after); err != nil {
		return nil, err
	}
	// The validators were another body's, or the same body now says something else.
	if after.URL != before.URL || after.Charset != before.Charset || !maps.Equal(after.Mapping, before.Mapping) {
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
	switch f.Name {
	case PlannedFeed:
		add("name", "is that of the initiatives which donors register themselves")
	case SubmissionsFeed:
		add("name", "is that of the initiatives which groups submit")
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
	if problem := f.Mapping.Problem(); problem != "" {
		add("mapping", problem)
	} else if len(f.Mapping) > 0 && f.Format != "hxl" {
		add("mapping", "is for feeds of format hxl alone: other formats name their columns themselves")
	}
	if f.Charset != "" && !slices.Contains(registry.Charsets(), f.Charset) {
		add("charset", "must be one of "+strings.Join(registry.Charsets(), ", ")+"; Unicode needs none")
	}
	switch f.Absence {
	case registry.AbsenceEnded, registry.AbsenceWithdrawn:
	default:
		add("absence", "must be ended or withdrawn")
	}
	return invalidFields(wrong)
}

// absenceOf is what it means that a record is gone from the feed: what the feed states, or what its format is used for.
func (s *Service) absenceOf(feed registry.Feed) registry.Absence {
	if feed.Absence != "" {
		return feed.Absence
	}
	if importer, ok := s.options.Importers[feed.Format].(registry.SnapshotImporter); ok {
		return importer.Absence()
	}
	return registry.AbsenceWithdrawn
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
			fresh.Absence = s.absenceOf(fresh)
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
