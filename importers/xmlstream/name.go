package xmlstream

import "unicode/utf8"

// nameByte says where an ASCII byte may stand in a name: 1 anywhere, 2 not first, 0 nowhere. The colon is counted apart.
var nameByte = func() (t [utf8.RuneSelf]uint8) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == ':':
			t[c] = 1
		case c >= '0' && c <= '9', c == '-', c == '.':
			t[c] = 2
		}
	}
	return t
}()

// nameLength gives the length of the name that b begins with; ok is false where it is no name of XML 1.0 section 2.3 or
// no qualified name of Namespaces in XML section 4 (at most one colon, and something on both sides of it).
func nameLength(b []byte) (n int, ok bool) {
	colons, lastColon := 0, -1
	ok = true
	for n < len(b) {
		c := b[n]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(b[n:])
			if !isNameRune(r) || n == 0 && isCombiningNameRune(r) {
				ok = false
			}
			n += size
			continue
		}
		if nameByte[c] == 0 {
			break
		}
		if nameByte[c] == 2 && n == lastColon+1 {
			ok = false
		}
		if c == ':' {
			colons++
			lastColon = n
		}
		n++
	}
	if n == 0 || colons > 1 || lastColon == 0 || lastColon == n-1 && n > 0 {
		ok = false
	}
	return n, ok
}

// isNameRune is NameChar (production 4a) outside ASCII.
func isNameRune(r rune) bool {
	switch {
	case r == utf8.RuneError:
		return false
	case r >= 0xC0 && r <= 0x2FF && r != 0xD7 && r != 0xF7, r >= 0x370 && r <= 0x1FFF && r != 0x37E,
		r == 0x200C, r == 0x200D, r >= 0x2070 && r <= 0x218F, r >= 0x2C00 && r <= 0x2FEF, r >= 0x3001 && r <= 0xD7FF,
		r >= 0xF900 && r <= 0xFDCF, r >= 0xFDF0 && r <= 0xFFFD, r >= 0x10000 && r <= 0xEFFFF:
		return true
	}
	return isCombiningNameRune(r)
}

// isCombiningNameRune is what a name may hold but not begin with.
func isCombiningNameRune(r rune) bool {
	return r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}
