package store

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TestCache: the cache never gives an answer of another position, and keeps those that were asked for last.
func TestCache(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		const most = 3
		c := newCache[int64](most)
		var position int64
		var order []string // the one asked for last at the end
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			at := rapid.Int64Range(0, 4).Draw(r, "position")
			key := strconv.Itoa(rapid.IntRange(0, 4).Draw(r, "key"))
			known := at == position && slices.Contains(order, key)
			value, ok := c.get(at, key)
			if ok != known || ok && value != at {
				r.Fatalf("%s at %d: %d, %v; %v are kept of %d", key, at, value, ok, order, position)
			}
			if known {
				order = append(slices.DeleteFunc(order, func(k string) bool { return k == key }), key)
				continue
			}
			c.put(at, key, at)
			if at > position {
				position, order = at, nil
			}
			if at == position {
				order = append(order, key)
				order = order[max(0, len(order)-most):]
			}
		}
	})
}
