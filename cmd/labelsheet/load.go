package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tansiq/tansiq/importers/iati"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// loadSet reads files' activities, each as an initiative of one record with its organisations recognised.
func loadSet(dir string, files []string) ([]*registry.Initiative, error) {
	var all []*registry.Initiative
	seen := map[string]bool{}
	for _, name := range files {
		initiatives, err := loadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, i := range initiatives {
			if !seen[i.ID] {
				seen[i.ID] = true
				all = append(all, i)
			}
		}
	}
	return all, nil
}

func loadFile(path string) ([]*registry.Initiative, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, err
		}
	}
	feed := registry.Feed{Name: filepath.Base(path)}
	var all []*registry.Initiative
	for item, err := range iati.New().Read(context.Background(), r, feed) {
		if err != nil {
			return nil, err
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
	return all, nil
}

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
