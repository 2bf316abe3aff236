package service

import (
	"context"

	"github.com/tansiq/tansiq/registry"
)

// BeginAttempt begins what the caller may send again under the key. Where the caller has sent it before, earlier is how
// that stands, and nothing is begun.
func (s *Service) BeginAttempt(ctx context.Context, who registry.Audience, key string, request [32]byte) (attempt registry.Attempt, earlier *registry.Attempt, err error) {
	attempt = registry.Attempt{Caller: who.Actor, Key: key, Request: request, Began: s.now()}
	earlier, err = s.store.BeginAttempt(ctx, attempt)
	return attempt, earlier, err
}

// AnswerAttempt keeps the answer for whoever sends the request again.
func (s *Service) AnswerAttempt(ctx context.Context, attempt registry.Attempt, answer registry.Answer) error {
	return s.store.AnswerAttempt(ctx, attempt, answer)
}

// ForgetAttempt lets the request be sent again, unless it is done.
func (s *Service) ForgetAttempt(ctx context.Context, attempt registry.Attempt) error {
	return s.store.ForgetAttempt(ctx, attempt)
}
