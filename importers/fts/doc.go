// Package fts turns answers of the flow search of OCHA's Financial Tracking Service (FTS public API, version 1:
// /v1/public/fts/flow and its custom search) into records.
//
// # The file
//
// An answer is {"status", "data": {"flows": [...]}, "meta": {"count", "nextLink"}}: one page of flows. A feed is the pages
// one after the other, each a JSON value of its own; NextPage says where the next one is, and package fetch gets them. A
// page that is cut off, is not such an answer, or says that something went wrong (status) refuses the file. The same flow
// twice, which a page that shifts while it is read brings about, is reported and its second mention left out.
//
// # What is an initiative
//
// A flow says that somebody gave money to somebody. Three sorts are told apart by what destinationObjects names:
//
//   - A Project: the flow pays that project. All flows to one project are one record ("project-4711"), so that a project of
//     three donors is one initiative with three donors. A flow that several projects share is in each of them as a link of
//     money (scheme iati-a4), and its amount in none: nobody says which part is whose.
//   - No Project, but a Plan; or no recipient that is named ("NGOs (details not yet provided)"), or a pooled fund as the
//     recipient, or no Location: funding of a plan, a fund, or of somebody to be found. It is counted as funding
//     (registry.Item) and is no initiative: it is in no catalogue, detection or total.
//   - Neither: a grant outside of the plans to one organisation for one place, described in the donor's words. It is an
//     initiative of its own ("flow-158080").
//
// # What is taken of a flow
//
//	id                    an identifier of scheme fts: what IATI activities name in other-identifier of type A4, a flow of
//	                      money that many may share
//	refCode               identifier of scheme own, in the numbering of who reported the flow; several in one text are none
//	description           the title of a grant, one line, and its description where that says more. A project has its name
//	amountUSD, status     paid is disbursed, commitment committed, pledge pledged: each its own total, none added to another
//	exchangeRate,         kept in the flow's note, with budgetYear: FTS converts, and its figure is the one in its own
//	originalAmount,       totals
//	originalCurrency
//	onBoundary            "shared" is an amount that only partly belongs to what was searched for; it is never summed (FTS
//	                      leaves it out of its own fundingTotal), and a warning says so
//	parentFlowId,         relations parent and child, which are not added up either: within a record the larger of a flow
//	childFlowIds          and its children counts, between records package money sees to it
//	sourceObjects         Organization: funding
//	destinationObjects    Organization: implementing; Location: countries, by name; GlobalCluster: sectors in IATI's
//	                      vocabulary 10; UsageYear: the period, whole years, planned
//	reportDetails         who told FTS of the flow, when and how, in the flow's note; the first primary report's
//	                      organisation is the Reporter. Several reports are reports of one flow, whose money is counted once
//
// boundary (incoming, outgoing, internal) and the totals beside the flows depend on what was searched for and are not
// taken. An organisation's id is one of OCHA's Humanitarian Programme Cycle list (org-id.guide XM-OCHA, "XM-OCHA-HPC3049").
// Texts state no language, and are "und". A statement that cannot be read is left out with a warning that names the flow
// and the field. E-mail addresses are removed from all texts, and what is not a field of the API is not kept, also not in
// Raw, which is the flow, or the list of a project's flows.
package fts
