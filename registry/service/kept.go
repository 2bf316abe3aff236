package service

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// kept holds the last answers to questions that read much. What an answer depends on is in its key: who asks, what, and the
// position in the change log that it was read at. So none is ever stale; one of an older position is not asked for again.
type kept[T any] struct {
	mutex sync.Mutex
	byKey map[string]T
	order []string // of the keys, oldest first
}

// keptAnswers is how many answers of a kind are held.
const keptAnswers = 64

func (k *kept[T]) get(key string) (answer T, ok bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	answer, ok = k.byKey[key]
	return answer, ok
}

func (k *kept[T]) put(key string, answer T) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.byKey == nil {
		k.byKey = map[string]T{}
	}
	if _, ok := k.byKey[key]; !ok {
		k.order = append(k.order, key)
	}
	k.byKey[key] = answer
	if len(k.order) > keptAnswers {
		delete(k.byKey, k.order[0])
		k.order = k.order[1:]
	}
}

// keep answers from what is held, or by making the answer, which is then held if nothing changed meanwhile and it may be.
// The answer is shared: nobody changes it.
func keep[T any](ctx context.Context, s *Service, k *kept[T], question any, make func() (answer T, holds bool, err error)) (T, error) {
	var none T
	position, err := s.store.LastChange(ctx)
	if err != nil {
		return none, err
	}
	key, err := json.Marshal([]any{position, question})
	if err != nil {
		return none, registry.WrapError(registry.EInternal, err, "a question cannot be encoded")
	}
	if answer, ok := k.get(string(key)); ok {
		return answer, nil
	}
	answer, holds, err := make()
	if err != nil {
		return none, err
	}
	if now, err := s.store.LastChange(ctx); err == nil && holds && now == position {
		k.put(string(key), answer)
	}
	return answer, nil
}
