// Package jsonstream reads JSON files (RFC 8259) that other people publish: value by value, however large the file is,
// within limits, and strictly. It builds upon encoding/json's tokens and refuses what that package lets pass or does not
// bound: a file that ends in the middle of a value, bytes that are not UTF-8 (which it would replace), a token, a depth or
// a record without end. Keys that stand twice in one object are told, since one reader takes the first of them and another
// the last.
//
// What it refuses it refuses with EInvalid and the line. A record over its limit is told and passed over, and so the
// others are read; a token or a depth over the limit ends the file, because a reader that goes on would have to trust it.
package jsonstream
