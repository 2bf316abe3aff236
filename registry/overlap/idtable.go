package overlap

import "bytes"

// idTable finds slots by id: open addressing over slots, whose ids are read where they are.
type idTable struct {
	cells  []uint32 // a slot and one, 0 where free, tombstone where one was removed
	filled int      // cells that are not free
	used   int      // ids
}

const tombstone = ^uint32(0)

func (t *idTable) find(id []byte, idOf func(slot uint32) []byte) (slot uint32, ok bool) {
	if len(t.cells) == 0 {
		return 0, false
	}
	mask := uint64(len(t.cells) - 1)
	for i := hashID(id) & mask; t.cells[i] != 0; i = (i + 1) & mask {
		if c := t.cells[i]; c != tombstone && bytes.Equal(idOf(c-1), id) {
			return c - 1, true
		}
	}
	return 0, false
}

// put adds an id that is not there.
func (t *idTable) put(slot uint32, id []byte, idOf func(slot uint32) []byte) {
	if 2*t.filled >= len(t.cells) {
		old := t.cells
		size := 16
		for size < 4*t.used {
			size *= 2
		}
		t.cells, t.filled = make([]uint32, size), 0
		for _, c := range old {
			if c != 0 && c != tombstone {
				t.place(c, hashID(idOf(c-1)))
			}
		}
	}
	t.place(slot+1, hashID(id))
	t.used++
}

func (t *idTable) place(cell uint32, h uint64) {
	mask := uint64(len(t.cells) - 1)
	i := h & mask
	for t.cells[i] != 0 {
		i = (i + 1) & mask
	}
	t.cells[i] = cell
	t.filled++
}

// remove takes out a slot with its id.
func (t *idTable) remove(slot uint32, id []byte) {
	mask := uint64(len(t.cells) - 1)
	for i := hashID(id) & mask; t.cells[i] != 0; i = (i + 1) & mask {
		if t.cells[i] == slot+1 {
			t.cells[i] = tombstone
			t.used--
			return
		}
	}
}

func hashID(id []byte) uint64 { return mix(hash(0, borrowString(id))) }
