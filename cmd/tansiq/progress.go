package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows long work: a moving line on a terminal, a plain line now and then in a log.
type progress struct {
	out      io.Writer
	terminal bool
}

func newProgress(out io.Writer) progress {
	file, ok := out.(*os.File)
	return progress{out: out, terminal: ok && term.IsTerminal(int(file.Fd()))}
}

// plainInterval is how often a log hears of long work.
const plainInterval = 10 * time.Second

// start begins a piece of work; step tells how far it is, done ends it.
func (p progress) start(what string) (step func(stage string, n int), done func()) {
	if p.terminal {
		bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(p.out), progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionClearOnFinish(),
			progressbar.OptionThrottle(100*time.Millisecond))
		return func(stage string, n int) {
			bar.Describe(what + ": " + stage)
			bar.Set(n)
		}, func() { bar.Finish() }
	}
	last := time.Now()
	return func(stage string, n int) {
		if now := time.Now(); now.Sub(last) >= plainInterval {
			last = now
			fmt.Fprintf(p.out, "%s: %s %d\n", what, stage, n)
		}
	}, func() {}
}
