package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEvaluate measures two small tables against their complete list of matches.
func TestEvaluate(t *testing.T) {
	onBoth(t, func(t *testing.T, cli commandRunner) {
		t.Chdir(t.TempDir())
		write := func(name, text string) {
			t.Helper()
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		header := "id,title,countries,start_date,end_date,donors,implementers,language\n"
		write("a.csv", header+
			"a-1,Judicial Training Academy of Zinder (JTAZ),NE,2021-03-07,2024-02-11,Norway,Expertise France,en\n"+
			"a-2,Wells for the herders of Tillabéri,NE,2019-05-01,2020-06-30,Norway,CARE,en\n")
		write("b.csv", header+
			"b-1,Judicial Training Academy of Zinder (JTAZ),NE,2021-03-07,2024-02-11,Norway,Expertise France,en\n"+
			"b-2,Vaccination of cattle in Agadez,NE,2015-05-01,2016-06-30,Japan,FAO,en\n"+
			"b-3,Books for schools,NE,2011-01-01,2012-06-30,Spain,UNICEF,en\n")
		cli.must(exitDone, "import", "--format", "table", "a.csv", "b.csv")
		cli.must(exitDone, "detect")
		write("pairs.tsv", "id_a\tid_b\tlabel\na-1\tb-1\tsame\n")
		var out evaluated
		if err := json.Unmarshal([]byte(cli.must(exitDone, "evaluate", "pairs.tsv", "--complete", "--json", "--samples", "20")), &out); err != nil {
			t.Fatal(err)
		}
		if out.Pairs != 6 || out.Universe != "between a.csv and b.csv" || out.Model == "" || out.Questions[0].Positives != 1 || out.Questions[0].Negatives != 5 {
			t.Errorf("%+v", out)
		}
		if f := out.Questions[1].Levels[2]; f.Recall.Value != 1 || f.Precision.Value != 1 {
			t.Errorf("belonging: %+v", f)
		}
		text := cli.must(exitDone, "evaluate", "pairs.tsv", "--complete", "--samples", "20")
		if !strings.Contains(text, "complete: every pair that is not listed is different, between a.csv and b.csv") || !strings.Contains(text, "(n < 100)") {
			t.Error(text)
		}
		write("wrong.tsv", "id_a\tid_b\tlabel\na-1\tb-9\tsame\n")
		if _, errors, status := cli.run("evaluate", "wrong.tsv"); status != exitUsage || !strings.Contains(errors, `line 2: "b-9" is no identifier`) {
			t.Errorf("status %d: %s", status, errors)
		}
		if _, errors, status := cli.run("evaluate", "pairs.tsv", "--complete", "--train", "50"); status != exitUsage || !strings.Contains(errors, "too few to fit to") {
			t.Errorf("status %d: %s", status, errors)
		}
		if _, _, status := cli.run("evaluate", filepath.Join("no", "such.tsv")); status != exitFailed {
			t.Errorf("status %d for a file that is not there", status)
		}
	})
}
