package hostiletest

import (
	"slices"
	"time"

	"github.com/tansiq/tansiq/importers/fetch"
	"github.com/tansiq/tansiq/registry"
)

const (
	done       = registry.RunDone
	unmodified = registry.RunUnmodified
	held       = registry.RunHeld
	failed     = registry.RunFailed
)

// maxTries is how often a server is asked that cannot answer now.
const maxTries = 5

// quick is for servers that are asked again.
var quick = fetch.Limits{Backoff: time.Millisecond}

// Cases are all of them. A run that is not done changes nothing, and one that is done withdraws nothing.
func Cases() []Case {
	return slices.Concat(statuses(), addresses(), waits(), packings(), bodies(), texts(), documents(), tables(), pages())
}

// all is what a run counts that finds every record as it was.
var all = registry.RunCounts{Read: Records, Unchanged: Records}
