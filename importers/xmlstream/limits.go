package xmlstream

// Limits bound what a document may make the reader hold.
type Limits struct {
	Token  int // bytes of one tag, comment or run of text
	Record int // bytes of one captured element (Scanner.Capture)
	Depth  int // open elements
}

// DefaultLimits are 1 MiB a token, 1 MiB a record, 64 levels.
func DefaultLimits() Limits { return Limits{Token: 1 << 20, Record: 1 << 20, Depth: 64} }

// maxAttributes bounds the comparison of each attribute of a tag with the others. The richest IATI element has 8.
const maxAttributes = 256
