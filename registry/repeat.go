package registry

import (
	"crypto/md5"
	"fmt"
)

// KeyHash is a hash of a record's key as FoldKey leaves it, so that a million keys take little memory.
type KeyHash [md5.Size]byte

// HashKey gives the hash of a key.
func HashKey(key string) KeyHash { return md5.Sum([]byte(FoldKey(key))) }

// FirstLines knows of each key in a file the line of the first record that has it.
type FirstLines map[KeyHash]int

// Refuse takes the record from an item whose key the file has before it, and says so: the first is taken.
func (f FirstLines) Refuse(item *Item) {
	if item.Record == nil {
		return
	}
	hash := HashKey(item.Record.Key)
	first, twice := f[hash]
	if !twice {
		f[hash] = item.Record.Line
		return
	}
	item.Problems = append(item.Problems, Problem{Line: item.Record.Line, Identifier: item.Record.Key, Severity: SeverityRejected,
		Reason: fmt.Sprintf("the same identifier stands at line %d already; the first is taken", first)})
	item.Record = nil
}
