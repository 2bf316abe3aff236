package overlap

// Inspect scores a pair by the identity model whatever the rules say of it, for looking at real pairs that are not found.
func (d *Detector) Inspect(a, b *Features) Result {
	if b.ID < a.ID {
		a, b = b, a
	}
	p := d.look(a, b)
	return p.score(identityModel)
}
