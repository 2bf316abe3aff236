package main

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/tansiq/tansiq/importers/fetch"
	"github.com/tansiq/tansiq/importers/fts"
	"github.com/tansiq/tansiq/importers/grants360"
	"github.com/tansiq/tansiq/importers/hxl"
	"github.com/tansiq/tansiq/importers/iati"
	"github.com/tansiq/tansiq/importers/table"
	"github.com/tansiq/tansiq/importers/toolkit"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/safehttp"
	"github.com/tansiq/tansiq/registry/schedule"
	"github.com/tansiq/tansiq/registry/service"
	"github.com/tansiq/tansiq/registry/store"
)

// operator is who works at the command line: whoever can read the database file may see all of it.
var operator = registry.Audience{Actor: "cli", Role: registry.RoleAdministrator}

// running is an open registry.
type running struct {
	store   *store.Store
	service *service.Service
}

// open puts the program's parts together for the command line, which may import files of this machine.
func (e *environment) open() (*running, error) { return e.wire(true) }

// wire opens the database, brings its schema up to date, and puts the parts together.
func (e *environment) wire(files bool) (*running, error) {
	allow, err := safehttp.ParseAllow(e.flags.FetchAllow)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(e.ctx, e.flags.DB, store.Options{})
	if err != nil {
		return nil, err
	}
	client := safehttp.New(safehttp.Options{Allow: allow})
	r := &running{store: db, service: service.New(db, service.Options{
		Importers:        importers(),
		Fetch:            fetcher(client, importers(), fetch.Limits{}, files),
		CheckSchedule:    checkSchedule,
		NextRun:          nextRun,
		SpoolDir:         e.spoolDir(),
		CarefulPractices: e.flags.PublicPractices == "careful",
		PublicOverlaps:   e.flags.PublicOverlaps == "all",
		ReplyTime:        time.Duration(e.flags.ReplyDays) * 24 * time.Hour,
		Log:              e.log,
	})}
	if err := r.service.SeedOrganisations(e.ctx); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *running) close() { r.store.Close() }

// spoolDir is beside an SQLite file, so that it is on the same disk and survives with it; with PostgreSQL it is in the
// working folder.
func (e *environment) spoolDir() string {
	switch {
	case e.flags.SpoolDir != "":
		return e.flags.SpoolDir
	case strings.Contains(e.flags.DB, "://"):
		return "tansiq.spool"
	}
	file := strings.TrimPrefix(e.flags.DB, "sqlite:")
	return strings.TrimSuffix(file, filepath.Ext(file)) + ".spool"
}

func importers() map[string]registry.Importer {
	byFormat := map[string]registry.Importer{}
	for _, i := range []registry.Importer{toolkit.New(), iati.New(), hxl.New(), fts.New(), grants360.New(), table.New()} {
		byFormat[i.Format()] = i
	}
	return byFormat
}

func checkSchedule(spec string) error {
	_, err := schedule.Parse(spec)
	return err
}

func nextRun(feed registry.Feed, after time.Time) (time.Time, bool) {
	if feed.Schedule == "" {
		return time.Time{}, false
	}
	spec, err := schedule.Parse(feed.Schedule)
	if err != nil {
		return time.Time{}, false
	}
	return spec.For(feed.ID).Next(after), true
}

// fileScheme marks feeds that only the command line can import: a file of this machine, or several that are the pages of
// one feed, with pageSeparator between, which no system allows in a path.
const (
	fileScheme    = "file:"
	pageSeparator = "\x00"
)

// pagesImporter is an importer whose feeds answer page by page.
type pagesImporter interface {
	registry.Importer
	// NextPage gives the address of the page after this one, "" after the last.
	NextPage(page io.Reader) (address string, err error)
}

// pagePause is between two requests to one host for pages: the FTS allows one a second.
const pagePause = time.Second

// fetcher gets a feed's body, within limits, from where the feed says it is.
func fetcher(client *http.Client, importers map[string]registry.Importer, limits fetch.Limits, files bool) func(context.Context, registry.Feed) (service.Fetched, error) {
	pager := fetch.NewPager(client, pagePause)
	return func(ctx context.Context, feed registry.Feed) (service.Fetched, error) {
		var body *fetch.Body
		var err error
		request := fetch.Request{URL: feed.URL, ETag: feed.ETag, LastModified: feed.LastModified, Limits: limits}
		paged, isPaged := importers[feed.Format].(pagesImporter)
		switch isFile := strings.HasPrefix(feed.URL, fileScheme); {
		case feed.Format == toolkit.Name:
			return service.Fetched{Body: http.NoBody}, nil // it is in the program
		case isFile && files:
			body, err = fetch.OpenPages(strings.Split(strings.TrimPrefix(feed.URL, fileScheme), pageSeparator), limits)
		case isFile:
			return service.Fetched{}, registry.Errorf(registry.EForbidden, "files of this machine are for the command line alone")
		case feed.URL == "":
			return service.Fetched{}, registry.Errorf(registry.EInvalid, "the feed has no address")
		case isPaged:
			body, err = pager.Get(ctx, request, paged.NextPage)
		default:
			body, err = fetch.Get(ctx, client, request)
		}
		if err != nil {
			return service.Fetched{}, err
		}
		if body.Unmodified {
			return service.Fetched{Unmodified: true}, nil
		}
		return service.Fetched{Body: body, URL: body.URL, Charset: body.Charset, ETag: body.ETag, LastModified: body.LastModified}, nil
	}
}
