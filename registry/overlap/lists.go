package overlap

import "slices"

// candidate is one of an initiative's best.
type candidate struct {
	weight uint32
	slot   uint32
}

func holdsSlot(list []candidate, slot uint32) bool {
	return slices.ContainsFunc(list, func(c candidate) bool { return c.slot == slot })
}

// lists are the best of each slot, best first, in blocks of a fixed size: the candidates, and behind them spares. Where a
// candidate leaves, the first spare takes its place; only when the spares are used up has the slot to be probed for.
type lists struct {
	memory Memory
	blocks [][]candidate
	length []uint8 // of what is known of each, and wholeList
}

const (
	spares = 6
	listed = candidates + spares
	// wholeList marks a list that has all that there is, so that nothing is missing where it ends.
	wholeList   = 1 << 7
	listsABlock = 1 << 10
)

// grow makes room for n slots.
func (l *lists) grow(n int) {
	for len(l.blocks)*listsABlock < n {
		l.blocks = append(l.blocks, allocate[candidate](l.memory, listsABlock*listed))
	}
	l.length = append(l.length, make([]uint8, n-len(l.length))...)
}

// of gives the slot's candidates.
func (l *lists) of(slot uint32) []candidate {
	all, _ := l.known(slot)
	return all[:min(len(all), candidates)]
}

// known gives the candidates and the spares, and says whether that is all there is.
func (l *lists) known(slot uint32) (all []candidate, whole bool) {
	block := l.blocks[slot/listsABlock]
	from, n := slot%listsABlock*listed, uint32(l.length[slot])
	return block[from : from+n&^wholeList : from+listed], n&wholeList != 0
}

func (l *lists) note(slot uint32, length int, whole bool) {
	l.length[slot] = uint8(length)
	if whole {
		l.length[slot] |= wholeList
	}
}

// set takes the best of a slot, as many as there are or as best gives.
func (l *lists) set(slot uint32, best []candidate) {
	l.note(slot, 0, false)
	room, _ := l.known(slot)
	n := copy(room[:listed], best)
	l.note(slot, n, n < listed)
}

// insert puts one where it belongs, unless that is beyond what is known.
func (l *lists) insert(slot uint32, at int, c candidate) {
	all, whole := l.known(slot)
	switch n := len(all); {
	case at == n && !whole:
		return
	case n == listed:
		whole = false
	default:
		all = all[:n+1]
	}
	if at < len(all) {
		copy(all[at+1:], all[at:])
		all[at] = c
	}
	l.note(slot, len(all), whole)
}

// remove takes one out. It says whether the candidates are known all the same.
func (l *lists) remove(slot uint32, at int) bool {
	all, whole := l.known(slot)
	all = slices.Delete(all, at, at+1)
	l.note(slot, len(all), whole)
	return whole || len(all) >= candidates
}
