package hxl

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// BenchmarkRead reads a sheet in which nearly every row is an initiative of its own.
func BenchmarkRead(b *testing.B) {
	const rows = 20_000
	var file strings.Builder
	file.WriteString("#org+funder,#org+impl,#activity,#sector,#country,#adm1,#adm1+code,#adm2,#date+start,#date+end,#targeted+f,#targeted+m,#description\n")
	for i := range rows {
		fmt.Fprintf(&file, "Donor %d,Organisation number %d,Activity of kind %d for people in need,Sector %d,ML,Province %d,ML%02d,District %d,2020-0%d-01,2021-12-31,%d,%d,Some words about row %d\n",
			i%30, i%401, i%61, i%12, i%27, i%27, i%293, 1+i%9, i%500, i%490, i)
	}
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		for _, err := range New().Read(b.Context(), strings.NewReader(file.String()), registry.Feed{}) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}
