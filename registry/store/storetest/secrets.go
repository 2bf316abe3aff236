package storetest

import (
	"bytes"
	"sync"
	"testing"
)

// testSecrets: whoever asks first makes a secret, and everybody has the same, other processes too.
func testSecrets(_ *testing.T, e *env) {
	other := e.open()
	var got [16][]byte
	var wait sync.WaitGroup
	for i := range got {
		wait.Go(func() {
			s := e.Store
			if i%2 == 1 {
				s = other
			}
			secret, err := s.Secret(e.ctx, "a")
			if err != nil {
				e.Error(err)
			}
			got[i] = secret
		})
	}
	wait.Wait()
	for _, secret := range got {
		if len(secret) != 32 || !bytes.Equal(secret, got[0]) {
			e.Errorf("%x is not %x", secret, got[0])
		}
	}
	if b, err := e.Secret(e.ctx, "b"); err != nil || bytes.Equal(b, got[0]) {
		e.Errorf("another secret is the same (%v)", err)
	}
}
