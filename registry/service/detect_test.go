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

// Flags that say what they said are not written again, those among them that nobody but an administrator may see.
func TestFullDetectionAgainWritesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		file := laboratories(3)
		for _, code := range []string{"XY-1", "XY-2"} {
			item := training(code, "Rehabilitation of the hydrological archives and gauges", "")
			item.Record.Facts.Countries, item.Record.Facts.Locations, item.Record.Facts.Participations = nil, nil, nil
			file = append(file, item)
		}
		b.takes(t, "partner", file...)
		b.detects(t, true)
		again := b.detects(t, true)
		if again.Unchanged < 4 || again.New+again.Changed+again.Retracted > 0 {
			t.Errorf("again: %+v", again)
		}
	})
}

// What somebody waits for is flagged before the rest of the change log is come to, and the log is followed to its end all the
// same.
func TestDetectFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.takes(t, "one", training("XX-A", "Training of border guards in Mopti", "XM-DAC-1"))
		b.detects(t, true)
		b.takes(t, "import", records(60)...)
		b.takes(t, "other", training("XX-B", "Border guard training, Mopti", "XM-DAC-2"))
		list, err := b.service.ListInitiatives(t.Context(), administrator, registry.InitiativeFilter{Identifiers: []string{"XX-B"}}, registry.Page{Limit: 1})
		if err != nil || len(list.Items) != 1 {
			t.Fatalf("%d initiatives (%v)", len(list.Items), err)
		}
		b.service.DetectFirst(list.Items[0].ID)
		followed, wasFirst := 0, false
		_, err = b.service.Detect(t.Context(), false, func(stage string, n int) {
			switch {
			case stage == "initiatives":
				followed = n
			case stage == "first" && n > 0:
				wasFirst = true
				if followed > 0 || b.flags(t, administrator)["one-other"] == nil {
					t.Errorf("flagged after %d others: %v", followed, b.flags(t, administrator))
				}
			}
		})
		position, _, positionErr := b.store.DetectorPosition(t.Context())
		last, lastErr := b.store.LastChange(t.Context())
		if err != nil || positionErr != nil || lastErr != nil || position != last || followed < 60 || !wasFirst {
			t.Errorf("at %d of %d after %d, first: %v (%v)", position, last, followed, wasFirst, err)
		}
	})
}
