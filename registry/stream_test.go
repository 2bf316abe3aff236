package registry

import (
	"errors"
	"slices"
	"testing"
)

// What read gives comes in order, its error last; who stops sees no error, and read learns of it.
func TestStream(t *testing.T) {
	broken := errors.New("broken")
	var stopped error
	numbers := Stream(func(give func(int) error) error {
		for n := range 3 {
			if stopped = give(n); stopped != nil {
				return stopped
			}
		}
		return broken
	})
	var got []int
	var last error
	for n, err := range numbers {
		if last = err; err == nil {
			got = append(got, n)
		}
	}
	if !slices.Equal(got, []int{0, 1, 2}) || last != broken || stopped != nil {
		t.Errorf("got %v, then %v; read was told %v", got, last, stopped)
	}
	for n, err := range numbers {
		if n == 1 || err != nil {
			break
		}
	}
	if stopped == nil || stopped == broken {
		t.Errorf("who stops is not told of: %v", stopped)
	}
}
