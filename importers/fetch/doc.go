// Package fetch gets the body of a feed: from the web with conditional requests and patience, or from a local file for
// the command line.
//
// A body from the web is received whole, unpacked and judged before an importer sees a byte of it. So decoding never
// waits for a slow server, a transfer that broke off never looks like a feed that shrank, and a body that is the same
// as last time is recognised whether or not the server knows validators.
package fetch
