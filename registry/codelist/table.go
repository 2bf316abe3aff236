package codelist

import (
	"embed"
	"fmt"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

//go:embed data/*.tsv data/*.json
var files embed.FS

// labelLanguages are the languages a table may carry: Spanish where the source has it.
var labelLanguages = []string{"en", "fr", "ar", "es"}

// row is one line of a table, by column name.
type row map[string]string

// table reads an embedded TSV file. Its first line names the columns; a cell holds no tab and no line break, so there
// is no quoting. The files are part of the program: one that cannot be read is a mistake of ours, hence the panic,
// and the tests read every one of them.
func table(name string) []row {
	lines := strings.Split(strings.TrimSuffix(string(mustRead(name)), "\n"), "\n")
	columns := strings.Split(lines[0], "\t")
	rows := make([]row, 0, len(lines)-1)
	for i, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != len(columns) {
			panic(fmt.Sprintf("codelist: %s line %d has %d cells for %d columns", name, i+2, len(cells), len(columns)))
		}
		r := make(row, len(columns))
		for j, c := range columns {
			r[c] = cells[j]
		}
		rows = append(rows, r)
	}
	return rows
}

func mustRead(name string) []byte {
	b, err := files.ReadFile("data/" + name)
	if err != nil {
		panic("codelist: " + err.Error())
	}
	return b
}

// text gathers the columns prefix+"en", prefix+"fr" ... of a row, leaving out the empty ones.
func (r row) text(prefix string) registry.Text {
	t := registry.Text{}
	for _, l := range labelLanguages {
		if w := r[prefix+l]; w != "" {
			t[l] = w
		}
	}
	return t
}

// list splits a cell of several values at the semicolons.
func (r row) list(column string) []string {
	if r[column] == "" {
		return nil
	}
	return strings.Split(r[column], ";")
}

// nameIndex finds a code by any of its names, compared as Fold leaves them. A name that two codes claim finds
// neither: the package does not guess.
type nameIndex map[string]string

func (x nameIndex) add(name, code string) {
	key := Fold(name)
	if key == "" {
		return
	}
	if had, ok := x[key]; ok && had != code {
		x[key] = ""
		return
	}
	x[key] = code
}

func (x nameIndex) addText(t registry.Text, code string) {
	for _, words := range t {
		x.add(words, code)
	}
}

func (x nameIndex) find(name string) (code string, ok bool) {
	code = x[Fold(name)]
	return code, code != ""
}
