package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/api"
)

// A client that follows rel="next" to the end has the list, and after that nothing until something changes.
func TestChanges(t *testing.T) {
	w := newWorld(t, api.Options{})
	type page struct {
		Items []struct {
			ID         string
			Gone       bool
			Initiative json.RawMessage
		}
		Cursor     string
		NextCursor string `json:"next_cursor"`
	}
	follow := func(target string, headers ...header) (documents map[string]string, cursor string) {
		documents = map[string]string{}
		for target != "" {
			a := w.get(t, target, headers...)
			var p page
			a.into(t, &p)
			for _, item := range p.Items {
				if item.Gone != (item.Initiative == nil) {
					t.Errorf("%s is gone %v, and is %s", item.ID, item.Gone, item.Initiative)
				}
				if delete(documents, item.ID); !item.Gone {
					documents[item.ID] = string(item.Initiative)
				}
			}
			if (p.NextCursor != "") != (a.Header.Get("Link") != "") || p.NextCursor != "" && p.NextCursor != p.Cursor {
				t.Fatalf("next %q, cursor %q, link %q", p.NextCursor, p.Cursor, a.Header.Get("Link"))
			}
			cursor = p.Cursor
			target, _, _ = strings.Cut(strings.TrimPrefix(a.Header.Get("Link"), "<"), ">")
		}
		return documents, cursor
	}
	for name, headers := range map[string][]header{"public": nil, "administrator": {bearer(w.admin)}} {
		t.Run(name, func(t *testing.T) {
			got, cursor := follow("/v1/changes?limit=7", headers...)
			list := w.get(t, "/v1/initiatives?limit=200", headers...).list(t)
			if len(got) != len(list.Items) {
				t.Errorf("%d initiatives followed, %d listed", len(got), len(list.Items))
			}
			for _, item := range list.Items {
				if id := idOf(t, item); got[id] != string(item) {
					t.Errorf("%s is %s, followed %s", id, item, got[id])
				}
			}
			if more, same := follow("/v1/changes?since="+url.QueryEscape(cursor), headers...); len(more) != 0 || same != cursor {
				t.Errorf("nothing changed, and the feed has %d more and cursor %s after %s", len(more), same, cursor)
			}
			if name == "public" {
				p := w.get(t, "/v1/changes?since="+url.QueryEscape(cursor), bearer(w.admin)).problem(t, http.StatusUnprocessableEntity)
				if len(p.Errors) != 1 || p.Errors[0].Location != "query.since" {
					t.Errorf("%+v", p)
				}
			}
		})
	}
}
