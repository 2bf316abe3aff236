package main

import (
	"strings"
	"testing"
)

// TestRefitWithoutRulings: there is nothing to fit to, which is said, and the program's own model stays.
func TestRefitWithoutRulings(t *testing.T) {
	onBoth(t, func(t *testing.T, cli commandRunner) {
		_, errors, status := cli.run("detect", "--refit")
		if status != exitFailed || !strings.Contains(errors, "too few rulings") || !strings.Contains(errors, "the weights stay as they are") {
			t.Errorf("status %d: %s", status, errors)
		}
		if models := cli.must(exitDone, "detect", "--models"); !strings.Contains(models, "the program's own  in use") || strings.Count(models, "\n") != 1 {
			t.Error(models)
		}
		if _, errors, status := cli.run("detect", "--model", "no-such"); status != exitFailed || !strings.Contains(errors, "no such model") {
			t.Errorf("status %d: %s", status, errors)
		}
		if _, _, status := cli.run("detect", "--refit", "--model", "x"); status != exitUsage {
			t.Errorf("status %d for two wishes", status)
		}
	})
}
