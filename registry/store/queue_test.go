package store

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// Writes go in the order in which they came, but for those in bulk: of these one stands in the queue at a time.
func TestQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		leave, err := q.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var order []string
		stand := func(name string, inBulk bool) {
			ctx := t.Context()
			if inBulk {
				ctx = registry.InBulk(ctx)
			}
			go func() {
				leave, err := q.enter(ctx)
				if err != nil {
					t.Error(err)
					return
				}
				order = append(order, name) // one at a time is in here
				leave()
			}()
			synctest.Wait()
		}
		stand("import 1", true)
		stand("import 2", true)
		stand("import 3", true)
		stand("a", false)
		stand("b", false)
		leave()
		time.Sleep(company) // until all have passed
		if want := []string{"import 1", "a", "b", "import 2", "import 3"}; !slices.Equal(order, want) {
			t.Errorf("they wrote in the order %v, want %v", order, want)
		}
	})
}

// What is in bulk lets the next write of somebody who has just written come first, but not for ever; and is short as long as
// there may be a next one.
func TestQueueLetsPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		began := time.Now()
		pass := func(inBulk bool) {
			ctx := t.Context()
			if inBulk {
				ctx = registry.InBulk(ctx)
				if err := q.others.letPass(ctx); err != nil {
					t.Error(err)
				}
			}
			leave, err := q.enter(ctx)
			if err != nil {
				t.Error(err)
				return
			}
			leave()
		}
		pass(true)
		if q.isAwaited() || time.Since(began) != 0 {
			t.Error("an import waited though nobody has written")
		}
		pass(false)
		if !q.isAwaited() {
			t.Error("nobody is thought to wait just after a write")
		}
		pass(true)
		if waited := time.Since(began); waited != pause {
			t.Errorf("an import waited for %v after a write, not for %v", waited, pause)
		}
		time.Sleep(company)
		if q.isAwaited() {
			t.Error("somebody is thought to wait long after a write")
		}

		began = time.Now()
		var wrote time.Time
		pass(false)
		go func() {
			pass(true)
			wrote = time.Now()
		}()
		for range 100 {
			time.Sleep(pause / 2)
			pass(false)
		}
		if waited := wrote.Sub(began); waited != maxPause {
			t.Errorf("an import waited for %v in a stream of writes, not for %v", waited, maxPause)
		}
	})
}
