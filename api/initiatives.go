package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/tansiq/tansiq/registry"
)

const (
	aboutListInitiatives = "Initiatives that the caller may see, by every filter at once. A repeated parameter means any of its values: " +
		"`country=AF&country=IQ`. Ranked search (`sort=relevance`, the default with `q`) orders the best thousand matches; `total` counts all.\n\n" +
		"Good practices that a rule assigned read \"may relate to\". Listing is neither endorsement nor vetting."
	aboutInitiative = "The initiative as the caller may see it. For each field the best source wins; `provenance` says which of `sources` it came from. " +
		"An id that was merged into another keeps resolving: `Content-Location` then names the initiative that answered."
	aboutRecords = "What each source said, as last read, less what is withheld from the caller."
	aboutHistory = "Every version of every record, newest first. Current marks govern old versions."
)

type listInitiativesInput struct {
	InitiativeParameters
	Sort string `query:"sort" enum:"-start,start,-updated_at,updated_at,-budget,budget,relevance" doc:"Order; a minus sign is descending. The default is -start, with q relevance. Initiatives without the value come last."`
	Paging
}

// storedInitiative is a stored view, served as it is: nothing is decoded on the way.
type storedInitiative json.RawMessage

// Schema is that of the domain's Initiative, whose JSON the bytes are.
func (storedInitiative) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[registry.Initiative](), true, "")
}

func (s storedInitiative) writeTo(w io.Writer) error {
	_, err := w.Write(s)
	return err
}

// InitiativePage is a page of initiatives.
type InitiativePage struct {
	Items      []storedInitiative `json:"items" doc:"The initiatives of this page."`
	Total      int                `json:"total" doc:"How many the whole list has, among what the caller may see." example:"137"`
	NextCursor string             `json:"next_cursor,omitempty" doc:"Cursor of the next page; absent on the last."`
}

// writeTo writes what encoding/json would, without looking at the items.
func (p InitiativePage) writeTo(w io.Writer) error {
	size := 100
	for _, i := range p.Items {
		size += len(i) + 1
	}
	b := bytes.NewBuffer(make([]byte, 0, size))
	b.WriteString(`{"items":[`)
	for i, item := range p.Items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(item)
	}
	b.WriteString(`],"total":` + strconv.Itoa(p.Total))
	if p.NextCursor != "" {
		cursor, err := json.Marshal(p.NextCursor)
		if err != nil {
			return err
		}
		b.WriteString(`,"next_cursor":`)
		b.Write(cursor)
	}
	b.WriteString("}\n")
	_, err := w.Write(b.Bytes())
	return err
}

func (a *api) listInitiatives(ctx context.Context, who registry.Audience, in *listInitiativesInput) (*pageAnswer[InitiativePage], error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	page := in.page()
	page.Sort = registry.Sort(in.Sort)
	list, err := a.registry.ListInitiatives(ctx, who, filter, page)
	if err != nil {
		return nil, err
	}
	body := InitiativePage{Items: make([]storedInitiative, len(list.Items)), Total: list.Total, NextCursor: list.Next}
	for i, d := range list.Items {
		body.Items[i] = storedInitiative(d.JSON)
	}
	return &pageAnswer[InitiativePage]{Link: nextLink(ctx, "cursor", list.Next), Body: body}, nil
}

// byID is the path of one thing.
type byID struct {
	ID string `path:"id" maxLength:"36" doc:"UUID" example:"0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11"`
}

// known is ENotFound for what is no id at all: it cannot exist, and the database need not be asked.
func (p byID) known() error {
	if id, err := uuid.Parse(p.ID); err != nil || id.String() != p.ID {
		return registry.Errorf(registry.ENotFound, "no such thing")
	}
	return nil
}

func (a *api) findInitiativeView(ctx context.Context, who registry.Audience, id string) (registry.ViewDocument, error) {
	if err := (byID{id}).known(); err != nil {
		return registry.ViewDocument{}, err
	}
	return a.registry.FindInitiative(ctx, who, id)
}

type initiativeAnswer struct {
	ContentLocation string `header:"Content-Location" doc:"Where the initiative is that answered, if another than was asked for."`
	Body            storedInitiative
}

func (a *api) findInitiative(ctx context.Context, who registry.Audience, in *byID) (*initiativeAnswer, error) {
	view, err := a.findInitiativeView(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	out := &initiativeAnswer{Body: storedInitiative(view.JSON)}
	if view.ID != in.ID {
		out.ContentLocation = "/v1/initiatives/" + view.ID
	}
	return out, nil
}

func (a *api) initiativeRecords(ctx context.Context, who registry.Audience, in *byID) (*answer[All[registry.Record]], error) {
	return records(ctx, who, in, a.registry.InitiativeRecords)
}

func (a *api) initiativeHistory(ctx context.Context, who registry.Audience, in *byID) (*answer[All[registry.Record]], error) {
	return records(ctx, who, in, a.registry.InitiativeHistory)
}

func records(ctx context.Context, who registry.Audience, in *byID, load func(context.Context, registry.Audience, string) ([]registry.Record, error)) (*answer[All[registry.Record]], error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	items, err := load(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	for i := range items {
		items[i].Facts.Identifiers = some(items[i].Facts.Identifiers)
	}
	return all(items), nil
}
