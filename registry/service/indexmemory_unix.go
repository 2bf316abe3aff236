//go:build unix

package service

import (
	"os"
	"syscall"
)

// indexMemory is where the detector's index lies: outside of what the collector counts, which would let as much garbage gather
// as there is index. The stored features are in a file that has no name, mapped into memory: the system may take back what is
// not looked at.
type indexMemory struct {
	file   *os.File
	size   int64
	blocks [][]byte
}

// newIndexMemory makes the file in a folder, the system's for temporary files where that is "".
func newIndexMemory(folder string) (*indexMemory, error) {
	if folder != "" { // a registry that has imported nothing has no spool folder yet
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
	}
	f, err := os.CreateTemp(folder, "detector-*")
	if err != nil {
		return nil, err
	}
	return &indexMemory{file: f}, os.Remove(f.Name())
}

// features is an overlap.Memory in the file. Where the disk is full it gives ordinary memory.
func (x *indexMemory) features(size int) []byte {
	page := os.Getpagesize()
	whole := (size + page - 1) / page * page
	if err := reserve(x.file, x.size, int64(whole)); err != nil {
		return make([]byte, size)
	}
	b, err := syscall.Mmap(int(x.file.Fd()), x.size, whole, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return make([]byte, size)
	}
	x.size += int64(whole)
	x.blocks = append(x.blocks, b)
	return b[:size:size]
}

// fill writes zeros, so that the disk has the room: a hole would fail when it is filled.
func fill(f *os.File, at, size int64) error {
	room := make([]byte, 64<<10)
	for end := at + size; at < end; at += int64(len(room)) {
		if _, err := f.WriteAt(room[:min(int64(len(room)), end-at)], at); err != nil {
			return err
		}
	}
	return nil
}

// index is an overlap.Memory for what is looked at all the time.
func (x *indexMemory) index(size int) []byte {
	b, err := syscall.Mmap(-1, 0, max(size, 1), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return make([]byte, size)
	}
	x.blocks = append(x.blocks, b)
	return b[:size:size]
}

func (x *indexMemory) close() {
	for _, b := range x.blocks {
		_ = syscall.Munmap(b) // an address and length that Mmap gave
	}
	_ = x.file.Close()
}
