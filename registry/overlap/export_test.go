package overlap

// Inspect scores a pair by the identity model whatever the rules say of it, for looking at real pairs that are not found.
func (d *Detector) Inspect(a, b *Features) Result {
	if b.ID < a.ID {
		a, b = b, a
	}
	p := pair{a: a, b: b}
	p.findings[byIdentifier], p.findings[byLinks] = compareIdentifiers(a, b), compareLinks(a, b)
	p.findings[byPlace], p.findings[byTime] = d.gen.comparePlaces(a, b), compareTimes(a, b)
	p.findings[byText] = d.gen.compareTitles(a, b)
	p.lookFurther(d.gen)
	return p.score(identityModel)
}
