// Command overlapbench measures the detection of overlaps on seeded, made-up initiatives in a real SQLite registry:
//
//	go run ./cmd/overlapbench -n 100000              # fill a registry, then measure each part in a process of its own
//	go run ./cmd/overlapbench -curve 10k,30k,100k,1M # the same for several sizes, as a table
//
// Among the initiatives are pairs that are known: duplicates, one project in two words or two languages, chains, phases, and
// overlaps between donors (world.go). The parts are:
//
//	make    initiatives to features, on all cores, nothing kept: the cost of raw text
//	fill    features and documents into the registry by its own writer, one view each and no index terms: not how an import
//	        writes, and not part of any target
//	index   stored features to candidates and to results, nothing written: stages, pairs a record, completeness by kind
//	detect  the service's full detection, reading and writing included
//	upsert  one initiative changed: from its commit to its flags' commit, by the service, on a copy of the registry; idle, and
//	        while the service imports and flags initiatives that the registry did not have
//
// Peaks are VmHWM and, of that, what is anonymous at the end of the part. The registry is kept in -dir and used again.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	n := flag.String("n", "10k", "how many initiatives")
	curve := flag.String("curve", "", "several sizes, separated by commas")
	seed := flag.Uint64("seed", 1, "seed of the random numbers")
	dir := flag.String("dir", filepath.Join(os.TempDir(), "overlapbench"), "where registries are kept between runs")
	parts := flag.String("parts", "make,fill,index,detect,upsert", "what to measure")
	one := flag.Bool("one", false, "measure the one part in this process")
	flag.Parse()
	sizes := strings.Split(*n, ",")
	if *curve != "" {
		sizes = strings.Split(*curve, ",")
	}
	if err := run(sizes, *seed, *dir, strings.Split(*parts, ","), *one); err != nil {
		fmt.Fprintln(os.Stderr, "overlapbench:", err)
		os.Exit(1)
	}
}

func run(sizes []string, seed uint64, dir string, parts []string, one bool) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, size := range sizes {
		n, err := number(size)
		if err != nil {
			return err
		}
		b := &bench{ctx: context.Background(), w: newWorld(n, seed), path: filepath.Join(dir, fmt.Sprintf("%d-%d.db", n, seed))}
		if one {
			return b.part(parts[0])
		}
		fmt.Printf("\n%d initiatives, seed %d; load before: %s\n", n, seed, load())
		for _, part := range parts {
			// A process each, so that peaks are of one part alone.
			c := exec.Command(os.Args[0], "-one", "-n", size, "-seed", fmt.Sprint(seed), "-dir", dir, "-parts", part)
			c.Stdout, c.Stderr = os.Stdout, os.Stderr
			if err := c.Run(); err != nil {
				return fmt.Errorf("%s: %w", part, err)
			}
		}
	}
	return nil
}

// number reads "100000", "100k" and "1M".
func number(s string) (int, error) {
	unit := 1
	switch {
	case strings.HasSuffix(s, "k"):
		s, unit = s[:len(s)-1], 1000
	case strings.HasSuffix(s, "M"):
		s, unit = s[:len(s)-1], 1_000_000
	}
	n, err := strconv.Atoi(s)
	return n * unit, err
}
