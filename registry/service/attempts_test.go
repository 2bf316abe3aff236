package service_test

import (
	"bytes"
	"crypto/sha256"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// What an answer shows once is not to be read in the database; who sends the request again has it.
func TestAnswersAreKeptSealed(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		request := sha256.Sum256([]byte("request"))
		attempt, _, err := b.service.BeginAttempt(t.Context(), administrator, "name", request)
		if err != nil {
			t.Fatal(err)
		}
		answer := registry.Answer{Status: 201, Header: map[string]string{}, Body: []byte("tansiq_secret")}
		if err := b.service.AnswerAttempt(t.Context(), attempt, "name", answer); err != nil {
			t.Fatal(err)
		}
		stored, err := b.store.BeginAttempt(t.Context(), attempt)
		if err != nil || stored == nil || bytes.Contains(stored.Answer.Body, []byte("secret")) || stored.Key == "name" {
			t.Errorf("stored is %+v, %v", stored, err)
		}
		if _, again, err := b.service.BeginAttempt(t.Context(), administrator, "name", request); err != nil || again == nil || string(again.Answer.Body) != "tansiq_secret" {
			t.Errorf("again: %+v, %v", again, err)
		}
	})
}
