package service

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"github.com/tansiq/tansiq/registry"
)

// BeginAttempt begins what the caller may send again under the name. Where the caller has sent it before, earlier is how
// that stands, and nothing is begun.
func (s *Service) BeginAttempt(ctx context.Context, who registry.Audience, name string, request [32]byte) (attempt registry.Attempt, earlier *registry.Attempt, err error) {
	hash := sha256.Sum256([]byte("name\x00" + name))
	attempt = registry.Attempt{Caller: who.Actor, Key: hex.EncodeToString(hash[:]), Request: request, Began: s.now()}
	earlier, err = s.store.BeginAttempt(ctx, attempt)
	if err != nil || earlier == nil || earlier.Answer == nil || earlier.Request != request {
		return attempt, earlier, err
	}
	earlier.Answer.Body, err = sealOf(name).open(earlier.Answer.Body)
	return attempt, earlier, err
}

// AnswerAttempt keeps the answer for whoever sends the request again under the name.
func (s *Service) AnswerAttempt(ctx context.Context, attempt registry.Attempt, name string, answer registry.Answer) error {
	answer.Body = sealOf(name).seal(answer.Body)
	return s.store.AnswerAttempt(ctx, attempt, answer)
}

// ForgetAttempt lets the request be sent again, unless it is done.
func (s *Service) ForgetAttempt(ctx context.Context, attempt registry.Attempt) error {
	return s.store.ForgetAttempt(ctx, attempt)
}

// seal is AES-GCM under a key that only who knows the name has.
type seal struct{ cipher.AEAD }

func sealOf(name string) seal {
	key := sha256.Sum256([]byte("seal\x00" + name))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic("service: 32 bytes are no AES key: " + err.Error())
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic("service: AES has no GCM: " + err.Error())
	}
	return seal{gcm}
}

func (s seal) seal(text []byte) []byte {
	nonce := make([]byte, s.NonceSize())
	rand.Read(nonce) // never fails since Go 1.24
	return s.Seal(nonce, nonce, text, nil)
}

func (s seal) open(sealed []byte) ([]byte, error) {
	if len(sealed) < s.NonceSize() {
		return nil, registry.Errorf(registry.EInternal, "a sealed answer is cut off")
	}
	text, err := s.Open(nil, sealed[:s.NonceSize()], sealed[s.NonceSize():], nil)
	if err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "a sealed answer cannot be opened")
	}
	return text, nil
}
