package main

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry/codelist"
)

// codelistFile is a codelist as IATI publishes it.
type codelistFile struct {
	Name     string `xml:"name,attr"`
	Complete string `xml:"complete,attr"`
	Embedded string `xml:"embedded,attr"`
	Items    []struct {
		Status string `xml:"status,attr"`
		Code   string `xml:"code"`
	} `xml:"codelist-items>codelist-item"`
}

// mappingFile is mapping.xml: which list the value at a place is from.
type mappingFile struct {
	Mappings []struct {
		Path string `xml:"path"`
		List struct {
			Ref string `xml:"ref,attr"`
		} `xml:"codelist"`
		Condition string `xml:"condition"`
	} `xml:"mapping"`
}

const codesHead = `# The codelists of IATI 2.03 that places.tsv names: facts of github.com/IATI/IATI-Codelists and IATI-Codelists-NonEmbedded, written by
# makefacts; do not edit.
#
# kind        core: part of the standard, changes with its version; complete: not part of it, but no other code is allowed;
#             open: other codes are allowed
# codes       the codes in force, withdrawn those that were; @ where package registry/codelist has them
list	kind	codes	withdrawn
`

const placesHead = `# Which codelist the value at a place of an IATI activity file is from: facts of mapping.xml of github.com/IATI/IATI-Codelists,
# written by makefacts; do not edit. Places whose list IATI does not publish as a file of codes (FileFormat, LocationType) are not here.
#
# place       element within iati-activity, with /@attribute or /text()
# vocabulary  the @vocabulary of the element for which it holds, "?" where it also holds without one; empty for any
place	list	vocabulary
`

func readXML(path string, to any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := xml.Unmarshal(b, to); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return nil
}

// place is a line of places.tsv.
type place struct{ path, list, vocabulary string }

var conditions = regexp.MustCompile(`^@vocabulary = '(\w+)'( or not\(@vocabulary\))?$`)

func readPlaces(folder string) ([]place, error) {
	var file mappingFile
	if err := readXML(filepath.Join(folder, "embedded", "mapping.xml"), &file); err != nil {
		return nil, err
	}
	var places []place
	for _, m := range file.Mappings {
		path, inActivity := strings.CutPrefix(m.Path, "//iati-activity/")
		switch {
		case m.Path == "//@xml:lang":
			path = "@xml:lang"
		case !inActivity || listPath(folder, m.List.Ref) == "":
			continue
		}
		p := place{path: path, list: m.List.Ref}
		if m.Condition != "" {
			match := conditions.FindStringSubmatch(m.Condition)
			if match == nil {
				return nil, fmt.Errorf("mapping.xml: %s has the condition %s, which this program does not know", m.Path, m.Condition)
			}
			p.vocabulary = match[1]
			if match[2] != "" {
				p.vocabulary += "?"
			}
		}
		places = append(places, p)
	}
	return places, nil
}

func placesTable(folder string) (string, error) {
	places, err := readPlaces(folder)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(placesHead)
	for _, p := range places {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", p.path, p.list, p.vocabulary)
	}
	return b.String(), nil
}

// listPath is where a list's file is, "" where there is none.
func listPath(folder, list string) string {
	for _, part := range []string{"embedded", "nonembedded"} {
		if path := filepath.Join(folder, part, list+".xml"); exists(path) {
			return path
		}
	}
	return ""
}

func codesTable(folder string) (string, error) {
	places, err := readPlaces(folder)
	if err != nil {
		return "", err
	}
	var lists []string
	for _, p := range places {
		if !slices.Contains(lists, p.list) {
			lists = append(lists, p.list)
		}
	}
	slices.Sort(lists)
	var b strings.Builder
	b.WriteString(codesHead)
	for _, list := range lists {
		var file codelistFile
		if err := readXML(listPath(folder, list), &file); err != nil {
			return "", err
		}
		kind := "open"
		switch {
		case file.Embedded == "1":
			kind = "core"
		case file.Complete == "1":
			kind = "complete"
		}
		codes, withdrawn := "@", ""
		if !carried(list) {
			codes, withdrawn = file.codes("active", ""), file.codes("withdrawn")
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", list, kind, codes, withdrawn)
	}
	return b.String(), nil
}

// carried says whether package codelist has the list.
func carried(list string) bool {
	switch list {
	case "Country", "Currency", "Region", "Sector", "SectorCategory":
		return true
	}
	return codelist.IATI(list) != nil
}

func (f codelistFile) codes(statuses ...string) string {
	var codes []string
	for _, item := range f.Items {
		if slices.Contains(statuses, item.Status) {
			codes = append(codes, strings.TrimSpace(item.Code))
		}
	}
	return strings.Join(codes, " ")
}
