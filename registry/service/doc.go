// Package service is the registry's use cases: take a feed in, merge records into initiatives, project an initiative
// for an audience, find and show overlaps, check a draft, administer feeds and keys. It calls the pure packages
// (codelist, classify, overlap, analysis) and the ports of package registry, and knows neither a database nor HTTP nor
// any importer by name.
//
// Where to look:
//
//	importing.go, spool.go, publish.go   a feed's way in: decode whole, then publish what changed
//	organisations.go                     who is who
//	merge.go, project.go, index.go       records to one audience's view, and what may be found of it
//	detect.go, flags.go, draft.go        overlaps: following the change log, writing flags, checking a draft
//	query.go, overlaps.go, changefeed.go reads, always through a lens
//	feeds.go, keys.go                    administration
package service
