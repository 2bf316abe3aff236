// Package check reads a partner's file as an import would, without a registry, and says what its publisher can mend and what that would
// bring.
//
// The importer of the format reads the file, so its problems are an import's. Of an IATI file package standard reads the same activities
// beside it, for what breaks the standard and is taken in all the same. Neither the file nor its problems are held in memory: problems
// are handed on as they are found, and summed up by their kind.
package check
