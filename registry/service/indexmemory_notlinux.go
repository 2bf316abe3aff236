//go:build unix && !linux

package service

import "os"

// reserve makes sure that the disk has room for a part of a file.
func reserve(f *os.File, at, size int64) error { return fill(f, at, size) }
