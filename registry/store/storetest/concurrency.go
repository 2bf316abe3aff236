package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// testReadersAndWriter: readers get answers while a writer publishes batch after batch, and every answer is of one
// moment: a batch changes all its initiatives, and no list shows some of them changed.
func testReadersAndWriter(_ *testing.T, e *env) {
	const size, reads = 40, 30
	batch := func(round int) []registry.InitiativeWrite {
		var writes []registry.InitiativeWrite
		for n := range size {
			writes = append(writes, initiative(n, fmt.Sprintf(`{"t":"%d"}`, round), registry.Index{
				Countries: []string{fmt.Sprint("C", round%3)}, TitleTokens: []string{"police"}}))
		}
		return writes
	}
	e.put(batch(0)...)
	ctx, stop := context.WithCancel(e.ctx)
	var writer, readers sync.WaitGroup
	published := 0
	writer.Go(func() {
		for round := 1; ctx.Err() == nil; round++ {
			err := e.Write(e.ctx, func(tx registry.Tx) error { return tx.PutInitiatives(e.ctx, batch(round)) })
			if err != nil {
				e.Errorf("write: %v", err)
				return
			}
			published++
		}
	})
	for range 3 {
		readers.Go(func() {
			for range reads {
				items, _, err := e.ListInitiatives(e.ctx, public, registry.InitiativeFilter{}, registry.Page{Limit: 200})
				if err != nil {
					e.Errorf("list: %v", err)
					return
				}
				for _, item := range items {
					if item.Version != items[0].Version {
						e.Errorf("one list shows versions %d and %d", items[0].Version, item.Version)
						return
					}
				}
				if n, err := e.CountInitiatives(e.ctx, public, registry.InitiativeFilter{Countries: []string{"C0", "C1", "C2"}}); err != nil || n != size {
					e.Errorf("counts %d of %d (%v)", n, size, err)
					return
				}
			}
		})
	}
	readers.Wait() // it is the readers that end the test: were they starved, it would not end
	stop()
	writer.Wait()
	if published == 0 {
		e.Error("the writer published nothing while the readers read")
	}
}
