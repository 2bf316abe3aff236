package xmlstream

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestQuick(t *testing.T) {
	files, _ := filepath.Glob("/work/shared/data/iati/*/*.xml")
	for _, f := range files {
		fh, _ := os.Open(f)
		s, err := NewScanner(fh, DefaultLimits())
		n := 0
		for err == nil {
			_, err = s.Next()
			n++
		}
		if err != io.EOF {
			t.Log(f, n, err)
		}
	}
}
