package registry_test

import (
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

func TestParseHashtag(t *testing.T) {
	for said, want := range map[string]string{
		"#org": "#org", " # ORG + Impl+name ": "#org+impl+name", "#adm1+name+name+en": "#adm1+en+name", "#x_own_1": "#x_own_1",
	} {
		if h, ok := registry.ParseHashtag(said); !ok || h.String() != want {
			t.Errorf("%q: %v, %v", said, h, ok)
		}
	}
	for _, said := range []string{"", "org", "#", "#org impl", "#org++x", "#1a", "#é", "#a" + strings.Repeat("+b", 200)} {
		if h, ok := registry.ParseHashtag(said); ok {
			t.Errorf("%q is %v", said, h)
		}
	}
	h, _ := registry.ParseHashtag("#org+impl+name")
	if !h.Has("x", "impl") || h.Has("funder") {
		t.Errorf("%v", h)
	}
}

func TestMappingProblem(t *testing.T) {
	many := registry.Mapping{}
	for i := range 501 {
		many[strings.Repeat("x", i+1)] = "#org"
	}
	for name, c := range map[string]struct {
		mapping registry.Mapping
		says    string
	}{
		"none":                {nil, ""},
		"good":                {registry.Mapping{"Org": "#org +impl", "Total": "", "#country": "ML"}, ""},
		"no hashtag":          {registry.Mapping{"Org": "org"}, "a hashtag for each header"},
		"no header":           {registry.Mapping{" ": "#org"}, "headers of 1 to 500 bytes"},
		"a value that is not": {registry.Mapping{"#country": " "}, "a value for each hashtag"},
		"long":                {registry.Mapping{strings.Repeat("x", 501): "#org"}, "headers of 1 to 500 bytes"},
		"many":                {many, "at most 500 columns"},
	} {
		if got := c.mapping.Problem(); (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
			t.Errorf("%s: %q, want %q", name, got, c.says)
		}
	}
}
