// Package concept finds what a text speaks of, whatever its language: "border guards", "gardes-frontières", "حرس الحدود" and
// "guardias fronterizos" are the concepts border and guard.
//
// The list is our own: the vocabulary of titles of development, humanitarian, security and justice projects, written by hand
// for this program in English, French, Arabic and Spanish; the keywords of the Hague Good Practices were its start. It is no
// thesaurus, and takes for one what titles use for one ("safety" and "security", which French and Spanish do not tell apart).
//
// # The data
//
// data/*.tsv, one field of work a file, has a line a concept: code, en, fr, ar, es, with alternatives between semicolons. Words
// are written in any one inflection: texts and list are stemmed alike (package analysis). What the stemmers do not reach, such
// as Arabic broken plurals and the nouns made of verbs, is listed. A word after "=" is matched as it is written, not by its stem
// ("=organic" is no organisation), in Arabic with or without the article; after "==" without it alone: "مالي" is Mali, "المالي" financial. Stop words count for nothing on either side.
//
// A line whose code is made of others, "border+guard", is an expression that stands for all of them. That is how a compound in
// one language meets a phrase in another. No expression is claimed by two lines of a language; a test holds that, and that every
// line has all four languages.
//
// Concepts of project.tsv are generic: they say how a project works and not on what ("strengthening", "support"). Codes with @ are
// places: countries by the names that package codelist knows, with their demonyms (demonyms.tsv), and regions and towns whose
// names differ between languages (places.tsv).
//
// # Finding
//
// SenseOf looks a word up: in Arabic letters in Arabic, whatever the text is said to be in; others in the stated language, in all
// three where it is not stated or has no list. Find goes over the senses of a text's words once, the longest expression first.
//
// The package does no I/O and is safe for concurrent use.
package concept
