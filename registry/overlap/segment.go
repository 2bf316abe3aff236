package overlap

import (
	"slices"
	"sort"
	"sync/atomic"
)

// segment is the immutable index from key to the initiatives that had it when the generation began. A posting is the
// lower half of a key with a slot under it; postings stand by the upper sixteen bits of their keys, each of these
// buckets sorted. Eight bytes a posting, and nothing beside them while they are made: a hundred thousand initiatives have
// ten million.
type segment struct {
	postings []posting
	first    []uint32 // where each bucket begins, and the end
}

// posting is the lower 32 bits of a key, then the slot of one of its initiatives.
type posting uint64

func (p posting) slot() uint32 { return uint32(p) }

const buckets = 1 << (keyBits - 32)

// newSegment indexes the slots from 0 to n-1 by the keys that keysOf gives, the same at each call, and names the keys
// that have too many initiatives to be of use. It makes the keys twice, once to count them: that costs less than to keep
// them.
func newSegment(n int, keysOf func(slot int) []key) (s *segment, dead map[key]struct{}) {
	s = &segment{first: make([]uint32, buckets+1)}
	parallel(n, func(slot int) {
		for _, k := range keysOf(slot) {
			atomic.AddUint32(&s.first[k>>32+1], 1)
		}
	})
	for b := range buckets {
		s.first[b+1] += s.first[b]
	}
	s.postings = make([]posting, s.first[buckets])
	next := slices.Clone(s.first)
	parallel(n, func(slot int) {
		for _, k := range keysOf(slot) {
			s.postings[atomic.AddUint32(&next[k>>32], 1)-1] = posting(k<<32) | posting(slot)
		}
	})
	parallel(buckets, func(b int) { slices.Sort(s.postings[s.first[b]:s.first[b+1]]) })
	return s, s.bury()
}

// bury takes the keys out that have too many initiatives.
func (s *segment) bury() (dead map[key]struct{}) {
	dead = map[key]struct{}{}
	kept := s.postings[:0]
	from := uint32(0)
	for b := range buckets {
		part := s.postings[from:s.first[b+1]]
		from = s.first[b+1]
		for len(part) > 0 {
			k := key(b)<<32 | key(part[0]>>32)
			run := 1
			for run < len(part) && part[run]>>32 == part[0]>>32 {
				run++
			}
			if run > k.limit() {
				dead[k] = struct{}{}
			} else {
				kept = append(kept, part[:run]...)
			}
			part = part[run:]
		}
		s.first[b+1] = uint32(len(kept))
	}
	s.postings = kept
	if len(kept) < cap(kept)/4*3 {
		s.postings = slices.Clone(kept)
	}
	return dead
}

// find gives the initiatives that had the key, gone ones too: their number is the key's size in this generation.
func (s *segment) find(k key) []posting {
	bucket := s.postings[s.first[k>>32]:s.first[k>>32+1]]
	rest := posting(k << 32)
	i := sort.Search(len(bucket), func(i int) bool { return bucket[i] >= rest })
	j := i
	for j < len(bucket) && bucket[j]>>32 == rest>>32 {
		j++
	}
	return bucket[i:j]
}
