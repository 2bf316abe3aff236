package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tansiq/tansiq/registry"
)

const aboutChanges = "For mirrors: initiatives that changed for the caller, oldest change first, each as the caller sees it now. What the caller sees no " +
	"more is a tombstone: `gone`, and `merged_into` where it became part of another. Keep `cursor` and send it as `since` the next time; without `since` " +
	"the feed begins with all that there is. An initiative that changes again comes again. `cursor` belongs to what its caller may see: another " +
	"caller's, or one from before a key's regions changed, is refused (422), and the feed is to be read from its beginning."

type listChangesInput struct {
	Since string `query:"since" maxLength:"100" doc:"cursor of the answer before. Opaque. Left out: from the beginning." example:"kq0Uo6mCCZ0hJkq3b8vT1Q"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many changes are read at most; those of one initiative are one item."`
}

// ChangedInitiative is an item of the change feed.
type ChangedInitiative struct {
	ID         string            `json:"id" format:"uuid" doc:"UUIDv7 of the initiative."`
	At         time.Time         `json:"at" doc:"When it changed for you."`
	Gone       bool              `json:"gone" doc:"You see it no more: drop it."`
	MergedInto string            `json:"merged_into,omitempty" doc:"The initiative that it became part of."`
	Initiative *storedInitiative `json:"initiative,omitempty" doc:"The initiative as you see it now; absent where it is gone."`
}

// ChangePage is a page of the change feed.
type ChangePage struct {
	Items  []ChangedInitiative `json:"items" doc:"What changed, in the order of the last change."`
	Cursor string              `json:"cursor" doc:"Send it as since the next time, now if there is a next_cursor, or later." example:"kq0Uo6mCCZ0hJkq3b8vT1Q"`
	// The next page exists where this is set.
	NextCursor string `json:"next_cursor,omitempty" doc:"The same, where there is more now; absent at the end."`
}

func (a *api) listChanges(ctx context.Context, who registry.Audience, in *listChangesInput) (*pageAnswer[ChangePage], error) {
	page, err := a.registry.ListChanges(ctx, who, in.Since, in.Limit)
	if err != nil {
		return nil, err
	}
	body := ChangePage{Items: make([]ChangedInitiative, len(page.Items)), Cursor: page.Cursor}
	for i, item := range page.Items {
		body.Items[i] = ChangedInitiative{ID: item.ID, At: item.At, Gone: item.View == nil, MergedInto: item.MergedInto}
		if item.View != nil {
			stored := storedInitiative(item.View.JSON)
			body.Items[i].Initiative = &stored
		}
	}
	if page.More {
		body.NextCursor = page.Cursor
	}
	return &pageAnswer[ChangePage]{Link: nextLink(ctx, "since", body.NextCursor), Body: body}, nil
}

// MarshalJSON writes it as it is.
func (s storedInitiative) MarshalJSON() ([]byte, error) { return json.RawMessage(s), nil }
