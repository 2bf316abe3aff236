package api

import (
	"context"
	"net/url"

	"github.com/tansiq/tansiq/registry"
)

// Paging are the parameters of every paged list.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many items a page has at most."`
	Cursor string `query:"cursor" maxLength:"1000" doc:"next_cursor of the page before. It is opaque, and belongs to the list's filters and order. There is no offset."`
}

func (p Paging) page() registry.Page { return registry.Page{Limit: p.Limit, Cursor: p.Cursor} }

// Page is a page of a list.
type Page[T any] struct {
	Items []T `json:"items" doc:"The items of this page."`
	Total int `json:"total" doc:"How many items the whole list has, among what the caller may see." example:"137"`
	// The next page exists where this is set.
	NextCursor string `json:"next_cursor,omitempty" doc:"Cursor of the next page; absent on the last."`
}

// All is a list that is never paged.
type All[T any] struct {
	Items []T `json:"items" doc:"All items."`
	Total int `json:"total" doc:"How many they are." example:"25"`
}

// answer is an answer with a body alone.
type answer[B any] struct{ Body B }

// pageAnswer is an answer with a page.
type pageAnswer[B any] struct {
	Link string `header:"Link" doc:"The next page with the same filters, as rel=\"next\" (RFC 8288); absent on the last."`
	Body B
}

// all answers with a whole list. No list is null in JSON.
func all[T any](items []T) *answer[All[T]] {
	return &answer[All[T]]{All[T]{Items: some(items), Total: len(items)}}
}

// paged answers with a page.
func paged[T any](ctx context.Context, items []T, total int, next string) *pageAnswer[Page[T]] {
	return &pageAnswer[Page[T]]{Link: nextLink(ctx, "cursor", next), Body: Page[T]{Items: some(items), Total: total, NextCursor: next}}
}

func some[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// nextLink is this request's address with another cursor: every filter stays. It is relative, since only the client
// knows by which name it reaches us.
func nextLink(ctx context.Context, parameter, cursor string) string {
	if cursor == "" {
		return ""
	}
	u, err := url.Parse(requestOf(ctx).url)
	if err != nil {
		return ""
	}
	query := u.Query()
	query.Set(parameter, cursor)
	return "<" + u.EscapedPath() + "?" + query.Encode() + `>; rel="next"`
}
