package xmlstream

// capture keeps the bytes of an element as they pass.
type capture struct {
	on    bool
	muted bool // inside an element that is left out
	over  bool
	size  int // bytes that passed, muted ones included
	limit int
	kept  []byte
}

// take keeps a token. Comments and processing instructions (kind 0) are not data and can hide some: they count for the
// size and are not kept.
func (c *capture) take(token []byte, kind Kind) {
	if !c.on {
		return
	}
	c.size += len(token)
	if c.size > c.limit {
		c.over = true
		c.kept = c.kept[:0]
	}
	if kind != 0 && !c.muted && !c.over {
		c.kept = append(c.kept, token...)
	}
}

// Capture begins to keep the bytes of the element whose Start was just found, transcoded to UTF-8, without comments
// and processing instructions, until Captured.
func (s *Scanner) Capture() {
	s.record = capture{on: true, limit: s.limits.Record, kept: s.record.kept[:0]}
	s.record.take(s.buf[s.token:s.pos], Start)
}

// DropElement leaves the element whose Start was just found out of what is captured, and goes to its End.
func (s *Scanner) DropElement() error {
	start := s.pos - s.token
	if s.record.on && !s.record.over {
		s.record.kept = s.record.kept[:len(s.record.kept)-start]
	}
	s.record.muted = true
	err := s.Skip()
	s.record.muted = false
	return err
}

// OverLimit says that the element being captured is larger than Limits.Record. Nothing of it is kept.
func (s *Scanner) OverLimit() bool { return s.record.over }

// Captured ends what Capture began and gives the bytes, valid until the next Capture.
func (s *Scanner) Captured() []byte {
	s.record.on = false
	return s.record.kept
}
