package overlap

import (
	"slices"
	"sort"
)

// segment is the immutable index from key to the initiatives that had it when the generation began: two parallel
// arrays sorted by key, and where each leading 16 bits begin.
type segment struct {
	keys  []key
	slots []uint32
	first []uint32
}

// posting is a key with one of its initiatives.
type posting struct {
	key  key
	slot uint32
}

// newSegment indexes the postings and names the keys that have too many initiatives to be of use.
func newSegment(postings []posting) (s *segment, dead map[uint64]struct{}) {
	slices.SortFunc(postings, func(a, b posting) int {
		switch {
		case a.key < b.key:
			return -1
		case a.key > b.key:
			return 1
		}
		return int(a.slot) - int(b.slot)
	})
	s = &segment{keys: make([]key, 0, len(postings)), slots: make([]uint32, 0, len(postings)), first: make([]uint32, 1<<16+1)}
	dead = map[uint64]struct{}{}
	for i := 0; i < len(postings); {
		j := i
		for j < len(postings) && postings[j].key == postings[i].key {
			j++
		}
		if j-i > postings[i].key.limit() {
			dead[uint64(postings[i].key)] = struct{}{}
		} else {
			for _, p := range postings[i:j] {
				s.keys = append(s.keys, p.key)
				s.slots = append(s.slots, p.slot)
			}
		}
		i = j
	}
	next := 0
	for top := range s.first {
		for next < len(s.keys) && int(s.keys[next]>>48) < top {
			next++
		}
		s.first[top] = uint32(next)
	}
	return s, dead
}

// find gives the initiatives that had the key, gone ones too: their number is the key's size in this generation.
func (s *segment) find(k key) []uint32 {
	top := k >> 48
	lo, hi := int(s.first[top]), int(s.first[top+1])
	part := s.keys[lo:hi]
	i := sort.Search(len(part), func(i int) bool { return part[i] >= k })
	j := i
	for j < len(part) && part[j] == k {
		j++
	}
	return s.slots[lo+i : lo+j]
}
