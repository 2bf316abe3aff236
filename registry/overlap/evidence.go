package overlap

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// hashEvidence is the SHA-256 of what a ruling binds: for each dimension that the question weighs, its level and what the
// two have in common. Values, weights, score and the model's version are left out, so that better weights or another
// spelling of a title reopen no ruling. Titles are left out with their words; a code that both titles bear is a fact.
func hashEvidence(evidence []registry.Evidence, q *Question) string {
	var lines []string
	for _, e := range evidence {
		if _, weighed := q.Weights[e.Dimension]; !weighed {
			continue
		}
		parts := []string{strconv.Quote(string(e.Dimension)), strconv.Quote(e.Level)}
		for _, v := range sortedSet(slices.Clone(e.Matched)) {
			parts = append(parts, strconv.Quote(v))
		}
		lines = append(lines, strings.Join(parts, " "))
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}
