package api

import (
	"net/http"
	"time"
)

const (
	get   = http.MethodGet
	post  = http.MethodPost
	patch = http.MethodPatch
	del   = http.MethodDelete
)

// bodyReadTimeout allows for a slow line; Huma's own is 5 s.
const bodyReadTimeout = 30 * time.Second

// Sizes of bodies, in bytes.
const (
	maxFeedBody     = 16 << 10
	maxRulingBody   = 32 << 10
	maxDraftBody    = 256 << 10
	maxPriorityBody = 64 << 10
	maxSubmission   = 256 << 10
)

// Tags group the operations on the documentation page, in the order of the document.
const (
	tagInitiatives   = "initiatives"
	tagAnalysis      = "analysis"
	tagOverlaps      = "overlaps"
	tagSubmissions   = "submissions"
	tagOrganisations = "organisations"
	tagCodelists     = "codelists"
	tagFeeds         = "feeds"
	tagService       = "service"
)

// operations is every operation of the API.
func (a *api) operations() []operation {
	return []operation{
		op(get, "/v1/initiatives", "list-initiatives", tagInitiatives, "Find initiatives", a.listInitiatives, about(aboutListInitiatives)),
		op(get, "/v1/initiatives/facets", "count-initiatives", tagInitiatives, "Count initiatives by facet", a.facets, about(aboutFacets)),
		op(get, "/v1/initiatives/{id}", "get-initiative", tagInitiatives, "Read an initiative", a.findInitiative, about(aboutInitiative), single),
		op(post, "/v1/initiatives", "plan-initiative", tagInitiatives, "Keep a plan", a.planInitiative, about(aboutPlan), donors, body(maxDraftBody), example("application/json", planExample), answers(http.StatusCreated)),
		op(patch, "/v1/initiatives/{id}", "update-plan", tagInitiatives, "Change a plan", a.updatePlan, about(aboutUpdatePlan), donors, body(maxDraftBody), example(mergePatch, planPatchExample), missing, conflicts, guarded, requiresMatch),
		op(post, "/v1/initiatives/{id}/withdrawal", "withdraw-plan", tagInitiatives, "Take a plan back", a.withdrawPlan, about(aboutWithdraw), donors, answers(http.StatusNoContent), missing),
		op(get, "/v1/initiatives/{id}/records", "list-initiative-records", tagInitiatives, "Read the records an initiative is made of", a.initiativeRecords, about(aboutRecords), single),
		op(get, "/v1/initiatives/{id}/history", "list-initiative-history", tagInitiatives, "Read all versions of the records", a.initiativeHistory, about(aboutHistory), single),
		op(get, "/v1/initiatives/{id}/overlaps", "list-initiative-overlaps", tagInitiatives, "List the overlaps of an initiative", a.initiativeOverlaps, about(aboutInitiativeOverlaps), missing),
		op(get, "/v1/exports/initiatives.csv", "export-initiatives-csv", tagInitiatives, "Export initiatives as CSV", a.exportCSV, about(aboutExportCSV), streams("text/csv", "The table, streamed.")),
		op(get, "/v1/exports/initiatives.ndjson", "export-initiatives-ndjson", tagInitiatives, "Export initiatives as JSON lines", a.exportNDJSON, about(aboutExportNDJSON), streams("application/x-ndjson", "One initiative a line, streamed.")),
		op(get, "/v1/changes", "list-changes", tagInitiatives, "Follow what changes", a.listChanges, about(aboutChanges)),

		op(get, "/v1/totals", "get-totals", tagAnalysis, "Add up money, each sum once", a.totals, about(aboutTotals)),
		op(get, "/v1/coverage", "get-coverage", tagAnalysis, "See gaps and crowding", a.coverage, about(aboutCoverage)),
		op(get, "/v1/priorities", "list-priorities", tagAnalysis, "List declared needs", a.listPriorities, about(aboutListPriorities)),
		op(post, "/v1/priorities", "create-priority", tagAnalysis, "Declare a need", a.createPriority, about(aboutCreatePriority), rules, body(maxPriorityBody), example("application/json", priorityExample), answers(http.StatusCreated)),
		op(get, "/v1/priorities/{id}", "get-priority", tagAnalysis, "Read a declared need", a.findPriority, about(aboutPriority), single),
		op(patch, "/v1/priorities/{id}", "update-priority", tagAnalysis, "Change a declared need", a.updatePriority, about(aboutUpdatePriority), rules, body(maxPriorityBody), example(mergePatch, priorityPatchExample), missing, guarded, requiresMatch),
		op(del, "/v1/priorities/{id}", "delete-priority", tagAnalysis, "Withdraw a declared need", a.deletePriority, about(aboutDeletePriority), rules, missing, guarded),

		op(get, "/v1/overlaps", "list-overlaps", tagOverlaps, "List possible overlaps", a.listOverlaps, about(aboutListOverlaps)),
		op(get, "/v1/overlaps/{id}", "get-overlap", tagOverlaps, "Read an overlap with its evidence", a.findOverlap, about(aboutOverlap), single),
		op(get, "/v1/overlaps/{id}/rulings", "list-rulings", tagOverlaps, "List the rulings on an overlap", a.listRulings, about(aboutRulings), single),
		op(post, "/v1/overlaps/{id}/rulings", "create-ruling", tagOverlaps, "Rule on an overlap", a.rule, about(aboutRule), rules, body(maxRulingBody), example("application/json", rulingExample), answers(http.StatusCreated), missing, conflicts),
		op(get, "/v1/overlaps/{id}/rulings/{ruling}", "get-ruling", tagOverlaps, "Read a ruling", a.findRuling, about(aboutFindRuling), single),
		op(post, "/v1/overlaps/{id}/rulings/{ruling}/reversal", "revert-ruling", tagOverlaps, "Take a ruling back", a.revertRuling, about(aboutRevertRuling), rules, body(maxRulingBody), example("application/json", reversalExample), answers(http.StatusCreated), missing, conflicts),
		op(get, "/v1/overlap-reports", "make-overlap-report", tagOverlaps, "Make the pack for a coordination meeting", a.report, about(aboutReport), tagged, refuses),
		op(get, "/v1/crowded-cells", "list-crowded-cells", tagOverlaps, "List crowded places", a.listCrowded, about(aboutCrowded), missing),
		op(post, "/v1/overlap-checks", "check-overlaps", tagOverlaps, "Ask before you fund", a.checkDraft, about(aboutCheck), body(maxDraftBody), example("application/json", draftExample), answers(http.StatusOK)),

		op(get, "/v1/submissions", "list-submissions", tagSubmissions, "List submissions", a.listSubmissions, about(aboutListSubmissions), submitsOrDecides),
		op(post, "/v1/submissions", "create-submission", tagSubmissions, "Submit an initiative", a.submit, about(aboutSubmit), body(maxSubmission), example("application/json", submissionExample), answers(http.StatusCreated)),
		op(get, "/v1/submissions/{id}", "get-submission", tagSubmissions, "Read a submission", a.findSubmission, about(aboutSubmission), single),
		op(patch, "/v1/submissions/{id}", "correct-submission", tagSubmissions, "Correct a submission", a.correctSubmission, about(aboutCorrectSubmission), body(maxSubmission), example(mergePatch, submissionPatchExample), missing, conflicts, guarded, requiresMatch),
		op(post, "/v1/submissions/{id}/withdrawal", "withdraw-submission", tagSubmissions, "Take a submission back", a.withdrawSubmission, about(aboutWithdrawal), answers(http.StatusNoContent), missing, conflicts),
		op(post, "/v1/submissions/{id}/decisions", "decide-submission", tagSubmissions, "Decide about a submission", a.decideSubmission, about(aboutDecideSubmission), rules, body(maxSubmission), example("application/json", submissionDecisionExample), answers(http.StatusCreated), missing, conflicts),

		op(get, "/v1/organisations", "list-organisations", tagOrganisations, "Find organisations", a.listOrganisations, about(aboutListOrganisations)),
		op(get, "/v1/organisations/{id}", "get-organisation", tagOrganisations, "Read an organisation", a.findOrganisation, about(aboutOrganisation), single),

		op(get, "/v1/good-practices", "list-good-practices", tagCodelists, "List the 25 good practices", a.listGoodPractices, about(aboutGoodPractices), tagged),
		op(get, "/v1/good-practices/{number}", "get-good-practice", tagCodelists, "Read a good practice", a.findGoodPractice, about(aboutGoodPractice), single),
		op(get, "/v1/regions", "list-regions", tagCodelists, "List the coordination regions", a.listRegions, about(aboutRegions), tagged),
		op(get, "/v1/regions/{code}", "get-region", tagCodelists, "Read a coordination region", a.findRegion, about(aboutRegion), single),
		op(get, "/v1/countries", "list-countries", tagCodelists, "List countries and areas", a.listCountries, about(aboutCountries), tagged),
		op(get, "/v1/sectors", "list-sectors", tagCodelists, "List sectors", a.listSectors, about(aboutSectors), tagged),
		op(get, "/v1/beneficiaries", "list-beneficiaries", tagCodelists, "List groups of beneficiaries", a.listBeneficiaries, about(aboutBeneficiaries), tagged),

		op(get, "/v1/table-template.xlsx", "get-table-template", tagFeeds, "Get an empty table to fill in", a.template, about(aboutTemplate), tagged, streams(typeXLSX, "The workbook.")),
		op(get, "/v1/feeds", "list-feeds", tagFeeds, "List feeds and their health", a.listFeeds, about(aboutListFeeds)),
		op(post, "/v1/feeds", "create-feed", tagFeeds, "Add a feed", a.createFeed, about(aboutCreateFeed), admin, body(maxFeedBody), example("application/json", feedExample), answers(http.StatusCreated), conflicts),
		op(get, "/v1/feeds/{id}", "get-feed", tagFeeds, "Read a feed and its health", a.findFeed, about(aboutFeed), single),
		op(patch, "/v1/feeds/{id}", "update-feed", tagFeeds, "Change a feed", a.updateFeed, about(aboutUpdateFeed), admin, body(maxFeedBody), example(mergePatch, feedPatchExample), missing, conflicts, guarded, requiresMatch),
		op(del, "/v1/feeds/{id}", "delete-feed", tagFeeds, "Stop a feed", a.deleteFeed, about(aboutDeleteFeed), admin, missing, guarded),
		op(get, "/v1/feeds/{id}/runs", "list-runs", tagFeeds, "List the runs of a feed", a.listRuns, about(aboutRuns), missing),
		op(post, "/v1/feeds/{id}/runs", "start-run", tagFeeds, "Import a feed now", a.startRun, about(aboutStartRun), admin, answers(http.StatusCreated), missing, conflicts),
		op(get, "/v1/feeds/{id}/runs/{run}", "get-run", tagFeeds, "Read a run", a.findRun, about(aboutRun), single),
		op(post, "/v1/feeds/{id}/runs/{run}/decisions", "decide-run", tagFeeds, "Release or discard a held run", a.decideRun, about(aboutDecide), admin, body(maxFeedBody), example("application/json", decisionExample), answers(http.StatusCreated), missing, conflicts),
		op(get, "/v1/feeds/{id}/runs/{run}/problems", "list-problems", tagFeeds, "List what was wrong in a run", a.listProblems, about(aboutProblems), missing),

		op(get, "/healthz", "health", tagService, "Is the process alive", a.health, about("Answers as long as the process serves requests. It asks nothing of the database.")),
		op(get, "/readyz", "ready", tagService, "Can the registry answer", a.ready, about("503 where the database does not answer: send no traffic here.")),
	}
}
