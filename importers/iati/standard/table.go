package standard

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed data/*.tsv
var files embed.FS

// table reads an embedded table: lines that begin with "#" explain it, the first other one names the columns. The tables are part of
// the program: one that cannot be read is a mistake of ours, hence the panic.
func table(name string) [][]string {
	b, err := files.ReadFile("data/" + name)
	if err != nil {
		panic("standard: " + err.Error())
	}
	var rows [][]string
	for line := range strings.Lines(string(b)) {
		if !strings.HasPrefix(line, "#") {
			rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
		}
	}
	for _, row := range rows {
		if len(row) != len(rows[0]) {
			panic(fmt.Sprintf("standard: %s: the line of %s has %d cells for %d columns", name, row[0], len(row), len(rows[0])))
		}
	}
	return rows[1:]
}
