// Command makefeed writes a seeded IATI 2.03 activity file of made-up activities to standard output, for measuring:
//
//	go run ./cmd/makefeed -n 100000 > big.xml
//
// The same number and seed give the same bytes. Activities are about 10 kB, as published ones are on average, with
// titles and descriptions whose word frequencies fall off as in real text, several participating organisations,
// locations, sectors, budgets and two dozen transactions.
package main

import (
	"bufio"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"time"
)

func main() {
	n := flag.Int("n", 1000, "how many activities")
	seed := flag.Uint64("seed", 1, "seed of the random numbers")
	flag.Parse()
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	write(out, *n, *seed)
	if err := out.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, "makefeed:", err)
		os.Exit(1)
	}
}

type maker struct {
	*rand.Rand
	out   io.Writer
	words []string
	zipf  *rand.Zipf
}

func write(out io.Writer, n int, seed uint64) {
	r := rand.New(rand.NewPCG(seed, seed))
	m := maker{Rand: r, out: out, zipf: rand.NewZipf(r, 1.1, 8, 19_999)}
	for range 20_000 {
		m.words = append(m.words, m.word())
	}
	copy(m.words, strings.Fields(common))
	fmt.Fprintln(out, `<?xml version="1.0" encoding="UTF-8"?>`)
	fmt.Fprintln(out, `<iati-activities version="2.03" generated-datetime="2026-01-01T00:00:00Z">`)
	for i := range n {
		m.activity(i)
	}
	fmt.Fprintln(out, `</iati-activities>`)
}

// common are the most frequent words, so that good practices and facets have something to find.
const common = `support project programme training community development capacity security justice border police women
youth education health water governance rule of law prevention violent extremism terrorism organised crime trafficking
research network regional coordination civil society rehabilitation prison judges prosecutors customs data exchange`

func (m maker) word() string {
	const consonants, vowels = "bcdfghjklmnprstvz", "aeiou"
	var b strings.Builder
	for range 2 + m.IntN(3) {
		b.WriteByte(consonants[m.IntN(len(consonants))])
		b.WriteByte(vowels[m.IntN(len(vowels))])
	}
	return b.String()
}

func (m maker) text(words int) string {
	picked := make([]string, words)
	for i := range picked {
		picked[i] = m.words[m.zipf.Uint64()]
	}
	return strings.Join(picked, " ")
}

var (
	countries = strings.Fields("AF ML NE BF TD MR SO KE ET UG SS SD LY TN DZ MA EG JO LB IQ SY YE PK BD ID PH TL MM KG TJ UZ AL BA RS MK ME UA MD GE CO HN GT SV NG")
	sectors   = strings.Fields("15110 15113 15130 15137 15150 15160 15180 15190 15210 15220 15230 16063 11110 11220 12220 12230 13020 14030 14032 21020 23210 24030 31120 31161 43040 43060 72010 72040 73010 99810")
	donors    = [][2]string{{"GB-GOV-1", "UK Foreign, Commonwealth and Development Office"}, {"US-GOV-1", "United States Agency for International Development"}, {"XI-IATI-EC_DEVCO", "European Commission"}, {"SE-0", "Sida"}, {"DE-1", "BMZ"}, {"FR-3", "AFD"}, {"NL-1", "Ministry of Foreign Affairs of the Netherlands"}, {"NO-4", "Norad"}, {"XM-DAC-41114", "UNDP"}, {"44000", "World Bank"}}
)

func (m maker) activity(i int) {
	donor := donors[m.IntN(len(donors))]
	start := time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, m.IntN(7500))
	end := start.AddDate(0, 0, 180+m.IntN(1800))
	p := func(format string, args ...any) { fmt.Fprintf(m.out, format, args...) }
	esc := func(s string) string {
		var b strings.Builder
		if err := xml.EscapeText(&b, []byte(s)); err != nil {
			panic(err) // a strings.Builder does not fail
		}
		return b.String()
	}
	p("<iati-activity default-currency=\"USD\" xml:lang=\"en\" hierarchy=\"1\" last-updated-datetime=\"2026-01-01T00:00:00Z\">\n")
	p(" <iati-identifier>%s-%07d</iati-identifier>\n <reporting-org ref=\"%s\" type=\"10\"><narrative>%s</narrative></reporting-org>\n", donor[0], i, donor[0], esc(donor[1]))
	p(" <title><narrative>%s</narrative></title>\n <description type=\"1\"><narrative>%s</narrative><narrative xml:lang=\"fr\">%s</narrative></description>\n", m.text(4+m.IntN(8)), m.text(90), m.text(90))
	p(" <participating-org role=\"1\" ref=\"%s\" type=\"10\"><narrative>%s</narrative></participating-org>\n", donor[0], esc(donor[1]))
	for range 1 + m.IntN(3) {
		p(" <participating-org role=\"4\" type=\"21\"><narrative>%s %s foundation</narrative></participating-org>\n", m.words[500+m.IntN(1500)], m.words[500+m.IntN(40)])
	}
	p(" <activity-status code=\"%d\"/>\n <activity-date type=\"2\" iso-date=\"%s\"/>\n <activity-date type=\"3\" iso-date=\"%s\"/>\n", 2+m.IntN(3), start.Format(time.DateOnly), end.Format(time.DateOnly))
	country := countries[m.IntN(len(countries))]
	p(" <recipient-country code=\"%s\" percentage=\"100\"/>\n", country)
	for range m.IntN(4) {
		p(" <location><location-id vocabulary=\"G1\" code=\"%d\"/><name><narrative>%s</narrative></name><point srsName=\"http://www.opengis.net/def/crs/EPSG/0/4326\"><pos>%.4f %.4f</pos></point><exactness code=\"1\"/></location>\n",
			1_000_000+m.IntN(400_000), m.words[2000+m.IntN(4000)], m.Float64()*70-20, m.Float64()*140-20)
	}
	p(" <sector vocabulary=\"1\" code=\"%s\" percentage=\"60\"/>\n <sector vocabulary=\"1\" code=\"%s\" percentage=\"40\"/>\n", sectors[m.IntN(len(sectors)/2)], sectors[len(sectors)/2+m.IntN(len(sectors)/2)])
	p(" <budget type=\"1\" status=\"2\"><period-start iso-date=\"%s\"/><period-end iso-date=\"%s\"/><value currency=\"USD\" value-date=\"%s\">%d</value></budget>\n",
		start.Format(time.DateOnly), end.Format(time.DateOnly), start.Format(time.DateOnly), 10_000*(1+m.IntN(900)))
	for t := range 20 + m.IntN(10) {
		day := start.AddDate(0, t, 0).Format(time.DateOnly)
		p(" <transaction ref=\"%d-%d\"><transaction-type code=\"%d\"/><transaction-date iso-date=\"%s\"/><value currency=\"USD\" value-date=\"%s\">%d.%02d</value><provider-org ref=\"%s\"><narrative>%s</narrative></provider-org></transaction>\n",
			i, t, 2+m.IntN(3), day, day, 500+m.IntN(200_000), m.IntN(100), donor[0], esc(donor[1]))
	}
	p("</iati-activity>\n")
}
