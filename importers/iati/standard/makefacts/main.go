// Command makefacts writes the tables of facts under importers/iati/standard/data from the published schemas and codelists
// of the IATI standard, which are not part of this repository:
//
//	go run ./importers/iati/standard/makefacts -schemas FOLDER -codelists FOLDER
//
// The folder of schemas has one folder a version, 1-01 ... 2-03, as the repository IATI/IATI-Schemas has a branch for each, with
// iati-activities-schema.xsd and iati-common.xsd in it or in a folder schemas below it. The folder of codelists has embedded/ (with
// mapping.xml) of IATI/IATI-Codelists and nonembedded/ of IATI/IATI-Codelists-NonEmbedded.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	schemas := flag.String("schemas", "", "folder with the XSDs of each version")
	codelists := flag.String("codelists", "", "folder with the codelists and mapping.xml")
	out := flag.String("out", filepath.Join("importers", "iati", "standard", "data"), "folder to write to")
	flag.Parse()
	if *schemas == "" || *codelists == "" {
		flag.Usage()
		os.Exit(2)
	}
	if err := write(*schemas, *codelists, *out); err != nil {
		fmt.Fprintln(os.Stderr, "makefacts:", err)
		os.Exit(1)
	}
}

func write(schemas, codelists, out string) error {
	structure, err := structureTable(schemas)
	if err != nil {
		return err
	}
	lists, err := codesTable(codelists)
	if err != nil {
		return err
	}
	places, err := placesTable(codelists)
	if err != nil {
		return err
	}
	for name, table := range map[string]string{"structure.tsv": structure, "codes.tsv": lists, "places.tsv": places} {
		if err := os.WriteFile(filepath.Join(out, name), []byte(table), 0o644); err != nil {
			return err
		}
	}
	return nil
}
