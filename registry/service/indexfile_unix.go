//go:build unix

package service

import (
	"os"
	"syscall"
)

// indexFile keeps the features of the detector's index in a file that has no name, mapped into memory: the system may take
// back what is not looked at, and none of it counts as the program's own.
type indexFile struct {
	file   *os.File
	size   int64
	blocks [][]byte
}

// newIndexFile makes the file in a folder, the system's for temporary files where that is "".
func newIndexFile(folder string) (*indexFile, error) {
	if folder != "" { // a registry that has imported nothing has no spool folder yet
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
	}
	f, err := os.CreateTemp(folder, "detector-*")
	if err != nil {
		return nil, err
	}
	return &indexFile{file: f}, os.Remove(f.Name())
}

// block is an overlap.Memory. Where the disk is full it gives ordinary memory.
func (x *indexFile) block(size int) []byte {
	page := os.Getpagesize()
	whole := (size + page - 1) / page * page
	room := make([]byte, 64<<10) // written, so that the disk has it: a hole would fail when it is filled
	for at := 0; at < whole; at += len(room) {
		if _, err := x.file.WriteAt(room[:min(len(room), whole-at)], x.size+int64(at)); err != nil {
			return make([]byte, size)
		}
	}
	b, err := syscall.Mmap(int(x.file.Fd()), x.size, whole, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return make([]byte, size)
	}
	x.size += int64(whole)
	x.blocks = append(x.blocks, b)
	return b[:size:size]
}

func (x *indexFile) close() {
	for _, b := range x.blocks {
		_ = syscall.Munmap(b) // an address and length that Mmap gave
	}
	_ = x.file.Close()
}
