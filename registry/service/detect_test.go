package service_test

import (
	"fmt"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// laboratories are one donor's, as several publishers tell of them: more than an initiative has candidates. Those from the
// twentieth on have a place, and are nearer to each other.
func laboratories(n int) (file []registry.Item) {
	for i := range n {
		item := training(fmt.Sprintf("XX-%02d", i), "Forensic laboratory of Kidal and wildlife rangers", "XM-DAC-1")
		item.Record.Facts.Reporter = &registry.Reporter{Ref: fmt.Sprintf("XX-%d", i%9)}
		if i < 20 {
			item.Record.Facts.Locations = nil
		}
		file = append(file, item)
	}
	return file
}

// Who came while nobody detected is in the index from the beginning after a restart: that it pushed others out of lists is
// found all the same.
func TestDetectionAfterRestart(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.takes(t, "partner", laboratories(36)...)
		b.detects(t, true)
		b.takes(t, "partner", laboratories(39)...)
		after := b.detects(t, false)
		if full := b.detects(t, true); after.Retracted == 0 || full.Retracted > 0 {
			t.Errorf("after the restart %+v, then in full %+v", after, full)
		}
	})
}
