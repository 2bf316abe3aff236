package api

import (
	"context"
	"iter"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/report"
	"github.com/tansiq/tansiq/registry/service"
)

// Registry is what the API asks of the registry; *service.Service is one. Errors are registry.Error; their codes become
// HTTP statuses in problem.go.
type Registry interface {
	// Ready is EUnavailable where the registry cannot answer.
	Ready(ctx context.Context) error
	// Authenticate is EForbidden where nobody holds the secret.
	Authenticate(ctx context.Context, secret string) (registry.Audience, error)

	BeginAttempt(ctx context.Context, who registry.Audience, name string, request [32]byte) (attempt registry.Attempt, earlier *registry.Attempt, err error)
	AnswerAttempt(ctx context.Context, attempt registry.Attempt, name string, answer registry.Answer) error
	ForgetAttempt(ctx context.Context, attempt registry.Attempt) error

	FindInitiative(ctx context.Context, who registry.Audience, id string) (registry.ViewDocument, error)
	ListInitiatives(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter, page registry.Page) (service.InitiativeList, error)
	EachInitiative(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter) iter.Seq2[registry.ViewDocument, error]
	ListChanges(ctx context.Context, who registry.Audience, since string, limit int) (*service.ChangePage, error)
	FacetInitiatives(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter) (map[registry.FacetField][]service.Facet, error)
	Coverage(ctx context.Context, who registry.Audience, query service.CoverageQuery) (*registry.Coverage, error)
	FindPriority(ctx context.Context, who registry.Audience, id string) (*registry.Priority, error)
	ListPriorities(ctx context.Context, who registry.Audience, filter registry.PriorityFilter, page registry.Page) (service.PriorityList, error)
	CreatePriority(ctx context.Context, who registry.Audience, p registry.Priority) (*registry.Priority, error)
	UpdatePriority(ctx context.Context, who registry.Audience, id string, change func(*registry.Priority) error) (*registry.Priority, error)
	WithdrawPriority(ctx context.Context, who registry.Audience, id string) error
	Totals(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter, by service.GroupBy) (*service.Totals, error)
	InitiativeRecords(ctx context.Context, who registry.Audience, id string) ([]registry.Record, error)
	InitiativeHistory(ctx context.Context, who registry.Audience, id string) ([]registry.Record, error)

	PlanInitiative(ctx context.Context, who registry.Audience, plan service.Plan) (registry.ViewDocument, error)
	FindPlan(ctx context.Context, who registry.Audience, id string) ([]byte, error)
	UpdatePlan(ctx context.Context, who registry.Audience, id string, plan service.Plan) (registry.ViewDocument, error)
	WithdrawPlan(ctx context.Context, who registry.Audience, id string) error

	Submit(ctx context.Context, who registry.Audience, form service.SubmissionForm) (submission *registry.Submission, token string, err error)
	FindSubmission(ctx context.Context, who registry.Audience, token, id string) (*registry.Submission, error)
	ListSubmissions(ctx context.Context, who registry.Audience, states []registry.SubmissionState, page registry.Page) (service.SubmissionList, error)
	CorrectSubmission(ctx context.Context, who registry.Audience, token, id string, read int, form service.SubmissionForm) (*registry.Submission, error)
	WithdrawSubmission(ctx context.Context, who registry.Audience, token, id string) error
	DecideSubmission(ctx context.Context, who registry.Audience, id string, decision service.SubmissionDecision) (*registry.Submission, error)

	FindOrganisation(ctx context.Context, who registry.Audience, id string) (*registry.Organisation, error)
	ListOrganisations(ctx context.Context, who registry.Audience, filter registry.OrganisationFilter, page registry.Page) (service.OrganisationList, error)

	FindOverlap(ctx context.Context, who registry.Audience, id string) (*registry.Overlap, error)
	ListOverlaps(ctx context.Context, who registry.Audience, filter registry.OverlapFilter, page registry.Page) (service.OverlapList, error)
	Rule(ctx context.Context, who registry.Audience, overlap string, ruling registry.Ruling) (*registry.Ruling, error)
	RevertRuling(ctx context.Context, who registry.Audience, overlap, ruling, reason string) (*registry.Ruling, error)
	ListRulings(ctx context.Context, who registry.Audience, overlap string) ([]*registry.Ruling, error)
	FindRuling(ctx context.Context, who registry.Audience, overlap, ruling string) (*registry.Ruling, error)
	CrowdedCells(ctx context.Context, who registry.Audience, filter service.CrowdedFilter, page registry.Page) (service.CrowdedList, error)
	CheckDraft(ctx context.Context, who registry.Audience, draft service.Draft) (*service.DraftCheck, error)

	Report(ctx context.Context, who registry.Audience, request service.ReportRequest) (*report.Report, error)

	ListFeeds(ctx context.Context) ([]registry.FeedHealth, error)
	FindFeed(ctx context.Context, idOrName string) (*registry.Feed, error)
	FindFeedHealth(ctx context.Context, id string) (*registry.FeedHealth, error)
	CreateFeed(ctx context.Context, who registry.Audience, feed registry.Feed) (*registry.Feed, error)
	UpdateFeed(ctx context.Context, who registry.Audience, id string, patch service.FeedPatch) (*registry.Feed, error)
	DeleteFeed(ctx context.Context, who registry.Audience, id string) error
	ListRuns(ctx context.Context, feed string, page registry.Page) ([]registry.Run, string, error)
	FindRun(ctx context.Context, feed, id string) (*registry.Run, error)
	ListProblems(ctx context.Context, feed, run string, page registry.Page) (service.ProblemList, error)
}

var _ Registry = (*service.Service)(nil)
