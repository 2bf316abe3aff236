package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestArrows holds the house (CONTRIBUTING.md): which package may know which.
func TestArrows(t *testing.T) {
	const module = "github.com/tansiq/tansiq/"
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Standard", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	// Rules are tried in order; the first whose prefix fits a package holds for it. Own packages that it may import are
	// listed; "*" is any.
	rules := []struct {
		prefix string
		own    []string
	}{
		{"cmd", []string{"*"}},
		{"api", []string{"api", "registry", "registry/service", "registry/codelist", "registry/export", "registry/report"}},
		{"openapi", []string{"api"}},
		{"importers/check", []string{"importers/iati/standard", "importers/sheet", "importers/xmlstream", "registry", "registry/overlap"}},
		{"importers", []string{"importers/jsonstream", "importers/sheet", "importers/xmlstream", "registry", "registry/codelist", "registry/safehttp"}},
		{"registry/service", []string{"registry", "registry/packed", "registry/codelist", "registry/classify", "registry/overlap", "registry/overlap/evaluation", "registry/analysis", "registry/money", "registry/report"}},
		{"registry/money", []string{"registry"}},
		{"registry/store", []string{"registry", "registry/store"}},
		{"registry/schedule", []string{"registry"}},
		{"registry/classify", []string{"registry", "registry/codelist", "registry/analysis"}},
		{"registry/overlap/evaluation", []string{"registry", "registry/overlap"}},
		{"registry/overlap", []string{"registry", "registry/packed", "registry/codelist", "registry/analysis", "registry/concept"}},
		{"registry/concept", []string{"registry/codelist", "registry/analysis"}},
		{"registry/codelist", []string{"registry"}},
		{"registry/analysis", []string{"registry"}},
		{"registry/export", []string{"registry"}},
		{"registry/report", []string{"registry", "registry/codelist"}},
		{"registry/safehttp", []string{"registry"}},
		{"registry", nil},
	}
	// Libraries that one part of the house, or a few, keep to themselves.
	kept := map[string]string{
		"github.com/uptrace/bun":           "registry/store",
		"modernc.org/sqlite":               "registry/store",
		"github.com/jackc/pgx":             "registry/store",
		"github.com/danielgtaylor/huma":    "api",
		"github.com/go-co-op/gocron":       "registry/schedule",
		"github.com/xuri/excelize":         "importers/table registry/report",
		"github.com/alecthomas/kong":       "cmd/tansiq",
		"github.com/tdewolff/parse":        "importers",
		"github.com/tdewolff/canvas":       "registry/report",
		"github.com/benoitkugler":          "registry/report",
		"github.com/blevesearch/bleve":     "registry/analysis",
		"github.com/prometheus":            "cmd/tansiq",
		"github.com/schollz/progressbar":   "cmd/tansiq",
		"golang.org/x/net/html/charset":    "importers",
		"github.com/klauspost/compress":    "registry",
		"github.com/RoaringBitmap/roaring": "registry",
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	packages := 0
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages++
		name := strings.TrimPrefix(p.ImportPath, module)
		ruled := slices.IndexFunc(rules, func(r struct {
			prefix string
			own    []string
		}) bool {
			return name == r.prefix || strings.HasPrefix(name, r.prefix+"/")
		})
		if ruled < 0 {
			t.Errorf("%s has no place in the house: add a rule", name)
			continue
		}
		rule := rules[ruled]
		for _, imported := range p.Imports {
			own, isOwn := strings.CutPrefix(imported, module)
			switch {
			case isOwn && !slices.Contains(rule.own, "*") && !slices.Contains(rule.own, own) && !strings.HasPrefix(own, name+"/") && own != rule.prefix:
				t.Errorf("%s must not import %s", name, own)
			case !isOwn && name == "registry" && strings.Contains(strings.Split(imported, "/")[0], "."):
				t.Errorf("registry imports the standard library only, not %s", imported)
			}
			for library, keepers := range kept {
				isKept := slices.ContainsFunc(strings.Fields(keepers), func(keeper string) bool { return name == keeper || strings.HasPrefix(name, keeper+"/") })
				if (imported == library || strings.HasPrefix(imported, library+"/")) && !isKept {
					t.Errorf("%s imports %s, which is kept to %s", name, imported, keepers)
				}
			}
		}
	}
	if packages < 10 {
		t.Fatalf("go list named %d packages only", packages)
	}
}
