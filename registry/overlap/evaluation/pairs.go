package evaluation

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Label is what a person says is between two records; design section 4.
type Label string

// The labels.
const (
	LabelSame      Label = "same"      // both report the same whole
	LabelChain     Label = "chain"     // one programme, not the same whole
	LabelPhase     Label = "phase"     // phase, lot, year, tranche, renewal
	LabelThematic  Label = "thematic"  // different undertakings and funders, same thing, people, place and time
	LabelDifferent Label = "different" // nothing
)

// Labels lists them.
func Labels() []Label {
	return []Label{LabelSame, LabelChain, LabelPhase, LabelThematic, LabelDifferent}
}

// Pair is a line of a file of labelled pairs.
type Pair struct {
	Line  int // from 1
	A, B  string
	Label Label
}

// maxProblems is how many wrong lines an error names.
const maxProblems = 20

// ReadPairs reads tab-separated lines "id_a id_b label" under a header that has these three columns, in any order and
// among others. Empty lines and those that begin with # are passed over. Wrong lines are EInvalid, each named with what is
// wrong with it: a missing column, an unknown label, a pair of one id, a pair given twice (in either order).
func ReadPairs(r io.Reader) ([]Pair, error) {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), 1<<20)
	var pairs []Pair
	var columns []int
	problems := problemList{}
	seen := map[[2]string]int{}
	for line := 1; s.Scan(); line++ {
		text := strings.TrimPrefix(strings.TrimSuffix(s.Text(), "\r"), "\ufeff")
		if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
			continue
		}
		cells := strings.Split(text, "\t")
		if columns == nil {
			for _, name := range []string{"id_a", "id_b", "label"} {
				columns = append(columns, slices.IndexFunc(cells, func(c string) bool { return strings.TrimSpace(c) == name }))
			}
			if slices.Contains(columns, -1) {
				return nil, registry.Errorf(registry.EInvalid, "line %d: the header must name the columns id_a, id_b and label, with tabs between", line)
			}
			continue
		}
		if len(cells) <= slices.Max(columns) {
			problems.add(line, "has %d columns, fewer than the header needs", len(cells))
			continue
		}
		p := Pair{line, strings.TrimSpace(cells[columns[0]]), strings.TrimSpace(cells[columns[1]]), Label(strings.TrimSpace(cells[columns[2]]))}
		key := [2]string{min(p.A, p.B), max(p.A, p.B)}
		switch {
		case p.A == "" || p.B == "":
			problems.add(line, "an identifier is empty")
		case p.A == p.B:
			problems.add(line, "both sides are %q", p.A)
		case !slices.Contains(Labels(), p.Label):
			problems.add(line, "label %q is none of same, chain, phase, thematic, different", p.Label)
		case seen[key] > 0:
			problems.add(line, "the pair is on line %d already", seen[key])
		default:
			seen[key] = line
			pairs = append(pairs, p)
		}
	}
	if err := s.Err(); err != nil {
		return nil, registry.WrapError(registry.EInvalid, err, "the pairs cannot be read")
	}
	if err := problems.err(); err != nil {
		return nil, err
	}
	if len(pairs) == 0 {
		return nil, registry.Errorf(registry.EInvalid, "there are no pairs")
	}
	return pairs, nil
}

// problemList collects what is wrong with lines.
type problemList struct {
	fields []registry.FieldError
	more   int
}

func (p *problemList) add(line int, format string, values ...any) {
	if len(p.fields) == maxProblems {
		p.more++
		return
	}
	p.fields = append(p.fields, registry.FieldError{Field: fmt.Sprintf("line %d", line), Reason: fmt.Sprintf(format, values...)})
}

func (p *problemList) err() error {
	if len(p.fields) == 0 {
		return nil
	}
	fields := p.fields
	if p.more > 0 {
		fields = append(fields, registry.FieldError{Field: "further lines", Reason: fmt.Sprintf("%d more are wrong", p.more)})
	}
	return &registry.Error{Code: registry.EInvalid, Message: "the labelled pairs cannot be used", Fields: fields}
}
