// Package schedule runs feeds when they are due, on one of any number of replicas.
//
// Each replica asks for the lease row "scheduler"; the one that holds it is the leader for a term. A term has its own
// gocron scheduler with a job for each feed that has a schedule, and ends, with everything that runs in it, when the
// lease can no longer be renewed. (A gocron scheduler that its elector refuses keeps a list of every missed time,
// which grows for ever on a standby replica; so a standby has none.)
//
// Each run, scheduled or by hand, holds the lease row "run:FEED" as well (WithFeedLease). That is what makes one run a
// feed at a time true between replicas, the command line and the API; its token is the fence that the store checks, so
// that a process that lost the lease while it was stopped cannot write late.
//
// When a feed is due depends on its schedule and on the run ledger alone (due), never on how long a process is up: so
// every replica agrees, a feed that fell due while nobody was leader runs once when there is one, and a time that
// passes during a run is served by that run.
package schedule
