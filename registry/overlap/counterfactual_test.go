package overlap_test

import (
	"math"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

func flagOf(t *testing.T, a, b *registry.Initiative) *registry.Overlap {
	t.Helper()
	r, ok := between(a, b)
	if !ok {
		t.Fatal("nothing found")
	}
	return &registry.Overlap{Kind: r.Kind, Relation: r.Relation, Score: r.Score, Level: r.Level, Completeness: r.Completeness, Evidence: r.Evidence}
}

func TestCounterfactuals(t *testing.T) {
	numbered := func(i *registry.Initiative, scheme string) *registry.Initiative {
		i.Identifiers = append(i.Identifiers, registry.Identifier{Scheme: scheme, Value: "4711", Owner: "YY-AGENCY"})
		return i
	}
	retitled := func(i *registry.Initiative, title string) *registry.Initiative {
		i.Title, i.Description = text(title), nil
		return i
	}
	for _, c := range []struct {
		name string
		a, b *registry.Initiative
		want string
	}{
		{"a number holds two other titles together", numbered(borderTraining("a"), "iati-a1"), numbered(retitled(other(), "Kidal courses"), "own"),
			"Without the shared number, nothing would be flagged."},
		{"titles and all else agree", numbered(borderTraining("a"), "iati-a1"), numbered(other(), "own"),
			"Without the shared number it would still be high."},
		{"an overlap without its place", borderTraining("a"), rival(), "Without the shared place: medium."},
	} {
		o := flagOf(t, c.a, c.b)
		found := overlap.SeedModel().Counterfactuals(o)
		var sentences []string
		for _, f := range found {
			sentences = append(sentences, f.Sentence["en"])
			if len(f.Sentence) != 3 {
				t.Errorf("%s: in %v, want three languages", c.name, f.Sentence.Languages())
			}
			for language, words := range f.Sentence {
				if strings.ContainsAny(words, "{}") {
					t.Errorf("%s: %s: %q is not filled in", c.name, language, words)
				}
			}
			if f.Score >= o.Score {
				t.Errorf("%s: score %v without %s, %v with it", c.name, f.Score, f.Without, o.Score)
			}
		}
		if len(found) > 2 || !strings.Contains(strings.Join(sentences, "|"), c.want) {
			t.Errorf("%s: %q, want %q\n%v", c.name, sentences, c.want, o.Evidence)
		}
	}
}

// The score of a counterfactual is the logit without the weight of what is thought away.
func TestCounterfactualsAreReadOffTheWeights(t *testing.T) {
	o := flagOf(t, borderTraining("a"), other())
	for _, f := range overlap.SeedModel().Counterfactuals(o) {
		logit := 0.0
		for _, e := range o.Evidence {
			if e.Dimension != f.Without {
				logit += e.Weight
			}
		}
		if f.Without != registry.DimensionPlace && math.Abs(logit-math.Log(f.Score/(1-f.Score))) > 1e-9 {
			t.Errorf("score %v without %s, weights add up to %v", f.Score, f.Without, logit)
		}
	}
}
