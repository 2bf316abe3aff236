package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry/overlap/evaluation"
)

// labelled is a pair with what readers said of it.
type labelled struct {
	a, b, set string
	words     []string // a label with certain or unsure, or the answers of two readers
}

// collect puts readers' answers beside the keys, and writes identifiers and labels alone: train.tsv and test.tsv, divided by
// connected component, so that no record is on both sides and a component stays where it is when labels are added; and
// overlap-readings.tsv.
func collect(sheets, out string) error {
	if _, err := os.Stat(filepath.Join(sheets, "fresh.key.tsv")); err == nil {
		return collectFresh(sheets, out)
	}
	var identity []labelled
	for _, name := range []string{"identity-1", "identity-2"} {
		pairs, err := readLabels(sheets, name)
		if err != nil {
			return err
		}
		identity = append(identity, pairs...)
	}
	var halves [2][]labelled
	component := componentsOf(identity)
	for _, p := range identity {
		h := fnv.New64a()
		h.Write([]byte(component[p.a]))
		half := h.Sum64() >> 32 & 1
		halves[half] = append(halves[half], p)
	}
	for half, name := range []string{"train.tsv", "test.tsv"} {
		if err := write(filepath.Join(out, name), identityHeader, halves[half]); err != nil {
			return err
		}
		fmt.Printf("%s: %d pairs\n", name, len(halves[half]))
	}
	return collectReadings(sheets, out)
}

// collectFresh writes all of a fresh sheet into one file, which is for reporting alone.
func collectFresh(sheets, out string) error {
	pairs, err := readLabels(sheets, "fresh")
	if err != nil {
		return err
	}
	fmt.Printf("fresh.tsv: %d pairs\n", len(pairs))
	return write(filepath.Join(out, "fresh.tsv"), identityHeader, pairs)
}

// identityHeader names the columns of train.tsv, test.tsv and fresh.tsv.
const identityHeader = "id_a\tid_b\tset\tlabel\tcertainty"

// readLabels reads a sheet's labels, each one of the rule's with certain or unsure.
func readLabels(sheets, name string) ([]labelled, error) {
	pairs, err := read(sheets, name, name+".labels.tsv")
	if err != nil {
		return nil, err
	}
	for i, p := range pairs {
		if !slices.Contains(evaluation.Labels(), evaluation.Label(p.words[0])) || len(p.words) < 2 || p.words[1] != "certain" && p.words[1] != "unsure" {
			return nil, fmt.Errorf("%s: %s and %s are labelled %q", name, p.a, p.b, p.words)
		}
		pairs[i].words = p.words[:2]
	}
	return pairs, nil
}

func collectReadings(sheets, out string) error {
	first, err := read(sheets, "overlap", "overlap.reader1.tsv")
	if err != nil {
		return err
	}
	second, err := read(sheets, "overlap", "overlap.reader2.tsv")
	if err != nil {
		return err
	}
	var answers [2][]bool
	for i := range first {
		for reader, word := range []string{first[i].words[0], second[i].words[0]} {
			if word != "yes" && word != "no" {
				return fmt.Errorf("reader %d says %q of %s and %s", reader+1, word, first[i].a, first[i].b)
			}
			answers[reader] = append(answers[reader], word == "yes")
		}
		first[i].words = []string{first[i].words[0], second[i].words[0]}
	}
	fmt.Printf("two readings: %+v\n", evaluation.Agree(answers[0], answers[1]))
	return write(filepath.Join(out, "overlap-readings.tsv"), "id_a\tid_b\tset\treader_1\treader_2", first)
}

// read joins a sheet's key with a reader's answers, by number. Each pair must have one.
func read(sheets, sheet, answers string) ([]labelled, error) {
	keys, err := rows(filepath.Join(sheets, sheet+".key.tsv"))
	if err != nil {
		return nil, err
	}
	given, err := rows(filepath.Join(sheets, answers))
	if err != nil {
		return nil, err
	}
	byNumber := map[string][]string{}
	for _, row := range given {
		byNumber[row[0]] = row[1:]
	}
	var all []labelled
	for _, k := range keys[1:] {
		if len(k) < 4 || len(byNumber[k[0]]) == 0 {
			return nil, fmt.Errorf("%s: no answer to %s", answers, k[0])
		}
		all = append(all, labelled{k[1], k[2], k[3], byNumber[k[0]]})
	}
	return all, nil
}

func rows(path string) ([][]string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is not there yet", filepath.Base(path))
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all [][]string
	s := bufio.NewScanner(f)
	for s.Scan() {
		all = append(all, strings.Split(strings.TrimSpace(s.Text()), "\t"))
	}
	return all, s.Err()
}

// componentsOf names each record's connected component by its least id.
func componentsOf(pairs []labelled) map[string]string {
	of := map[string]string{}
	for changed := true; changed; {
		changed = false
		for _, p := range pairs {
			least := min(cmp.Or(of[p.a], p.a), cmp.Or(of[p.b], p.b))
			if of[p.a] != least || of[p.b] != least {
				of[p.a], of[p.b], changed = least, least, true
			}
		}
	}
	return of
}

func write(path, header string, pairs []labelled) error {
	slices.SortFunc(pairs, func(p, q labelled) int {
		return cmp.Or(cmp.Compare(p.set, q.set), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	})
	var b strings.Builder
	b.WriteString(header + "\n")
	for _, p := range pairs {
		b.WriteString(strings.Join(append([]string{p.a, p.b, p.set}, p.words...), "\t") + "\n")
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}
