package overlap_test

import (
	"compress/gzip"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/iati"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/overlap"
)

// organisation recognises as the registry does: by identifier, then by curated name.
func organisation(ref string, name registry.Text) string {
	if o, ok := codelist.FindOrganisationByIdentifier(ref); ok && ref != "" {
		return o.Code
	}
	words, _ := name.In()
	if o, ok := codelist.FindOrganisationByName(words); ok && words != "" {
		return o.Code
	}
	return ""
}

func ultimateFunder(code string) string {
	o, _ := codelist.OrganisationByCode(code)
	return o.UltimateFunder
}

// loadIATI reads a file's activities, each as an initiative of one record with its organisations recognised.
func loadIATI(t testing.TB, path string) []*registry.Initiative {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	feed := registry.Feed{Name: filepath.Base(path)}
	var all []*registry.Initiative
	for item, err := range iati.New().Read(context.Background(), r, feed) {
		if err != nil {
			t.Fatal(err)
		}
		if item.Record == nil {
			continue
		}
		i := &registry.Initiative{ID: feed.Name + "#" + item.Record.Key, Facts: item.Record.Facts}
		i.Sources = []registry.Source{{Feed: feed.Name, Key: item.Record.Key}}
		for k := range i.Participations {
			p := &i.Participations[k]
			p.Organisation = organisation(p.Ref, p.Name)
		}
		if i.Reporter != nil {
			i.Reporter.Organisation = organisation(i.Reporter.Ref, i.Reporter.Name)
		}
		all = append(all, i)
	}
	return all
}

// detectorOf indexes initiatives and begins a generation.
func detectorOf(initiatives []*registry.Initiative) (*overlap.Detector, map[string]*overlap.Features) {
	d, features := overlap.NewDetector(nil), map[string]*overlap.Features{}
	for _, i := range initiatives {
		if f := overlap.FromInitiative(i, ultimateFunder); f != nil {
			features[f.ID] = f
			d.Add(f)
		}
	}
	d.Freeze()
	return d, features
}
