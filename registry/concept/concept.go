package concept

import (
	"embed"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed data/*.tsv
var data embed.FS

// ID is a concept. IDs are of this build only; what is stored is the code.
type ID uint16

// Languages are those that every concept is expressed in, in the order of the data's columns.
var Languages = [...]string{"en", "fr", "ar", "es"}

// genericFile holds the concepts that say nothing of a project's subject.
const genericFile = "project.tsv"

// line is a line of the data.
type line struct {
	file        string
	code        string
	expressions [len(Languages)][]string
}

// lines reads the data, in the order of file names.
func lines() []line {
	files, err := fs.Glob(data, "data/*.tsv")
	if err != nil {
		panic("concept: " + err.Error())
	}
	var all []line
	for _, file := range files {
		text, err := data.ReadFile(file)
		if err != nil {
			panic("concept: " + err.Error())
		}
		for row := range strings.Lines(string(text)) {
			row = strings.TrimSuffix(row, "\n")
			if row == "" || strings.HasPrefix(row, "#") {
				continue
			}
			cells := strings.Split(row, "\t")
			l := line{file: path.Base(file), code: cells[0]}
			if len(cells) != 1+len(Languages) {
				panic("concept: " + file + ": " + l.code + " is not in four languages")
			}
			for i, cell := range cells[1:] {
				for e := range strings.SplitSeq(cell, ";") {
					l.expressions[i] = append(l.expressions[i], strings.TrimSpace(e))
				}
			}
			all = append(all, l)
		}
	}
	return all
}

// list is the data, ready for finding.
type list struct {
	codes    []string
	byCode   map[string]ID
	generic  []bool
	matchers [len(Languages)]*matcher
}

var concepts = sync.OnceValue(func() *list {
	l := &list{byCode: map[string]ID{}}
	for i := range l.matchers {
		l.matchers[i] = newMatcher(Languages[i])
	}
	for _, row := range lines() {
		ids := l.ids(row.code, row.file == genericFile)
		for i, expressions := range row.expressions {
			for _, e := range expressions {
				l.matchers[i].add(e, ids)
			}
		}
	}
	l.addCountries()
	return l
})

// ids gives the concepts that a line's code is made of, new ones numbered.
func (l *list) ids(code string, generic bool) []ID {
	var ids []ID
	for c := range strings.SplitSeq(code, "+") {
		id, ok := l.byCode[c]
		if !ok {
			id = ID(len(l.codes))
			l.codes, l.generic = append(l.codes, c), append(l.generic, generic)
			l.byCode[c] = id
		}
		if !strings.Contains(code, "+") {
			l.generic[id] = generic
		}
		ids = append(ids, id)
	}
	return ids
}

// Code is the concept's stable name: "border", "@so".
func (id ID) Code() string { return concepts().codes[id] }

// IsGeneric says of a code whether it says nothing of what a project is about.
func IsGeneric(code string) bool {
	id, ok := concepts().byCode[code]
	return ok && concepts().generic[id]
}

// IsPlace says of a code whether it is a country, region or town.
func IsPlace(code string) bool { return strings.HasPrefix(code, "@") }

// Count is the number of concepts.
func Count() int { return len(concepts().codes) }
