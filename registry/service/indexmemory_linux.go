package service

import (
	"errors"
	"os"
	"syscall"
)

// reserve makes sure that the disk has room for a part of a file. Not every file system can without writing it.
func reserve(f *os.File, at, size int64) error {
	err := syscall.Fallocate(int(f.Fd()), 0, at, size)
	if errors.Is(err, syscall.EOPNOTSUPP) {
		return fill(f, at, size)
	}
	return err
}
