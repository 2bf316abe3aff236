package fetch

import (
	"encoding/hex"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

const hashPrefix = "sha256:"

// joinETag puts the content hash in front of the server's entity tag, "sha256:HEX "v1"". Many servers send no entity
// tag, or a new one with each answer, or ignore If-None-Match; the hash recognises their bodies. The space cannot
// stand in an entity tag (RFC 9110 section 8.8.3).
func joinETag(hash registry.ContentHash, etag string) string {
	return strings.TrimSuffix(hashPrefix+hex.EncodeToString(hash[:])+" "+etag, " ")
}

// splitETag undoes joinETag. A text without a hash is an entity tag alone.
func splitETag(joined string) (hash registry.ContentHash, etag string) {
	rest, ok := strings.CutPrefix(joined, hashPrefix)
	if !ok {
		return hash, joined
	}
	digits, etag, _ := strings.Cut(rest, " ")
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != len(hash) {
		return hash, joined
	}
	return registry.ContentHash(b), etag
}
