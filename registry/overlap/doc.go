// Package overlap finds initiatives that may be one, belong together, or overlap, and says why. It is pure: no I/O.
package overlap
