package overlap

import (
	"sync"
	"sync/atomic"
)

// counts says how often each thing was seen, by its hash. It is made of parts by the highest bits of the hash, so that
// several may count at once.
type counts [countParts]countPart

const (
	countPartBits = 8
	countParts    = 1 << countPartBits
)

// countPart is a table with open addressing. A hash of 0 marks a free cell; that it cannot be counted harms nothing.
type countPart struct {
	mutex  sync.Mutex
	hashes []uint64
	seen   []uint32
	used   int
}

func (c *counts) of(h uint64) uint32 {
	p := &c[h>>(64-countPartBits)]
	if len(p.hashes) == 0 {
		return 0
	}
	return p.seen[p.cell(h)]
}

// cell is where a hash is, or where it goes.
func (p *countPart) cell(h uint64) int {
	mask := uint64(len(p.hashes) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		if p.hashes[i] == h || p.hashes[i] == 0 {
			return int(i)
		}
	}
}

func (p *countPart) add(hashes []uint64) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, h := range hashes {
		if 3*p.used >= 2*len(p.hashes) {
			p.grow()
		}
		i := p.cell(h)
		if p.seen[i] == 0 {
			p.hashes[i] = h
			p.used++
		}
		p.seen[i]++
	}
}

func (p *countPart) grow() {
	hashes, seen := p.hashes, p.seen
	size := max(8, 2*len(hashes))
	p.hashes, p.seen = make([]uint64, size), make([]uint32, size)
	for j, h := range hashes {
		if h != 0 {
			i := p.cell(h)
			p.hashes[i], p.seen[i] = h, seen[j]
		}
	}
}

// counter collects what one worker counts, so that parts are locked for many at a time.
type counter struct {
	into    *counts
	waiting [countParts][]uint64
}

func (c *counter) add(h uint64) {
	part := h >> (64 - countPartBits)
	c.waiting[part] = append(c.waiting[part], h)
	if len(c.waiting[part]) == 128 {
		c.into[part].add(c.waiting[part])
		c.waiting[part] = c.waiting[part][:0]
	}
}

func (c *counter) flush() {
	for part, hashes := range c.waiting {
		c.into[part].add(hashes)
		c.waiting[part] = hashes[:0]
	}
}

// sketch is how many initiatives have each key, never less than there are, up to 255: two keys in one cell add up.
type sketch []uint32 // four cells each

// newSketch has about two cells for each of n keys, at most 128 MiB.
func newSketch(n int) sketch {
	cells := 1 << 10
	for cells < 2*n && cells < 1<<27 {
		cells *= 2
	}
	return make(sketch, cells/4)
}

func (s sketch) cell(k key) (word *uint32, shift uint) {
	h := uint64(k) * 0x9e3779b97f4a7c15 >> 20
	return &s[h>>2%uint64(len(s))], uint(h&3) * 8
}

// add is safe for concurrent use.
func (s sketch) add(k key) {
	word, shift := s.cell(k)
	for {
		have := atomic.LoadUint32(word)
		if have>>shift&255 == 255 || atomic.CompareAndSwapUint32(word, have, have+1<<shift) {
			return
		}
	}
}

func (s sketch) of(k key) int {
	word, shift := s.cell(k)
	return int(*word >> shift & 255)
}
