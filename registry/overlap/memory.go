package overlap

import (
	"sync"
	"unsafe"
)

// Memory gives the detector a block of zeros of this many bytes, aligned to eight. The index is made of such blocks and
// holds no pointers, so they may lie outside of what the collector looks at, and in files. They must stand as long as the
// detector is used.
type Memory func(size int) []byte

// heap is the Memory of a detector that is given none.
func heap(size int) []byte { return view[byte](make([]uint64, (size+7)/8))[:size] }

// view reads a slice of one pointer-free type as one of another.
func view[T, S any](s []S) []T {
	if len(s) == 0 {
		return nil
	}
	var t T
	var u S
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(u))/int(unsafe.Sizeof(t)))
}

// borrowString reads bytes as a string that must not outlive them.
func borrowString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// allocate gives n zero values of a pointer-free type.
func allocate[T any](m Memory, n int) []T {
	var t T
	return view[T](m(n * int(unsafe.Sizeof(t))))[:n:n]
}

// arena holds byte strings that are written once, in blocks. It is safe for concurrent use.
type arena struct {
	memory Memory
	mutex  sync.Mutex
	blocks [][]byte
	used   int // of the last block
}

// Offsets in a block take blockBits; the first blocks are smaller, for registries that are.
const (
	blockBits  = 23
	firstBlock = 1 << 16
)

// place is where in an arena something lies.
type place struct {
	at   uint64 // block, then offset
	size uint32
}

// reserve makes room, aligned to eight bytes, for the caller to write.
func (a *arena) reserve(size int) (place, []byte) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if n := len(a.blocks); n == 0 || a.used+size > len(a.blocks[n-1]) {
		block := min(firstBlock<<min(n, blockBits), 1<<blockBits)
		a.blocks = append(a.blocks, a.memory(max(block, size)))
		a.used = 0
	}
	last := len(a.blocks) - 1
	p := place{uint64(last)<<blockBits | uint64(a.used), uint32(size)}
	b := a.blocks[last][a.used : a.used+size : a.used+size]
	a.used += (size + 7) &^ 7
	return p, b
}

func (a *arena) put(b []byte) place {
	p, room := a.reserve(len(b))
	copy(room, b)
	return p
}

// get must not run at the same time as reserve.
func (a *arena) get(p place) []byte {
	from := p.at & (1<<blockBits - 1)
	return a.blocks[p.at>>blockBits][from : from+uint64(p.size)]
}
