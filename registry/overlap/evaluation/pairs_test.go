package evaluation

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

func TestReadPairs(t *testing.T) {
	pairs, err := ReadPairs(strings.NewReader("\ufeffset\tid_a\tlabel\tid_b\r\n# noted\nx\t A 1\tsame\tB\r\n\nx\tB\tdifferent\tC\tmore\n"))
	want := []Pair{{3, "A 1", "B", LabelSame}, {5, "B", "C", LabelDifferent}}
	if err != nil || !slices.Equal(pairs, want) {
		t.Fatalf("%v %v, want %v", pairs, err, want)
	}
}

// TestReadPairsWrong: what is wrong is refused with its line; nothing is dropped.
func TestReadPairsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                                                "there are no pairs",
		"id_a\tid_b\tlabel\n":                             "there are no pairs",
		"a\tb\tsame\n":                                    "line 1: the header",
		"id_a,id_b,label\n":                               "line 1: the header",
		"id_a\tid_b\tlabel\na\tb\n":                       "line 2: has 2 columns",
		"id_a\tid_b\tlabel\na\tb\tequal\n":                `line 2: label "equal"`,
		"id_a\tid_b\tlabel\na\tb\tSame\n":                 `line 2: label "Same"`,
		"id_a\tid_b\tlabel\n\tb\tsame\n":                  "line 2: an identifier is empty",
		"id_a\tid_b\tlabel\na\ta\tsame\n":                 `line 2: both sides are "a"`,
		"id_a\tid_b\tlabel\na\tb\tsame\nb\ta\tsame\n":     "line 3: the pair is on line 2",
		"id_a\tid_b\tlabel\n" + strings.Repeat("a\n", 30): "10 more are wrong",
	} {
		_, err := ReadPairs(strings.NewReader(text))
		if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(explained(err), want) {
			t.Errorf("%q: %s, want %q", text, explained(err), want)
		}
	}
}

func explained(err error) string {
	var e *registry.Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	text := e.Message
	for _, f := range e.Fields {
		text += "\n" + f.Field + ": " + f.Reason
	}
	return text
}

// FuzzReadPairs: whatever the file holds, its pairs have two ids and a label, none twice, or it is refused.
func FuzzReadPairs(f *testing.F) {
	for _, text := range []string{"id_a\tid_b\tlabel\na\tb\tsame\n", "label\tid_b\tid_a\nphase\tü\t\x00\n", "id_a\tid_b\tlabel\r\n\t\t\n", "#\n\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		pairs, err := ReadPairs(strings.NewReader(text))
		if (err == nil) == (len(pairs) == 0) {
			t.Fatalf("%d pairs and %v", len(pairs), err)
		}
		if err != nil && registry.ErrorCode(err) != registry.EInvalid {
			t.Fatalf("refused with %v", err)
		}
		seen := map[[2]string]bool{}
		for _, p := range pairs {
			key := [2]string{min(p.A, p.B), max(p.A, p.B)}
			if p.A == "" || p.B == "" || p.A == p.B || seen[key] || !slices.Contains(Labels(), p.Label) {
				t.Fatalf("read %+v", p)
			}
			seen[key] = true
		}
	})
}

func initiative(id, feed, title string, identifiers ...string) *registry.Initiative {
	i := &registry.Initiative{ID: id, Sources: []registry.Source{{Feed: feed, Key: "key of " + id}}}
	i.Title = registry.Text{"en": title}
	for _, v := range identifiers {
		i.Identifiers = append(i.Identifiers, registry.Identifier{Scheme: "iati", Value: v})
	}
	return i
}

func TestResolve(t *testing.T) {
	read := func(lines string) []Pair {
		pairs, err := ReadPairs(strings.NewReader("id_a\tid_b\tlabel\n" + lines))
		if err != nil {
			t.Fatal(err)
		}
		return pairs
	}
	resolve := func(lines string) ([]Resolved, error) {
		pairs := read(lines)
		x := NewIndex(pairs)
		x.Add(initiative("i1", "data/first.xml", "One", "XM-1", "shared"))
		x.Add(initiative("i2", "second", "Two", "XM-2", "shared"))
		return x.Resolve(pairs)
	}
	// By identifier in any case, by the feed's name or its file's, by a record's key, by id.
	for _, line := range []string{"xm-1\tXM-2", "first.xml#XM-1\tsecond#shared", "data/first.xml#shared\tsecond#XM-2", "key of i1\tsecond#key of i2", "i1\ti2"} {
		got, err := resolve(line + "\tsame\n")
		if err != nil || got[0].SideA.Initiative != "i1" || got[0].SideB.Initiative != "i2" {
			t.Errorf("%q: %+v %v", line, got, explained(err))
		}
	}
	_, err := resolve("XM-1\tXM-9\tsame\nshared\tXM-1\tphase\n")
	for _, want := range []string{`line 2: "XM-9" is no identifier`, `line 3: "shared" is an identifier of 2 initiatives`} {
		if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(explained(err), want) {
			t.Errorf("%s, want %q", explained(err), want)
		}
	}
	got, _ := resolve("XM-1\tXM-2\tsame\n")
	u := UniverseOf(got)
	if n := u.Size(map[string]int{"data/first.xml": 10, "second": 20, "third": 5}); n != 200 || !u.Holds([]string{"second"}, []string{"data/first.xml"}) || u.Holds([]string{"second"}, []string{"second"}) {
		t.Errorf("the universe is %s, %d pairs", u, n)
	}
}
