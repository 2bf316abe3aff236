package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"github.com/tansiq/tansiq/api"
	"github.com/tansiq/tansiq/importers/table"
	"github.com/tansiq/tansiq/importers/toolkit"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
	"github.com/tansiq/tansiq/registry/store"
)

// items is an importer whose file is the test's.
type items []registry.Item

func (items) Format() string { return "items" }

func (f items) Read(context.Context, io.Reader, registry.Feed) iter.Seq2[registry.Item, error] {
	return func(yield func(registry.Item, error) bool) {
		for _, item := range f {
			if item.Record != nil {
				copied := *item.Record
				item.Record = &copied
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// world is the whole of the interface over a real service on a real database, filled with the toolkit's catalogue and
// a partner's feed.
type world struct {
	service *service.Service
	url     string
	admin   string // an administrator's key
	donor   string // a donor's key
	feed    registry.Feed
	run     string
	focal   string // a focal point's key, which may change nothing
	ruled   string // id of an overlap that was confirmed
	ruling  string // id of the ruling that did
	hidden  string // id of an initiative that only keyed callers see
	log     *safeBuffer
	// submission is the id of one that waits, and tracking the token that opens it.
	submission, tracking string
}

var administrator = registry.Audience{Actor: "test", Role: registry.RoleAdministrator}

func project(key, title, donorName, donorRef string) registry.Item {
	return registry.Item{Record: &registry.Record{Key: key, Facts: registry.Facts{
		Kind: registry.KindProject, Title: registry.Text{"en": title}, Status: registry.StatusImplementation,
		Description:    registry.Text{"en": "Training of border guards in Mopti against trafficking and terrorism", "fr": "Formation des gardes-frontières à Mopti"},
		Identifiers:    []registry.Identifier{{Scheme: registry.SchemeIATI, Value: key}},
		Countries:      []registry.CountryShare{{Code: "ML"}},
		Period:         registry.Period{Start: "2024-01-01", End: "2026-12-31", Basis: registry.PeriodActual},
		Sectors:        []registry.Sector{{Vocabulary: "1", Code: "15130"}},
		Locations:      []registry.Location{{Name: registry.Text{"fr": "Mopti"}, Country: "ML", AdminLevel: 1, Point: &registry.Point{Latitude: 14.5, Longitude: -4.2}}},
		Participations: []registry.Participation{{Role: registry.RoleFunding, Ref: donorRef, Type: "10", Name: registry.Text{"en": donorName}}},
		Beneficiaries:  []string{"border-guards"},
		Budget:         &registry.Budget{Amount: 1_250_000_500, Currency: "USD"},
	}}}
}

func newWorld(t *testing.T, options api.Options) *world {
	t.Helper()
	ctx := t.Context()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "tansiq.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	green := project("XX-3", "Hidden from the public", "Ministry of Example", "")
	green.Record.Marks.Sharing = registry.SharingGreen
	file := items{
		project("GB-1-1", "Border guard training in Mopti", "Department for International Development", "GB-1"),
		project("FR-3-7", "Training border guards, Mopti region", "Agence Française de Développement", "FR-3"),
		project("XX-2", `=HYPERLINK("https://evil.example","<script>alert(1)</script>")`, "Ministry of Example", ""),
		green,
		{Problems: []registry.Problem{{Line: 42, Identifier: "XX-9", Field: "title", Reason: "is missing", Severity: registry.SeverityRejected}}},
	}
	w := &world{log: &safeBuffer{}}
	w.service = service.New(db, service.Options{
		SpoolDir: filepath.Join(t.TempDir(), "spool"),
		Fetch: func(context.Context, registry.Feed) (service.Fetched, error) {
			return service.Fetched{Body: http.NoBody}, nil
		},
		Importers:      map[string]registry.Importer{"items": file, "hxl": file, "empty": items(nil), toolkit.Name: toolkit.New()},
		PublicOverlaps: true,
	})
	if err := w.service.SeedOrganisations(ctx); err != nil {
		t.Fatal(err)
	}
	catalogue, err := w.service.CreateFeed(ctx, administrator, toolkit.Feed())
	if err != nil {
		t.Fatal(err)
	}
	if w.feed, err = localFeed(ctx, w.service); err != nil {
		t.Fatal(err)
	}
	for _, feed := range []registry.Feed{*catalogue, w.feed} {
		run, err := w.service.Import(ctx, feed, service.ImportOptions{Trigger: "manual"})
		if err != nil || run.State != registry.RunDone {
			t.Fatalf("import of %s: %v %+v", feed.Name, err, run)
		}
		w.run = run.ID
	}
	if _, err := w.service.Detect(ctx, true, nil); err != nil {
		t.Fatal(err)
	}
	w.admin = w.key(t, registry.Key{Name: "admin", Role: registry.RoleAdministrator})
	w.donor = w.key(t, registry.Key{Name: "donor", Role: registry.RoleDonor, Organisation: "GB-1"})
	w.focal = w.key(t, registry.Key{Name: "focal", Role: registry.RoleFocalPoint})
	flags, err := w.service.ListOverlaps(ctx, registry.Audience{}, registry.OverlapFilter{}, registry.Page{Limit: 1})
	if err != nil || len(flags.Items) != 1 {
		t.Fatalf("no overlap to rule on: %v %v", flags, err)
	}
	w.ruled = flags.Items[0].ID
	ruling, err := w.service.Rule(ctx, administrator, w.ruled, registry.Ruling{Decision: registry.DecisionConfirmedOverlap,
		Reason: "Both train the same posts.", EvidenceHash: flags.Items[0].EvidenceHash, AgreedAction: "One curriculum"})
	if err != nil {
		t.Fatal(err)
	}
	w.ruling = ruling.ID
	if _, err := w.service.CreatePriority(ctx, administrator, registry.Priority{Title: registry.Text{"en": "Joint border posts"}, Regions: []string{"sahel"}, GoodPractices: []int{25},
		Source: registry.PrioritySource{Title: "Regional action plan"}, Owner: registry.PriorityOwner{Name: "Regional office"}, Sharing: registry.SharingClear}); err != nil {
		t.Fatal(err)
	}
	list, err := w.service.ListInitiatives(ctx, administrator, registry.InitiativeFilter{Identifiers: []string{"xx-3"}}, registry.Page{Limit: 1})
	if err != nil || len(list.Items) != 1 {
		t.Fatalf("the hidden initiative: %v %v", list, err)
	}
	w.hidden = list.Items[0].ID

	submission, tracking, err := w.service.Submit(ctx, registry.Audience{}, service.SubmissionForm{
		Draft: service.Draft{Title: registry.Text{"fr": "Dialogue à Gao"}, Countries: []string{"ML"}}, Proposal: []byte(`{"title":{"fr":"Dialogue à Gao"},"countries":["ML"],"group":{}}`),
		Group: registry.Group{Name: "Jeunes de Gao", Kind: registry.GroupYouth, Country: "ML", Consultation: "Assemblées", Consent: true, ConductAccepted: true}})
	if err != nil {
		t.Fatal(err)
	}
	w.submission, w.tracking = submission.ID, tracking
	if options.Log == nil {
		options.Log = slog.New(slog.NewTextHandler(w.log, nil))
	}
	if options.StartRun == nil {
		options.StartRun = func(context.Context, registry.Feed) (string, error) { return w.run, nil }
	}
	if options.DecideRun == nil {
		options.DecideRun = func(ctx context.Context, who registry.Audience, run registry.Run, release bool) error {
			if release {
				return w.service.ReleaseRun(ctx, who, run.Feed, run.ID, service.ImportOptions{})
			}
			return w.service.DiscardRun(ctx, who, run.Feed, run.ID, service.ImportOptions{})
		}
	}
	options.Template = table.WriteTemplate
	server := httptest.NewServer(api.New(w.service, options))
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

func localFeed(ctx context.Context, s *service.Service) (registry.Feed, error) {
	feed, err := s.LocalFeed(ctx, administrator, "partner", "items", false)
	if err != nil {
		return registry.Feed{}, err
	}
	return *feed, nil
}

func (w *world) key(t *testing.T, key registry.Key) string {
	t.Helper()
	_, secret, err := w.service.CreateKey(t.Context(), administrator, key, true)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// asked is an answer, read whole.
type asked struct {
	*http.Response
	body []byte
}

func (a asked) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("%s: %v", a.body, err)
	}
}

// list reads what every list has.
func (a asked) list(t *testing.T) (list struct {
	Items      []json.RawMessage
	Total      *int
	NextCursor *string `json:"next_cursor"`
}) {
	t.Helper()
	a.into(t, &list)
	return list
}

type problem struct {
	Type, Title, Detail string
	Status              int
	RequestID           string `json:"request_id"`
	Errors              []struct{ Location, Message string }
}

// problem reads the body of an error and checks what holds for all of them.
func (a asked) problem(t *testing.T, status int) problem {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %.200s: status %d, want %d: %s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.body)
	}
	if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("%s: Content-Type %q", a.Request.URL, got)
	}
	if got := a.Header.Values("Cache-Control"); len(got) != 1 || got[0] != "no-store" {
		t.Errorf("%s: Cache-Control %q", a.Request.URL, got)
	}
	var p problem
	a.into(t, &p)
	if p.Status != status || !strings.HasPrefix(p.Type, "/problems/") || p.Title == "" {
		t.Errorf("problem %+v", p)
	}
	if p.RequestID == "" || p.RequestID != a.Header.Get("X-Request-Id") {
		t.Errorf("request id %q in the problem, %q in the header", p.RequestID, a.Header.Get("X-Request-Id"))
	}
	return p
}

type header func(*http.Request)

func with(name, value string) header { return func(r *http.Request) { r.Header.Set(name, value) } }

func bearer(key string) header { return with("Authorization", "Bearer "+key) }

// get asks, and holds the answer against the document.
func (w *world) get(t *testing.T, target string, headers ...header) asked {
	t.Helper()
	return w.ask(t, http.MethodGet, target, "", headers...)
}

func (w *world) ask(t *testing.T, method, target, body string, headers ...header) asked {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.url+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body == "" {
		r.Body = http.NoBody
	}
	for _, h := range headers {
		h(r)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	validate(t, r, response, b)
	return asked{response, b}
}

// strictDocument is the document with every schema closed, so that a field that is not documented fails.
var strictDocument = sync.OnceValues(func() (validator.Validator, error) {
	b, err := api.Document(api.OpenAPI31)
	if err != nil {
		return nil, err
	}
	b = bytes.ReplaceAll(b, []byte(`"additionalProperties": true`), []byte(`"additionalProperties": false`))
	document, err := libopenapi.NewDocument(b)
	if err != nil {
		return nil, err
	}
	v, errs := validator.NewValidator(document)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return v, nil
})

func validate(t *testing.T, r *http.Request, response *http.Response, body []byte) {
	t.Helper()
	if !strings.HasPrefix(r.URL.Path, "/v1/") && r.URL.Path != "/healthz" && r.URL.Path != "/readyz" {
		return
	}
	switch {
	case r.Method == http.MethodOptions, r.Method == http.MethodHead, response.StatusCode == http.StatusMethodNotAllowed:
		return // in no document: the router's, and those that every address has
	case response.StatusCode == http.StatusNotFound && r.URL.Path != path.Clean(r.URL.Path):
		return // the validator would clean the path, the router does not
	case response.Header.Get("Content-Type") == "application/x-ndjson":
		return // the validator knows a single JSON value only; TestExports reads the lines
	}
	v, err := strictDocument()
	if err != nil {
		t.Fatal(err)
	}
	copied := *response
	copied.Body = io.NopCloser(bytes.NewReader(body))
	ok, errs := v.ValidateHttpResponse(r, &copied)
	if ok {
		return
	}
	for _, e := range errs {
		if e.IsPathMissingError() && response.StatusCode == http.StatusNotFound {
			continue
		}
		t.Errorf("%s %.200s %d is not as documented: %s: %s", r.Method, r.URL, response.StatusCode, e.Message, e.Reason)
		for _, s := range e.SchemaValidationErrors {
			t.Errorf("  %s: %s", s.FieldPath, s.Reason)
		}
		t.Logf("%.600s", body)
	}
}

// safeBuffer is a log that the server writes while the test reads.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
