package store

import (
	"slices"
	"testing"
	"testing/synctest"

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
		synctest.Wait()
		if want := []string{"import 1", "a", "b", "import 2", "import 3"}; !slices.Equal(order, want) {
			t.Errorf("they wrote in the order %v, want %v", order, want)
		}
	})
}
