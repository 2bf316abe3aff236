// Package iati turns files of the IATI activity standard, versions 1.01 to 2.03, into records.
//
// Three steps, one file each, so that the standard's form does not leak into the domain. The stream (importer.go) finds
// one iati-activity after the other with package xmlstream and holds no more than one. The parser (parser.go) reads it
// into wire structs (wire.go) that say what the elements said, nothing interpreted. The adapter (adapter.go and the
// files it names) makes registry.Facts of it, and Problems of what it cannot take.
//
// What is taken, and how:
//
//   - iati-identifier, trimmed, is the record's key. Without one an activity is rejected: nothing tells it from the next.
//     Of two that differ only in case or spaces the first is taken and the second rejected.
//   - Both forms of the standard are read whatever the version says: narrative elements (2.x) or plain text with
//     repeated elements (1.x), codes (2.x) or code words (1.x). Real files mix them.
//   - A text without xml:lang has its element's, then its activity's, then its file's language, then "und".
//   - An activity that declares children (related-activity type 2) is a programme, any other a project.
//   - Sectors, countries and regions of transactions count where the activity itself states none (sectors: none of that
//     vocabulary), without percentages: transactions do not say how the whole is shared.
//   - Transactions are summed by type and currency. Types that move no project money of their own (5 to 10: interest,
//     repayments, equity, guarantees) are not.
//   - A statement that cannot be read is left out and reported as a warning with its line and field; nothing is guessed.
//     Alike warnings of one activity are one Problem that says how many.
//
// Not taken: contact-info, which is cut out of Record.Raw too (an e-mail address anywhere else is cut out of the text),
// comments, elements of other namespaces, and what the registry has no use for (results, conditions, planned
// disbursements, crs-add, fss, humanitarian scope).
package iati
