// Package standard checks a file against the IATI activity standard, versions 1.01 to 2.03, and says what its publisher can mend.
//
// It reads a file once, holds one activity at a time, and never refuses more than package xmlstream does: what it finds is a
// list of registry.Problem for each activity, with the line to go to. Three kinds of checks:
//
//   - Structure (structure.go, types.go): what the XML schema of the version says of elements, attributes, their number,
//     order and types. The verdict on a file agrees with a schema validator's; the tests hold it against xmllint. The words do not:
//     a validator stops at the first element that it did not expect, this package says of each what is wrong with it.
//   - Codes (codes.go): whether a code is on its codelist, and still in force. Of a list that the standard closes another
//     code is an error; of an open one, and of a withdrawn code, it is a warning. Versions 1.x may write the words of their time. The lists
//     are those of 2.03 for every version.
//   - Rules (rules.go): what the standard says in prose and no schema can hold: shares that add up to 100, a start that is not after
//     the end, an identifier that begins with its organisation's.
//
// The facts are in data/: structure.tsv, codes.tsv and places.tsv were made by the program makefacts from what IATI publishes
// (github.com/IATI/IATI-Schemas, IATI-Codelists, IATI-Codelists-NonEmbedded); the heads of the tables say how to read them.
// Codelists that package codelist has are not repeated there.
package standard
