package store

import (
	"github.com/klauspost/compress/zstd"
	"github.com/tansiq/tansiq/registry"
)

// One encoder and one decoder serve the whole process: both may be used by many at a time for whole blocks, and each has
// tables of some hundred kilobytes. The fastest level loses little on texts of a few kilobytes.
var (
	zstdEncoder = must(zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2), zstd.WithEncoderCRC(false)))
	zstdDecoder = must(zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(64<<20)))
)

func must[T any](v T, err error) T {
	if err != nil {
		panic("store: zstd: " + err.Error())
	}
	return v
}

func compress(b []byte) []byte { return zstdEncoder.EncodeAll(b, make([]byte, 0, len(b)/3+32)) }

func decompress(b []byte) ([]byte, error) {
	plain, err := zstdDecoder.DecodeAll(b, nil)
	if err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "stored bytes cannot be decompressed")
	}
	return plain, nil
}
