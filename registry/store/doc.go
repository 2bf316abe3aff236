// Package store keeps the registry in a database: SQLite in one file, or PostgreSQL. Both pass the suite in storetest.
//
// # What is stored
//
// A record has a row and one row for each version, compressed. An initiative has a dense number and, for each distinct
// document that some audience sees, one view: an ordinary public record is one view for the public, partners and
// administrators together. The document of a view is the bytes that the API serves. Its entry (package columns) is what
// it is filtered by, and the rows of view_terms, view_pairs, view_identifiers and the full-text table are made from the
// entry, so that what a view is found by can never be more than what it shows.
//
// # How it is read
//
// A list is answered in one of two ways, which give the same pages. Lists by start date walk a covering index: the rows
// of view_terms (or view_pairs, for a country and a sector) are in order of start within a term, so that a page costs as
// much as it has entries. Other lists, and those whose conditions leave little of any one term, take the set of matching
// views from columns, in memory, and read the documents of the best few. Totals and facets come from columns always.
//
// Columns follow the change log: a read looks at the log's newest position, and reads anew the views of the initiatives
// that changed since. Nothing in memory is needed by another process.
//
// The views that have a word, the facets of a query and the best of a search are kept, within bounds, until the next
// change: pages, totals and facets of one search ask for the same. What is kept is of one position of the change log.
//
// # How it is written
//
// Store.Write is the only way in. Its transaction notes what changed and takes positions in the change log as its last
// statements. On PostgreSQL the row of the counter is locked from there to the commit, so that positions are in commit
// order; a sequence would hand them out in the order of asking, and a reader that polls would step over a transaction
// that commits late.
//
// Transactions queue in the order in which they came, those of imports and full detections one at a time among the others
// (queue.go). A commit on SQLite is as long as it takes to have its own pages in the write-ahead log and on the disk; the log
// is moved into the file beside the transactions (checkpoint.go).
//
// Bun is used for what is read and written now and then; the tables of initiatives and records go through database/sql
// with many rows a statement, and point reads through prepared statements.
package store
