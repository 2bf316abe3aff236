package overlap_test

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

var titleLanguages = []string{"en", "fr", "ar", "es"}

// readTitles reads titles that say one thing in four languages; the test is skipped where the file is not there.
func readTitles(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Skip(err)
	}
	defer file.Close()
	var all []map[string]string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		if strings.HasPrefix(lines.Text(), "#") || cells[0] == "en" {
			continue
		}
		if len(cells) != len(titleLanguages) {
			t.Fatalf("%s: %d columns in %q", name, len(cells), lines.Text())
		}
		titles := map[string]string{}
		for i, language := range titleLanguages {
			titles[language] = strings.TrimSpace(cells[i])
		}
		all = append(all, titles)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func grid(n int) [][]float64 {
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, n)
	}
	return rows
}

func titled(row int, language, title string, country string) *overlap.Features {
	i := &registry.Initiative{ID: fmt.Sprintf("%04d-%s", row, language)}
	i.Kind = registry.KindProject
	i.Title = registry.Text{language: title}
	if country != "" {
		i.Countries = []registry.CountryShare{{Code: country}}
	}
	return overlap.FromInitiative(i, nil)
}

// TestTranslatedTitles gives, for each pair of languages, the share of titles whose nearest among all titles of the other
// language is their translation: by what the titles say alone. Ties count as misses. The floors are a little under what was
// measured; doc.go has the figures.
func TestTranslatedTitles(t *testing.T) {
	for _, set := range []struct {
		name        string
		mean, worst float64
	}{
		{"titles-dev.tsv", 0.99, 0.98},
		{"titles-test.tsv", 0.975, 0.95},
	} {
		t.Run(set.name, func(t *testing.T) {
			rows := readTitles(t, set.name)
			d := overlap.NewDetector(nil)
			features := make([]map[string]*overlap.Features, len(rows))
			for i, titles := range rows {
				features[i] = map[string]*overlap.Features{}
				for language, title := range titles {
					features[i][language] = titled(i, language, title, "")
					d.Add(features[i][language])
				}
			}
			d.Freeze()
			translations, others := map[string]int{}, map[string]int{}
			similar := map[[2]string][][]float64{}
			for x, from := range titleLanguages {
				for _, to := range titleLanguages[x+1:] {
					there, back := grid(len(rows)), grid(len(rows))
					for i := range rows {
						for j := range rows {
							s, level := d.CrossTitles(features[i][from], features[j][to])
							there[i][j], back[j][i] = s, s
							if i == j {
								translations[level]++
							} else {
								others[level]++
							}
						}
					}
					similar[[2]string{from, to}], similar[[2]string{to, from}] = there, back
				}
			}
			sum, worst := 0.0, 1.0
			for _, from := range titleLanguages {
				for _, to := range titleLanguages {
					if from == to {
						continue
					}
					found := 0
					for i, row := range similar[[2]string{from, to}] {
						own := row[i]
						row[i] = -1
						if slices.Max(row) < own {
							found++
						}
					}
					share := float64(found) / float64(len(rows))
					t.Logf("%s -> %s  %.3f  (%d of %d)", from, to, share, found, len(rows))
					sum, worst = sum+share, min(worst, share)
				}
			}
			mean := sum / 12
			t.Logf("levels of translations: %v; of other pairs: %v", translations, others)
			t.Logf("mean %.3f, worst direction %.3f", mean, worst)
			if mean < set.mean || worst < set.worst {
				t.Errorf("want a mean of %.3f and no direction below %.3f", set.mean, set.worst)
			}
		})
	}
}

// TestTranslationsAreCandidates puts all titles of the test set in all four languages into one country as initiatives of
// their own, and asks of each whether its three translations are among its candidates.
func TestTranslationsAreCandidates(t *testing.T) {
	rows := readTitles(t, "titles-test.tsv")
	d := overlap.NewDetector(nil)
	for i, titles := range rows {
		for language, title := range titles {
			d.Add(titled(i, language, title, "ML"))
		}
	}
	d.Freeze()
	found, all := map[string]int{}, 0
	for i := range rows {
		all++
		for _, from := range titleLanguages {
			candidates := d.Candidates(fmt.Sprintf("%04d-%s", i, from))
			for _, to := range titleLanguages {
				if from != to && slices.Contains(candidates, fmt.Sprintf("%04d-%s", i, to)) {
					found[from+" -> "+to]++
				}
			}
		}
	}
	sum := 0
	for _, direction := range slices.Sorted(maps.Keys(found)) {
		t.Logf("%s  %.3f  (%d of %d)", direction, float64(found[direction])/float64(all), found[direction], all)
		sum += found[direction]
	}
	recall := float64(sum) / float64(12*all)
	t.Logf("translations among the candidates: %.4f", recall)
	if recall < 0.96 {
		t.Errorf("recall %.4f, want 0.96", recall)
	}
}

func BenchmarkFromInitiative(b *testing.B) {
	i := borderTraining("a")
	i.Title = text("Strengthening the capacities of border guards and community police in the Tillabéri region of Niger")
	i.Description = text(strings.Repeat("The project supports the Ministry of Interior and local authorities in managing the border with Mali, trains "+
		"officers in human rights and the handling of refugees, and rehabilitates six posts along the road to Ayorou. ", 7))
	for b.Loop() {
		overlap.FromInitiative(i, nil)
	}
}
