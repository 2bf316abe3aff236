package registry

import (
	"errors"
	"iter"
)

// Stream makes a sequence of what read gives, one after the other, and ends it with read's error if there is one. Where the
// caller wants no more, give answers with an error, which read hands back.
func Stream[T any](read func(give func(T) error) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := read(func(one T) error {
			if !yield(one, nil) {
				return errStopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStopped) {
			var none T
			yield(none, err)
		}
	}
}

// errStopped says that the caller wants no more.
var errStopped = errors.New("stopped")
