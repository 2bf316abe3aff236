package classify

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed phrases.tsv
var phrasesTable string

//go:embed rules.tsv
var rulesTable string

// Concepts that are signs: without one of them the broad practices are not thought of. See the column sign of rules.tsv.
const (
	conceptNexus   = "nexus"
	conceptIllicit = "illicit"
)

// rule is a line of rules.tsv.
type rule struct {
	practices []int
	all       []uint8 // concepts
	within    int
	title     bool
	sign      []uint8 // any of them must occur in the record; none is asked for where it is empty
}

// ruleset is the two tables made ready to run.
type ruleset struct {
	matcher  *matcher
	concepts []string
	rules    []rule
	nexus    uint8
}

// rules panics when a table is wrong: they are part of the program, and a test compiles them.
var rules = sync.OnceValue(func() *ruleset {
	r, err := compile(phrasesTable, rulesTable)
	if err != nil {
		panic("classify: " + err.Error())
	}
	return r
})

func compile(phrases, lines string) (*ruleset, error) {
	set := &ruleset{matcher: newMatcher()}
	numbers := map[string]uint8{}
	err := eachLine("phrases.tsv", phrases, []string{"concept", "language", "phrases"}, func(cell []string) error {
		c, ok := numbers[cell[0]]
		if !ok {
			c = uint8(len(numbers))
			numbers[cell[0]] = c
			set.concepts = append(set.concepts, cell[0])
		}
		for _, pattern := range strings.Split(cell[2], ";") {
			if err := set.matcher.add(pattern, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	header := []string{"practices", "all", "within", "where", "sign", "why"}
	err = eachLine("rules.tsv", lines, header, func(cell []string) error {
		var r rule
		for _, n := range strings.Split(cell[0], ";") {
			number, err := strconv.Atoi(n)
			if err != nil || number < 1 || number > 25 {
				return fmt.Errorf("practice %q is not a number from 1 to 25", n)
			}
			r.practices = append(r.practices, number)
		}
		var ok bool
		for _, name := range strings.Split(cell[1], "+") {
			c, known := numbers[name]
			if !known {
				return fmt.Errorf("concept %q has no phrases", name)
			}
			r.all = append(r.all, c)
		}
		var err error
		if r.within, err = strconv.Atoi(cell[2]); err != nil || r.within < 0 || r.within >= sentenceGap {
			return fmt.Errorf("within %q is not a number below %d", cell[2], sentenceGap)
		}
		if r.title = cell[3] == "title"; !r.title && cell[3] != "text" {
			return fmt.Errorf("where %q is neither title nor text", cell[3])
		}
		if r.sign, ok = map[string][]uint8{
			"-": nil, conceptNexus: {numbers[conceptNexus]},
			conceptIllicit: {numbers[conceptNexus], numbers[conceptIllicit]},
		}[cell[4]]; !ok {
			return fmt.Errorf("sign %q is none of -, nexus, illicit", cell[4])
		}
		set.rules = append(set.rules, r)
		return nil
	})
	set.nexus = numbers[conceptNexus]
	return set, err
}

// eachLine reads the lines of a table below its comments and its header.
func eachLine(name, table string, header []string, yield func(cells []string) error) error {
	seen := false
	for i, line := range strings.Split(table, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if !seen {
			if seen = true; !slices.Equal(cells, header) {
				return fmt.Errorf("%s line %d: header is %q", name, i+1, cells)
			}
			continue
		}
		if len(cells) != len(header) {
			return fmt.Errorf("%s line %d: %d cells, want %d", name, i+1, len(cells), len(header))
		}
		if err := yield(cells); err != nil {
			return fmt.Errorf("%s line %d: %w", name, i+1, err)
		}
	}
	return nil
}
