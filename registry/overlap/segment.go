package overlap

import (
	"slices"
	"sort"
	"sync"
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
// that have too many initiatives to be of use. It makes the keys three times, to count them roughly, then exactly, then
// to keep them: that costs less memory than to keep all that are made, most of which are dead.
func newSegment(n int, keysOf func(slot int) []key) (s *segment, dead map[key]struct{}) {
	const cells = 1 << 22
	rough := make([]uint32, cells) // never less than the number of initiatives of any key of the cell
	cell := func(k key) *uint32 { return &rough[k>>4%cells] }
	parallel(n, func(slot int) {
		for _, k := range keysOf(slot) {
			atomic.AddUint32(cell(k), 1)
		}
	})
	s = &segment{first: make([]uint32, buckets+1)}
	var suspects sync.Map // key to *atomic.Uint32
	parallel(n, func(slot int) {
		for _, k := range keysOf(slot) {
			if int(*cell(k)) <= k.limit() {
				atomic.AddUint32(&s.first[k>>32+1], 1)
				continue
			}
			count, ok := suspects.Load(k)
			if !ok {
				count, _ = suspects.LoadOrStore(k, new(atomic.Uint32))
			}
			count.(*atomic.Uint32).Add(1)
		}
	})
	dead = map[key]struct{}{}
	for k, count := range suspects.Range {
		if k, size := k.(key), count.(*atomic.Uint32).Load(); int(size) > k.limit() {
			dead[k] = struct{}{}
		} else {
			s.first[k>>32+1] += size
		}
	}
	for b := range buckets {
		s.first[b+1] += s.first[b]
	}
	s.postings = make([]posting, s.first[buckets])
	next := slices.Clone(s.first)
	parallel(n, func(slot int) {
		for _, k := range keysOf(slot) {
			if _, ok := dead[k]; !ok {
				s.postings[atomic.AddUint32(&next[k>>32], 1)-1] = posting(k<<32) | posting(slot)
			}
		}
	})
	parallel(buckets, func(b int) { slices.Sort(s.postings[s.first[b]:s.first[b+1]]) })
	return s, dead
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
