package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

const maxDescription = 350 // runes

// writeSheet writes the sheet and its key.
func writeSheet(path string, pairs []pair) error {
	f, err := os.Create(path + ".md")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintf(w, "%d pairs. Label by RULE.md.\n", len(pairs))
	for n, p := range pairs {
		fmt.Fprintf(w, "\n## %d\n", n+1)
		a, b := p.a, p.b
		if n%2 == 1 { // which side comes first says nothing
			a, b = b, a
		}
		writeSide(w, "A", a)
		writeSide(w, "B", b)
	}
	if err := cmp.Or(w.Flush(), f.Close()); err != nil {
		return err
	}
	return writeKey(path, pairs)
}

func writeKey(path string, pairs []pair) error {
	var b strings.Builder
	b.WriteString("number\tid_a\tid_b\tset\tbin\n")
	for n, p := range pairs {
		fmt.Fprintf(&b, "%d\t%s\t%s\t%s\t%s\n", n+1, p.a.ID, p.b.ID, p.set, p.bin)
	}
	return os.WriteFile(path+".key.tsv", []byte(b.String()), 0o644)
}

func writeSide(w *bufio.Writer, side string, i *registry.Initiative) {
	title, _ := i.Title.In()
	fmt.Fprintf(w, "%s: **%s**\n", side, clean(title))
	line := func(name string, values []string) {
		values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
		if len(values) > 0 {
			fmt.Fprintf(w, "- %s: %s\n", name, strings.Join(values, "; "))
		}
	}
	for _, l := range i.Title.Languages() {
		if i.Title[l] != title {
			line("title ("+l+")", []string{clean(i.Title[l])})
		}
	}
	description, _ := i.Description.In()
	if clean(description) != clean(title) {
		line("description", []string{cut(clean(description), maxDescription)})
	}
	reporter := ""
	if i.Reporter != nil {
		reporter = named(i.Reporter.Name, i.Reporter.Ref)
		if i.Reporter.Secondary {
			reporter += " (passes on others' work)"
		}
	}
	line("file, reporter", []string{i.Sources[0].Feed, reporter})
	for _, role := range []registry.Role{registry.RoleFunding, registry.RoleAccountable, registry.RoleExtending, registry.RoleImplementing} {
		var names []string
		for _, p := range i.Participations {
			if p.Role == role {
				name := named(p.Name, p.Ref)
				if p.Activity != "" {
					name += " [their activity " + p.Activity + "]"
				}
				names = append(names, name)
			}
		}
		line(string(role), limit(names, 10))
	}
	period := ""
	if i.Period.Start != "" || i.Period.End != "" {
		period = strings.TrimSpace(fmt.Sprintf("%s to %s %s", i.Period.Start, i.Period.End, i.Period.Basis))
	}
	line("period, status", []string{period, string(i.Status)})
	line("places", limit(placesOf(i), 12))
	line("sectors", limit(sectorsOf(i), 8))
	line("money", limit(moneyOf(i), 8))
	var ids, related []string
	for _, id := range i.Identifiers {
		ids = append(ids, id.Scheme+" "+id.Value)
	}
	for _, r := range i.Related {
		related = append(related, string(r.Type)+" "+r.Identifier)
	}
	line("identifiers", limit(ids, 6))
	line("says it is related to", limit(related, 8))
}

func placesOf(i *registry.Initiative) []string {
	var places []string
	for _, c := range i.Countries {
		places = append(places, c.Code)
	}
	for _, l := range i.Locations {
		name, _ := l.Name.In()
		places = append(places, clean(cmp.Or(name, l.Code)))
	}
	return uniq(places)
}

func sectorsOf(i *registry.Initiative) []string {
	var sectors []string
	for _, s := range i.Sectors {
		name := s.Label
		if known, ok := codelist.SectorByCode(s.Code); ok && name == "" && (s.Vocabulary == "1" || s.Vocabulary == "2") {
			name, _ = known.Label.In()
		}
		sectors = append(sectors, strings.TrimSpace(s.Code+" "+clean(name)))
	}
	return uniq(sectors)
}

func moneyOf(i *registry.Initiative) []string {
	var money []string
	if i.Budget != nil {
		money = append(money, fmt.Sprintf("budget %s %s", i.Budget.Currency, i.Budget.Amount))
	}
	for _, t := range i.Totals {
		money = append(money, fmt.Sprintf("%s %s %s (%s to %s)", t.Type, t.Currency, t.Amount, t.From, t.To))
	}
	return money
}

func named(name registry.Text, ref string) string {
	words, _ := name.In()
	switch {
	case ref == "":
		return clean(words)
	case words == "":
		return ref
	}
	return clean(words) + " (" + ref + ")"
}

func uniq(values []string) []string {
	var all []string
	for _, v := range values {
		if v != "" && !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

func limit(values []string, n int) []string {
	if len(values) > n {
		return append(values[:n:n], fmt.Sprintf("and %d more", len(values)-n))
	}
	return values
}

func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

func cut(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes]) + " ..."
	}
	return s
}
