// Package xmlstream reads XML 1.0 as a bounded stream of elements, faster than encoding/xml and stricter.
//
// It is for feeds that nobody controls. It refuses with an EInvalid registry.Error that names the line: what is not
// well-formed (end tags that do not match, an attribute twice, an entity other than the five of XML 1.0 section 4.6,
// characters outside section 2.2, text or a second element outside the root), a file that ends before its root does,
// any DOCTYPE, a token or a nesting over the limits, and bytes that the declared encoding does not have. Nothing is
// repaired: a feed that cannot be read to its end is not read at all.
//
// encoding/xml accepts some of that. The differential fuzz test (FuzzDifferential) holds that both give the same
// elements, attributes and text wherever both accept, and that this package accepts nothing that encoding/xml refuses,
// but for element and attribute names outside ASCII, which follow the fifth edition of XML 1.0 here and the second
// there. Namespace prefixes are left in the names and are not resolved. White space in attribute values is kept as
// written, where section 3.3.3 makes each a space; as in encoding/xml.
package xmlstream
