package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// checkpointer moves what SQLite's write-ahead log holds into the database file, beside the transactions. SQLite would do it
// in the commit that makes the log long, which then waits for a thousand pages to be on the disk.
type checkpointer struct {
	db        *sql.DB // any connection may do it, those that only read too
	queue     queue
	committed chan struct{}
	stop      context.CancelFunc
	stopped   chan struct{}
}

// The log is moved when nothing was written for a while, and where something always is, when it is long.
const (
	checkpointPause = 500 * time.Millisecond
	longLog         = 4096 // pages, 16 MiB
)

func startCheckpointer(db *sql.DB, q queue) *checkpointer {
	ctx, stop := context.WithCancel(context.Background())
	c := &checkpointer{db: db, queue: q, committed: make(chan struct{}, 1), stop: stop, stopped: make(chan struct{})}
	go c.run(ctx)
	return c
}

// wrote says that a transaction was committed; it never waits.
func (c *checkpointer) wrote() {
	select {
	case c.committed <- struct{}{}:
	default:
	}
}

func (c *checkpointer) close() {
	c.stop()
	<-c.stopped
}

func (c *checkpointer) run(ctx context.Context) {
	defer close(c.stopped)
	for {
		select {
		case <-c.committed:
		case <-ctx.Done():
			return // whoever closes the database last moves the log
		}
		for quiet := false; !quiet; {
			select {
			case <-time.After(checkpointPause):
			case <-ctx.Done():
				return
			}
			quiet = len(c.committed) == 0
			if !quiet {
				<-c.committed
			}
			// What fails is tried again after the next commit: until then the log is as good a place as the file.
			if log, _, err := c.checkpoint(ctx, "NOOP"); err == nil && (quiet || log >= longLog) {
				_ = c.move(ctx)
			}
		}
	}
}

// move empties the log. It begins anew only with a commit that finds nothing left in it; where others write all the time,
// what they wrote meanwhile is therefore moved while they wait.
func (c *checkpointer) move(ctx context.Context) error {
	log, moved, err := c.checkpoint(ctx, "PASSIVE")
	if err != nil || moved == log {
		return err
	}
	leave, err := c.queue.enter(registry.InBulk(ctx)) // who writes by hand need not wait for it
	if err != nil {
		return err
	}
	defer leave()
	_, _, err = c.checkpoint(ctx, "PASSIVE")
	return err
}

// checkpoint gives how many pages the log has, and how many of them are in the file too. NOOP only asks; PASSIVE moves what
// no reader is in the way of, and waits for nobody.
func (c *checkpointer) checkpoint(ctx context.Context, mode string) (log, moved int, err error) {
	var busy int
	err = c.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &log, &moved)
	return log, moved, err
}
