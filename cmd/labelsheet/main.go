// Command labelsheet draws pairs of initiatives from IATI files and writes them as sheets for people to label, blind to
// what the detector says of them:
//
//	go run ./cmd/labelsheet -data ../shared/data -out sheets
//
// The pairs are all candidates of the detector, those too of which it says nothing, drawn over all bins of the score, more
// of them where titles are alike or bear marks of phases. The rule to label by is registry/overlap/testdata/labels/RULE.md.
// A sheet shows what the sources say and no score, kind or level; its key file, not to be read before labelling is done,
// names the records behind the numbers. The same seed and files give the same sheets.
//
//	go run ./cmd/labelsheet -collect sheets -out registry/overlap/testdata/labels
//
// puts the answers (NAME.labels.tsv, overlap.reader1.tsv, overlap.reader2.tsv) beside the keys. What was measured on while
// rules were mended is seen; a sheet of records that no label names yet is drawn, and collected into fresh.tsv, by
//
//	go run ./cmd/labelsheet -data ../shared/data -out sheets -seed 2 -fresh 300 -apart registry/overlap/testdata/labels
package main

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

func main() {
	data := flag.String("data", "", "folder of the shared files, the one that holds iati/activities and labels")
	out := flag.String("out", "", "folder that the sheets go into")
	seed := flag.Uint64("seed", 1, "seed of the draw")
	identity := flag.Int("identity", 330, "pairs on each of the two identity sheets")
	overlaps := flag.Int("overlap", 190, "pairs on the overlap sheet")
	fresh := flag.Int("fresh", 0, "pairs on a sheet of records that no label names yet; the other sheets are not drawn then")
	apart := flag.String("apart", "", "folder of the labels whose records are left out of the fresh sheet")
	answered := flag.String("collect", "", "folder of sheets that are answered: write identifiers and labels into -out, and draw none")
	flag.Parse()
	if (*data == "") == (*answered == "") || *out == "" {
		flag.Usage()
		os.Exit(2)
	}
	var err error
	r := rand.New(rand.NewPCG(*seed, *seed))
	switch {
	case *answered != "":
		err = collect(*answered, *out)
	case *fresh > 0:
		err = runFresh(r, *data, *out, *apart, *fresh)
	default:
		err = run(r, *data, *out, *identity, *overlaps)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "labelsheet:", err)
		os.Exit(1)
	}
}

func run(r *rand.Rand, data, out string, identity, overlaps int) error {
	all, err := pairsOf(data)
	if err != nil {
		return err
	}
	forOverlap := drawOverlap(r, all, overlaps)
	forIdentity := drawIdentity(r, all, 2*identity)
	return writeSheets(out, map[string][]pair{
		"identity-1": forIdentity[:len(forIdentity)/2], "identity-2": forIdentity[len(forIdentity)/2:], "overlap": forOverlap,
	})
}

func runFresh(r *rand.Rand, data, out, apart string, n int) error {
	all, err := pairsOf(data)
	if err != nil {
		return err
	}
	used, err := labelledRecords(data, apart)
	if err != nil {
		return err
	}
	all = filter(all, func(p pair) bool { return !used[p.a.ID] && !used[p.b.ID] })
	fmt.Printf("%d records are labelled, %d pairs are of others\n", len(used), len(all))
	return writeSheets(out, map[string][]pair{"fresh": drawFresh(r, all, n)})
}

// pairsOf gives the candidates of all sets, without those that are labelled in the shared files, or one record published twice.
func pairsOf(data string) ([]pair, error) {
	known, err := labelledPairs(filepath.Join(data, "labels", "pairs.tsv"))
	if err != nil {
		return nil, err
	}
	var all []pair
	republished := 0
	for _, s := range sets {
		initiatives, err := loadSet(filepath.Join(data, "iati", "activities"), s.files)
		if err != nil {
			return nil, err
		}
		pairs, err := candidates(s.name, initiatives)
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			switch {
			case p.vector.SameRecord:
				republished++ // it needs no reader
			case !known[[2]string{p.a.ID, p.b.ID}] && !known[[2]string{p.b.ID, p.a.ID}]:
				all = append(all, p)
			}
		}
		fmt.Printf("%s: %d initiatives, %d pairs so far, %d of one record\n", s.name, len(initiatives), len(all), republished)
	}
	return all, nil
}

func writeSheets(out string, sheets map[string][]pair) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(sheets)) {
		pairs := sheets[name]
		if err := writeSheet(filepath.Join(out, name), pairs); err != nil {
			return err
		}
		fmt.Printf("%s: %d pairs\n", name, len(pairs))
	}
	return nil
}

// sets are the files whose activities are compared with each other.
var sets = []struct {
	name  string
	files []string
}{
	{"afghanistan", []string{"dfid2011-AF.xml", "aims/iati_2.03_AfghanistanAIMS.xml.gz"}},
	{"timor-leste", []string{"usaid-tl.xml.gz", "aims/iati_2.03_TimorLesteAIMS.xml.gz"}},
	{"somalia", []string{"aims/iati_2.03_SomaliaAIMS.xml.gz"}},
	{"nigeria", []string{"aims/iati_1.04_NigeriaAIMS.xml"}},
	{"caf-bcie", []string{"CAF-ActivityFile-2025-10-10.xml.gz", "bcie-2025-12-18.xml.gz", "worldbank-sv.xml.gz", "who-arg.xml.gz"}},
	{"tanzania", []string{"worldbank-tz.xml", "unitedstates-tz.xml", "sida-54.xml"}},
	{"europe", []string{"activities-2.01-2.02/dfid-albania-2.01.xml", "dfid-ac.xml", "activities-2.01-2.02/test_02_be-dgd-2021_1.xml",
		"activities-2.01-2.02/maec-spain-indonesia-2.01.xml", "activities-2.01-2.02/aidstream-V202.xml"}},
}

// pair is two initiatives with what the detector's dimensions say of them.
type pair struct {
	set               string
	a, b              *registry.Initiative
	vector            overlap.Vector
	identity, overlap float64 // scores by each question
	flagged           float64 // the score where it is flagged as an overlap
	bin               string  // which stratum it was drawn from
}

// candidates gives every pair that the detector compares.
func candidates(set string, initiatives []*registry.Initiative) ([]pair, error) {
	d, features, byID := overlap.NewDetector(nil), map[string]*overlap.Features{}, map[string]*registry.Initiative{}
	for _, i := range initiatives {
		if f := overlap.FromInitiative(i, ultimateFunder); f != nil {
			features[f.ID], byID[f.ID] = f, i
			d.Add(f)
		}
	}
	if err := d.Freeze(); err != nil {
		return nil, err
	}
	flagged := map[[2]string]float64{}
	d.Detect(func(r overlap.Result) {
		if r.Kind == registry.OverlapOverlap {
			flagged[[2]string{r.A, r.B}] = r.Score
		}
	})
	model := overlap.SeedModel()
	var all []pair
	for _, i := range initiatives {
		for _, other := range d.Candidates(i.ID) {
			if other <= i.ID {
				continue
			}
			v := d.Vector(features[i.ID], features[other])
			all = append(all, pair{set: set, a: i, b: byID[other], vector: v, identity: model.Identity.Score(v.Identity),
				overlap: model.Overlap.Score(v.Overlap), flagged: flagged[[2]string{v.A, v.B}]})
		}
	}
	return all, nil
}

// labelledPairs reads the pairs that have a label already, as ids of two initiatives.
func labelledPairs(path string) (map[[2]string]bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	known := map[[2]string]bool{}
	s := bufio.NewScanner(f)
	for s.Scan() {
		if c := strings.Split(s.Text(), "\t"); len(c) > 9 && c[0] != "set" {
			known[[2]string{filepath.Base(c[5]) + "#" + c[3], filepath.Base(c[9]) + "#" + c[7]}] = true
		}
	}
	return known, s.Err()
}

// labelledRecords gives the ids of the initiatives that a label names, of the shared files and of the folder of labels.
func labelledRecords(data, folder string) (map[string]bool, error) {
	pairs, err := labelledPairs(filepath.Join(data, "labels", "pairs.tsv"))
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	for p := range pairs {
		used[p[0]], used[p[1]] = true, true
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.tsv"))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		all, err := rows(f)
		if err != nil {
			return nil, err
		}
		for _, row := range all[1:] {
			used[row[0]], used[row[1]] = true, true
		}
	}
	return used, nil
}
