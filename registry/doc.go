// Package registry is the domain of Tansiq: who funds what, where, for whom, and does somebody do it already?
//
// It holds the types, their validation, the error codes and the interfaces (ports) that the rest of the program is
// written against. It imports the standard library only.
//
// The way data takes: a Feed is fetched and decoded by an Importer into Records; service takes them in, classifies
// them, merges those of one Initiative, projects a view for each audience and writes all of it through a Store; the
// change log tells the detector (package overlap), whose Overlaps people rule on.
//
// Three ideas carry the rest.
//
// An Initiative is a view over Records. What a source said is kept as it was said, with every version. Nothing is
// merged by overwriting, so a merge is a link that can be taken back.
//
// Marks belong to Records. An audience's view of an initiative is built from the records that this audience may see,
// and lists, counts, facets and search are computed from that view alone (View, Index, Lens).
//
// Nothing is guessed. An organisation that is not recognised stays unrecognised, a date that does not parse is a
// Problem, a rate that is not known gives no converted amount.
package registry
