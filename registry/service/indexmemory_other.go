//go:build !unix

package service

// indexMemory is ordinary memory where files cannot be mapped.
type indexMemory struct{}

func newIndexMemory(string) (*indexMemory, error) { return &indexMemory{}, nil }

func (*indexMemory) features(size int) []byte { return make([]byte, size) }

func (*indexMemory) index(size int) []byte { return make([]byte, size) }

func (*indexMemory) close() {}
