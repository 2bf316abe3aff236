package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/pgtest"
)

// committer is a change log: begin opens a transaction and does its writes, and gives the function that commits it;
// poll gives the positions and subjects after a position, as a mirror asks for them.
type committer struct {
	begin func(subject string) (commit func())
	poll  func(after int64) (positions []int64, subjects []string)
}

// overtaken opens two transactions, commits the one that wrote last first, and polls after each commit. It gives what
// the poller saw.
func overtaken(log committer) (positions []int64, subjects []string) {
	last := int64(0)
	poll := func() {
		p, s := log.poll(last)
		positions, subjects = append(positions, p...), append(subjects, s...)
		if len(p) > 0 {
			last = p[len(p)-1]
		}
	}
	commitFirst := log.begin("first")
	commitSecond := log.begin("second")
	commitSecond()
	poll()
	commitFirst()
	poll()
	return positions, subjects
}

// TestCommitOrder: on PostgreSQL, where transactions run side by side, positions are in the order of the commits and
// without gaps, so that who polls sees every change. A log that takes its positions from a sequence, for comparison,
// fails the same procedure: the poller never sees the transaction that was overtaken.
func TestCommitOrder(t *testing.T) {
	s := openFile(t, pgtest.DSN(t))
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	store := committer{
		begin: func(subject string) func() {
			wrote, commit, done := make(chan struct{}), make(chan struct{}), make(chan error)
			go func() {
				done <- s.Write(ctx, func(tx registry.Tx) error {
					view := registry.View{Scopes: []registry.ViewScope{registry.ScopePublic}, Document: []byte(`{}`),
						Index: registry.Index{Countries: []string{"AF", subject}, TitleTokens: []string{subject}}}
					err := tx.PutInitiatives(ctx, []registry.InitiativeWrite{{ID: subject, Views: []registry.View{view}}})
					close(wrote)
					<-commit
					return err
				})
			}()
			<-wrote
			return func() {
				close(commit)
				must(<-done)
			}
		},
		poll: func(after int64) (positions []int64, subjects []string) {
			changes, err := s.Changes(ctx, after, 100)
			must(err)
			for _, c := range changes {
				positions, subjects = append(positions, c.Position), append(subjects, c.Initiative)
			}
			return positions, subjects
		},
	}
	positions, subjects := overtaken(store)
	if !slices.Equal(subjects, []string{"second", "first"}) || !slices.Equal(positions, []int64{1, 2}) {
		t.Errorf("the poller saw %v at %v, want second and first at 1 and 2", subjects, positions)
	}
	// A transaction that fails after its writes leaves no gap.
	if err := s.Write(ctx, func(tx registry.Tx) error {
		must(tx.PutInitiatives(ctx, []registry.InitiativeWrite{{ID: "third", Features: []byte("x")}}))
		return fmt.Errorf("on purpose")
	}); err == nil {
		t.Fatal("no error")
	}
	store.begin("fourth")()
	if positions, _ := store.poll(2); !slices.Equal(positions, []int64{3}) {
		t.Errorf("after a rollback the next position is %v, want 3", positions)
	}

	_, err := s.write.DB.ExecContext(ctx, "CREATE TABLE sequenced (position BIGSERIAL PRIMARY KEY, subject TEXT NOT NULL)")
	must(err)
	sequence := committer{
		begin: func(subject string) func() {
			tx, err := s.write.DB.BeginTx(ctx, nil)
			must(err)
			_, err = tx.ExecContext(ctx, "INSERT INTO sequenced (subject) VALUES ($1)", subject)
			must(err)
			return func() { must(tx.Commit()) }
		},
		poll: func(after int64) (positions []int64, subjects []string) {
			must(s.query(ctx, s.read.DB, func(rows *sql.Rows) error {
				var position int64
				var subject string
				err := rows.Scan(&position, &subject)
				positions, subjects = append(positions, position), append(subjects, subject)
				return err
			}, "SELECT position, subject FROM sequenced WHERE position > ? ORDER BY position", after))
			return positions, subjects
		},
	}
	if _, subjects := overtaken(sequence); slices.Contains(subjects, "first") {
		t.Error("the procedure does not tell a sequence from a log in commit order")
	}
}

// TestConcurrentWriters: writers that number the same new terms and touch the same initiatives at a time all get through
// or are told to try again; the log has no gap.
func TestConcurrentWriters(t *testing.T) {
	s := openFile(t, pgtest.DSN(t))
	const writers, rounds = 6, 8
	errs := make(chan error, writers)
	for w := range writers {
		go func() {
			errs <- func() error {
				for round := range rounds {
					var writes []registry.InitiativeWrite
					for n := range 5 {
						view := registry.View{Scopes: []registry.ViewScope{registry.ScopePublic}, Document: []byte(fmt.Sprintf(`{"r":%d}`, round)),
							Index: registry.Index{Countries: []string{fmt.Sprint("C", round), fmt.Sprint("D", (w+round)%7)}}}
						writes = append(writes, registry.InitiativeWrite{ID: fmt.Sprintf("i-%d-%d", w, n), Views: []registry.View{view}})
					}
					err := s.Write(context.Background(), func(tx registry.Tx) error { return tx.PutInitiatives(context.Background(), writes) })
					if err != nil {
						return err
					}
				}
				return nil
			}()
		}()
	}
	for range writers {
		if err := <-errs; err != nil {
			t.Errorf("a writer failed: %v", err)
		}
	}
	changes, err := s.Changes(t.Context(), 0, 10000)
	if err != nil || len(changes) != writers*rounds*5 {
		t.Fatalf("%d changes (%v), want %d", len(changes), err, writers*rounds*5)
	}
	for i, c := range changes {
		if c.Position != int64(i+1) {
			t.Fatalf("change %d has position %d", i+1, c.Position)
		}
	}
	n, err := s.CountInitiatives(t.Context(), registry.Lens{Base: registry.ScopePublic}, registry.InitiativeFilter{Countries: []string{fmt.Sprint("C", rounds-1)}})
	if err != nil || n != writers*5 {
		t.Errorf("%d counted (%v), want %d", n, err, writers*5)
	}
}

// TestPostgresErrors: an address that is none, and a server that is not there.
func TestPostgresErrors(t *testing.T) {
	if _, err := Open(t.Context(), "postgres://%zz", Options{}); registry.ErrorCode(err) != registry.EInvalid {
		t.Errorf("no address: %v, want EInvalid", err)
	}
	nowhere := "postgres:///x?host=" + t.TempDir()
	if _, err := Open(t.Context(), nowhere, Options{}); registry.ErrorCode(err) != registry.EUnavailable {
		t.Errorf("no server: %v, want EUnavailable", err)
	}
}
