package api

import (
	"context"
	"net/http"
	"time"

	"github.com/tansiq/tansiq/registry"
)

const (
	aboutRuns     = "Attempts to import the feed, newest first. The list has no total: the ledger is walked, not counted."
	aboutRun      = "One attempt with its counts, and why it failed or is held."
	aboutStartRun = "Administrators. Begins an import and does not wait for it: read the run at Location."
	aboutDecide   = "Administrators. Decides on a run that is held for review: `release` publishes it as it was read, and is not waited for; `discard` ends it. Audited. 409 where the run is not held: a later run may have overtaken it."
	aboutProblems = "Rejected records and statements that were left out, with line, identifier, field and reason, in the order of the file."
)

// Run is one attempt to import a feed.
type Run struct {
	ID         string     `json:"id" doc:"UUIDv7."`
	Feed       string     `json:"feed" doc:"Id of the feed."`
	State      string     `json:"state" enum:"decoding,publishing,done,unmodified,held,discarded,failed" doc:"How far it is. held: suspicious, nothing withdrawn, waits for review. discarded: was held, and is discarded by an administrator or overtaken by a later run."`
	Trigger    string     `json:"trigger" doc:"What began it: schedule, manual, catch-up, start."`
	StartedAt  time.Time  `json:"started_at" doc:"When it began."`
	FinishedAt *time.Time `json:"finished_at,omitempty" doc:"When it ended."`
	Counts     RunCounts  `json:"counts" doc:"How many records."`
	Error      string     `json:"error,omitempty" doc:"Why it failed or is held."`
	Hint       string     `json:"hint,omitempty" doc:"What can be done about it."`
}

// RunCounts count records.
type RunCounts struct {
	Read      int `json:"read" doc:"new, changed, unchanged, rejected and funding together."`
	New       int `json:"new" doc:"Not known before."`
	Changed   int `json:"changed" doc:"Known, and different: a new version each."`
	Unchanged int `json:"unchanged" doc:"Known, and the same: nothing written."`
	Rejected  int `json:"rejected" doc:"Not taken in; see the problems."`
	Withdrawn int `json:"withdrawn" doc:"Gone from the source in three good runs running; kept, not shown."`
	Funding   int `json:"funding" doc:"Entries that pay a plan or a fund and no initiative: counted, and in no catalogue, detection or total."`
}

func runOf(r registry.Run) Run {
	return Run{ID: r.ID, Feed: r.Feed, State: string(r.State), Trigger: r.Trigger, StartedAt: r.Started, FinishedAt: r.Finished,
		Counts: RunCounts(r.Counts), Error: r.Error, Hint: r.Hint}
}

// RunList is a page of runs.
type RunList struct {
	Items      []Run  `json:"items" doc:"The runs of this page."`
	NextCursor string `json:"next_cursor,omitempty" doc:"Cursor of the next page; absent on the last."`
}

type listRunsInput struct {
	ByFeed
	Paging
}

func (a *api) listRuns(ctx context.Context, _ registry.Audience, in *listRunsInput) (*pageAnswer[RunList], error) {
	runs, next, err := a.registry.ListRuns(ctx, in.ID, in.page())
	if err != nil {
		return nil, err
	}
	body := RunList{Items: []Run{}, NextCursor: next}
	for _, r := range runs {
		body.Items = append(body.Items, runOf(r))
	}
	return &pageAnswer[RunList]{Link: nextLink(ctx, "cursor", next), Body: body}, nil
}

// ByRun is the path of a run.
type ByRun struct {
	ByFeed
	Run string `path:"run" maxLength:"36" doc:"UUID of the run."`
}

func (p ByRun) known() error { return byID{ID: p.Run}.known() }

func (a *api) findRun(ctx context.Context, _ registry.Audience, in *ByRun) (*answer[Run], error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	run, err := a.registry.FindRun(ctx, in.ID, in.Run)
	if err != nil {
		return nil, err
	}
	return &answer[Run]{runOf(*run)}, nil
}

// StartedRun names a run that began.
type StartedRun struct {
	ID   string `json:"id" doc:"UUIDv7 of the run."`
	Feed string `json:"feed" doc:"Id of the feed."`
}

type startedRun struct {
	Location string `header:"Location" doc:"Where the run is."`
	Body     StartedRun
}

func (a *api) startRun(ctx context.Context, _ registry.Audience, in *ByFeed) (*startedRun, error) {
	feed, err := a.registry.FindFeed(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if a.options.StartRun == nil {
		return nil, newProblem(http.StatusServiceUnavailable, "This server runs no imports.")
	}
	id, err := a.options.StartRun(ctx, *feed)
	if err != nil {
		return nil, err
	}
	return &startedRun{Location: "/v1/feeds/" + feed.ID + "/runs/" + id, Body: StartedRun{ID: id, Feed: feed.ID}}, nil
}

// RunDecision says what becomes of a held run.
type RunDecision struct {
	_        struct{} `additionalProperties:"false"`
	Decision string   `json:"decision" enum:"release,discard" doc:"release: publish it as it was read. discard: nothing of it is published."`
}

var decisionExample = map[string]any{"decision": "discard"}

type decideRunInput struct {
	ByRun
	Body RunDecision
}

func (a *api) decideRun(ctx context.Context, who registry.Audience, in *decideRunInput) (*startedRun, error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	run, err := a.registry.FindRun(ctx, in.ID, in.Run)
	if err != nil {
		return nil, err
	}
	if a.options.DecideRun == nil {
		return nil, newProblem(http.StatusServiceUnavailable, "This server runs no imports.")
	}
	if err := a.options.DecideRun(ctx, who, *run, in.Body.Decision == "release"); err != nil {
		return nil, err
	}
	return &startedRun{Location: "/v1/feeds/" + run.Feed + "/runs/" + run.ID, Body: StartedRun{ID: run.ID, Feed: run.Feed}}, nil
}

// RunProblem is something wrong in a feed, said so that its publisher can mend it.
type RunProblem struct {
	Line       int    `json:"line,omitempty" doc:"Line of the decoded text, or row of a sheet; from 1."`
	Identifier string `json:"identifier,omitempty" doc:"The record's identifier, where it has one."`
	Field      string `json:"field,omitempty" doc:"Element path or column." example:"transaction/value/@currency"`
	Reason     string `json:"reason" doc:"What is wrong."`
	Severity   string `json:"severity" enum:"rejected,warning" doc:"rejected: the record is not taken in. warning: the record is, this statement of it is not."`
}

type listProblemsInput struct {
	ByRun
	Paging
}

func (a *api) listProblems(ctx context.Context, _ registry.Audience, in *listProblemsInput) (*pageAnswer[Page[RunProblem]], error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	list, err := a.registry.ListProblems(ctx, in.ID, in.Run, in.page())
	if err != nil {
		return nil, err
	}
	items := make([]RunProblem, len(list.Items))
	for i, p := range list.Items {
		items[i] = RunProblem{p.Line, p.Identifier, p.Field, p.Reason, string(p.Severity)}
	}
	return paged(ctx, items, list.Total, list.Next), nil
}
