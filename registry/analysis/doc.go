// Package analysis turns text into the words by which it is found and compared: in Arabic, French, English and Spanish.
//
// A word is found by its folded surface (Fold) and by its stems. Folding never loses a letter that tells two words
// apart in the way people type: "securite" is "sécurité", "البَلْقان" is "البلقان", "أمن" is "امن". Stemming takes off what
// grammar adds: plurals and endings in all four languages, elided articles in French ("l'éducation"), and in Arabic the
// particles that are written together with their word ("وبالبلقان": and in the Balkans).
//
// The stemmers are those of bleve/v2/analysis/lang: light stemmers for Arabic, French and Spanish, Snowball for
// English. They are given folded words, so that a word typed without accents has the stem of the word with them.
// Text whose language is not stated, and what a person types, is stemmed in every language of its script.
//
// The package does no I/O and is safe for concurrent use.
package analysis
