package overlap

import (
	"slices"
	"sync/atomic"
)

// segment is the immutable index from key to the initiatives that had it when the generation began. A posting is the
// lower half of a key with a slot under it; postings stand by the highest bits of their keys, each of these buckets
// sorted. Eight bytes a posting, and a handful of postings a bucket.
type segment struct {
	postings []posting
	first    []uint32 // where each bucket begins, and the end
	shift    uint     // of a key, to its bucket
}

// posting is the lower 32 bits of a key, then the slot of one of its initiatives.
type posting uint64

func (p posting) slot() uint32 { return uint32(p) }

// newSegment indexes slots by their keys.
func newSegment(memory Memory, keysOf [][]key) *segment {
	total := 0
	for _, ks := range keysOf {
		total += len(ks)
	}
	bits := uint(16) // a key has keyBits, of which a posting keeps 32
	for 8<<bits < total && bits < 26 {
		bits++
	}
	s := &segment{shift: keyBits - bits, first: allocate[uint32](memory, 1<<bits+1), postings: allocate[posting](memory, total)}
	parallel(len(keysOf), func(slot int) {
		for _, k := range keysOf[slot] {
			atomic.AddUint32(&s.first[k>>s.shift+1], 1)
		}
	})
	for b := range 1 << bits {
		s.first[b+1] += s.first[b]
	}
	next := slices.Clone(s.first[:1<<bits])
	parallel(len(keysOf), func(slot int) {
		for _, k := range keysOf[slot] {
			s.postings[atomic.AddUint32(&next[k>>s.shift], 1)-1] = posting(k<<32) | posting(slot)
		}
	})
	parallel(1<<bits, func(b int) { slices.Sort(s.postings[s.first[b]:s.first[b+1]]) })
	return s
}

// find gives the initiatives that had the key, gone ones too: their number is the key's size in this generation.
func (s *segment) find(k key) []posting {
	bucket := s.postings[s.first[k>>s.shift]:s.first[k>>s.shift+1]]
	rest := posting(k<<32) >> 32
	i := 0
	if len(bucket) > 32 {
		i, _ = slices.BinarySearchFunc(bucket, rest<<32, func(p, at posting) int {
			if p < at {
				return -1
			}
			return 1
		})
	}
	for i < len(bucket) && bucket[i]>>32 < rest {
		i++
	}
	j := i
	for j < len(bucket) && bucket[j]>>32 == rest {
		j++
	}
	return bucket[i:j]
}
