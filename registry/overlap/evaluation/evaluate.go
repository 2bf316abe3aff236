package evaluation

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// Finding is what the detector says of a pair.
type Finding struct {
	Kind     registry.OverlapKind
	Relation registry.RelationType
	Score    float64
	Level    registry.Level
	Evidence []registry.Evidence // for the ablation; may be nil
}

// Case is a labelled pair with what was found.
type Case struct {
	A, B      string // initiatives: pairs that share one are of one component
	Label     Label
	Found     *Finding // nil where nothing is said of the pair
	Languages string   // of the two titles, "en-fr"; "" where it is not to be told apart
}

// Options say how to measure. The zero options are the usual ones.
type Options struct {
	Seed    uint64
	Samples int // bootstrap draws; 0 is 1,000, negative none
	// Model is what the findings were scored with; without it there is no ablation.
	Model *overlap.Model
}

// fewPositives is the number of positives below which a figure is marked: it says little.
const fewPositives = 100

// Report is what was measured.
type Report struct {
	Pairs     int           `json:"pairs"`
	Labels    map[Label]int `json:"labels"`
	Seed      uint64        `json:"seed"`
	Samples   int           `json:"samples"`
	Questions []Question    `json:"questions"`
	Confusion []Cell        `json:"confusion"`
	// TakenForSame is the share of pairs that are phases, chains or nothing and are called one initiative at medium or high.
	TakenForSame []Rate     `json:"taken_for_same"`
	Languages    []Slice    `json:"languages,omitempty"`
	Ablation     []Ablation `json:"ablation,omitempty"`
}

// Question has the figures of one question.
type Question struct {
	Name      QuestionName `json:"name"`
	Positives int          `json:"positives"`
	Negatives int          `json:"negatives"`
	Few       bool         `json:"few,omitempty"` // fewer than 100 positives: the figures say little
	Levels    []AtLevel    `json:"levels"`
	Best      *Best        `json:"best,omitempty"`
	AP        *Figure      `json:"average_precision"`
}

// QuestionName names a question; see the package comment.
type QuestionName string

// The questions.
const (
	QuestionIdentity  QuestionName = "identity"
	QuestionBelonging QuestionName = "belonging"
	QuestionOverlap   QuestionName = "overlap"
)

// AtLevel has the figures of what is claimed at a level or above. Those that are not defined are nil: the precision of
// no claim, the recall of no positive.
type AtLevel struct {
	Level     registry.Level `json:"level"`
	Claimed   int            `json:"claimed"`
	Precision *Figure        `json:"precision"`
	Recall    *Figure        `json:"recall"`
	F1        *Figure        `json:"f1"`
}

// Best has the figures at the threshold that is best on one half, measured on the other.
type Best struct {
	Threshold float64 `json:"threshold"`
	ChosenOn  int     `json:"chosen_on"`   // pairs
	Reported  int     `json:"reported_on"` // pairs
	Precision *Figure `json:"precision"`
	Recall    *Figure `json:"recall"`
	F1        *Figure `json:"f1"`
}

// Cell counts the pairs of a label of which one thing is said; an empty kind is nothing.
type Cell struct {
	Label    Label                 `json:"label"`
	Kind     registry.OverlapKind  `json:"kind,omitempty"`
	Relation registry.RelationType `json:"relation,omitempty"`
	Level    registry.Level        `json:"level,omitempty"`
	Pairs    int                   `json:"pairs"`
}

// Rate is how many of a label's pairs something happened to.
type Rate struct {
	Label Label   `json:"label"`
	Pairs int     `json:"pairs"`
	Of    int     `json:"of"`
	Share *Figure `json:"share"`
}

// Slice has the figures, at level low or above, of a part of the pairs.
type Slice struct {
	Name      string       `json:"name"`
	Question  QuestionName `json:"question"`
	Positives int          `json:"positives"`
	Precision *Figure      `json:"precision"`
	Recall    *Figure      `json:"recall"`
	F1        *Figure      `json:"f1"`
}

// Ablation has a question's figures without one dimension: its weights are 0, scores and levels computed again, and what
// falls below the lowest level is not found. What the dimension does in the rules stays.
type Ablation struct {
	Dimension registry.Dimension `json:"dimension"`
	Question  QuestionName       `json:"question"`
	F1        *Figure            `json:"f1"`
	AP        *Figure            `json:"average_precision"`
	// F1Change and APChange are against the figures with all dimensions.
	F1Change float64 `json:"f1_change"`
	APChange float64 `json:"average_precision_change"`
}

// questions say which labels are the positives and which kinds claim them.
var questions = []struct {
	name   QuestionName
	labels []Label
	kinds  []registry.OverlapKind
}{
	{QuestionIdentity, []Label{LabelSame}, []registry.OverlapKind{registry.OverlapDuplicate, registry.OverlapSameInitiative}},
	{QuestionBelonging, []Label{LabelSame, LabelChain, LabelPhase},
		[]registry.OverlapKind{registry.OverlapDuplicate, registry.OverlapSameInitiative, registry.OverlapRelated}},
	{QuestionOverlap, []Label{LabelThematic}, []registry.OverlapKind{registry.OverlapOverlap}},
}

var levels = []registry.Level{registry.LevelHigh, registry.LevelMedium, registry.LevelLow}

// rankOf is 3 for high, 2 for medium, 1 for low.
func rankOf(l registry.Level) int { return len(levels) - slices.Index(levels, l) }

// Evaluate measures findings against labels. rest is the number of further pairs that are known to be different and of
// which nothing was found.
func Evaluate(cases []Case, rest int, o Options) Report {
	if o.Samples == 0 {
		o.Samples = 1000
	}
	m := measurement{cases: cases, clusters: components(cases), options: o}
	m.clusterCount = slices.Max(append(m.clusters, -1)) + 1
	m.draws = newBootstrap(m.clusterCount, max(0, o.Samples), o.Seed)
	report := Report{Pairs: len(cases) + rest, Labels: map[Label]int{}, Seed: o.Seed, Samples: max(0, o.Samples)}
	for _, c := range cases {
		report.Labels[c.Label]++
	}
	if rest > 0 {
		report.Labels[LabelDifferent] += rest
	}
	for q := range questions {
		report.Questions = append(report.Questions, m.question(q, rest))
	}
	report.Confusion, report.TakenForSame = confusion(cases, rest), m.takenForSame(report.Labels)
	report.Languages = m.languages()
	if o.Model != nil {
		report.Ablation = m.ablation()
	}
	return report
}

type measurement struct {
	cases        []Case
	clusters     []int // component of each case
	clusterCount int
	draws        bootstrap
	options      Options
}

// claims sees the cases as the question does, sorted by score. without leaves a dimension out.
func (m *measurement) claims(q int, without registry.Dimension, keep func(i int) bool) []claim {
	var all []claim
	for i, c := range m.cases {
		if keep != nil && !keep(i) {
			continue
		}
		x := claim{positive: slices.Contains(questions[q].labels, c.Label), cluster: m.clusters[i]}
		if c.Found != nil && slices.Contains(questions[q].kinds, c.Found.Kind) {
			x.score, x.rank = c.Found.Score, rankOf(c.Found.Level)
			if without != "" {
				x.score, x.rank = m.lessOne(c.Found, without)
			}
		}
		all = append(all, x)
	}
	sortClaims(all)
	return all
}

// lessOne gives score and level of a finding with a dimension's weight left out. A level is not raised: levels ask for
// more than a score.
func (m *measurement) lessOne(f *Finding, without registry.Dimension) (score float64, rank int) {
	cutoffs := m.options.Model.Identity.Cutoffs
	if f.Kind == registry.OverlapOverlap {
		cutoffs = m.options.Model.Overlap.Cutoffs
	}
	sum, found := 0.0, false
	for _, e := range f.Evidence {
		if e.Dimension == without {
			found = found || e.Weight != 0
		} else {
			sum += e.Weight
		}
	}
	if !found {
		return f.Score, rankOf(f.Level)
	}
	score = 1 / (1 + math.Exp(-sum))
	switch {
	case score >= cutoffs.High:
		rank = 3
	case score >= cutoffs.Medium:
		rank = 2
	case score >= cutoffs.Low:
		rank = 1
	default:
		return 0, 0
	}
	return score, min(rank, rankOf(f.Level))
}

func (m *measurement) question(q, rest int) Question {
	claims := m.claims(q, "", nil)
	out := Question{Name: questions[q].name, AP: m.draws.figure(func(d []int) float64 { return averagePrecision(claims, d) })}
	for _, x := range claims {
		if x.positive {
			out.Positives++
		}
	}
	out.Negatives, out.Few = len(claims)-out.Positives+rest, out.Positives < fewPositives
	for _, l := range levels {
		taken := func(x claim) bool { return x.rank >= rankOf(l) }
		at := AtLevel{Level: l}
		c := count(claims, nil, taken)
		at.Claimed = c.hits + c.wrong
		at.Precision, at.Recall, at.F1 = m.draws.three(claims, taken)
		out.Levels = append(out.Levels, at)
	}
	out.Best = m.best(q)
	return out
}

// three gives precision, recall and F1 of the claims that are taken.
func (b bootstrap) three(claims []claim, taken func(claim) bool) (precision, recall, f1 *Figure) {
	of := func(f func(counts) float64) *Figure {
		return b.figure(func(d []int) float64 { return f(count(claims, d, taken)) })
	}
	return of(counts.precision), of(counts.recall), of(counts.f1)
}

// best chooses the threshold on one half of the components; nil where that half claims nothing.
func (m *measurement) best(q int) *Best {
	first := Halves(m.clusterCount, m.options.Seed)
	chosen := m.claims(q, "", func(i int) bool { return first[m.clusters[i]] })
	others := m.claims(q, "", func(i int) bool { return !first[m.clusters[i]] })
	threshold := bestThreshold(chosen)
	if threshold == 0 {
		return nil
	}
	b := Best{Threshold: threshold, ChosenOn: len(chosen), Reported: len(others)}
	b.Precision, b.Recall, b.F1 = m.draws.three(others, func(x claim) bool { return x.score >= threshold })
	return &b
}

// Halves draws one half of n components: true are those of the first.
func Halves(n int, seed uint64) []bool {
	first := make([]bool, n)
	for i, c := range rand.New(rand.NewPCG(seed, 2)).Perm(n) {
		first[c] = i < n/2
	}
	return first
}

// components numbers the connected components of the pairs and gives that of each: two pairs that share an initiative
// are of one. Numbers are in order of appearance.
func components(cases []Case) []int {
	leader := map[string]string{}
	var find func(string) string
	find = func(id string) string {
		if up, ok := leader[id]; ok && up != id {
			leader[id] = find(up)
			return leader[id]
		}
		return id
	}
	for _, c := range cases {
		if a, b := find(c.A), find(c.B); a != b {
			leader[a] = b
		}
	}
	numbers, of := map[string]int{}, make([]int, len(cases))
	for i, c := range cases {
		root := find(c.A)
		if _, ok := numbers[root]; !ok {
			numbers[root] = len(numbers)
		}
		of[i] = numbers[root]
	}
	return of
}
