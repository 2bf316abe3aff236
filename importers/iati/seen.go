package iati

import (
	"crypto/sha256"

	"github.com/tansiq/tansiq/registry"
)

// seenKeys are the identifiers of the file so far with their lines. 128 bits of a hash stand for an identifier, so that
// a million activities cost some 50 MB whatever their identifiers' length.
type seenKeys map[[16]byte]int32

// add notes the key; seen says that one which folds to the same (registry.FoldKey) was added before, at line first.
func (k seenKeys) add(key string, line int) (first int, seen bool) {
	hash := sha256.Sum256([]byte(registry.FoldKey(key)))
	short := [16]byte(hash[:16])
	if first, seen := k[short]; seen {
		return int(first), true
	}
	k[short] = int32(line)
	return 0, false
}
