package store

import (
	"container/list"
	"sync"
)

// cache keeps the answers that were asked for last, of one position of the change log: any change empties it. What is
// kept must not be changed.
type cache[V any] struct {
	most int

	mutex    sync.Mutex // guards the rest
	position int64
	entries  map[string]*list.Element
	order    *list.List // of cached[V], the one asked for last in front
}

type cached[V any] struct {
	key   string
	value V
}

func newCache[V any](most int) *cache[V] {
	return &cache[V]{most: most, entries: map[string]*list.Element{}, order: list.New()}
}

// get gives the answer that was put for the key at the position.
func (c *cache[V]) get(position int64, key string) (value V, ok bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	e := c.entries[key]
	if e == nil || position != c.position {
		return value, false
	}
	c.order.MoveToFront(e)
	return e.Value.(cached[V]).value, true
}

// put keeps an answer that is as new as the position or newer. One of an older position than others is not kept.
func (c *cache[V]) put(position int64, key string, value V) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if position > c.position {
		c.position = position
		clear(c.entries)
		c.order.Init()
	}
	if position < c.position || c.entries[key] != nil {
		return
	}
	c.entries[key] = c.order.PushFront(cached[V]{key, value})
	if c.order.Len() > c.most {
		delete(c.entries, c.order.Remove(c.order.Back()).(cached[V]).key)
	}
}
