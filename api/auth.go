package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// maxKeyBytes bounds what is hashed to look a key up.
const maxKeyBytes = 256

// identify finds out who is asking, and says so in the answer's caching headers. A key that is not valid is 401 and
// never the public: a caller whose key was revoked must not take a public answer for the whole. Failures are limited
// by address.
func (a *api) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Vary", "Authorization")
		req := requestOf(r.Context())
		if _, given := r.Header["Authorization"]; given {
			if wait, limited := a.failures.exhausted(req.address); limited {
				writeProblem(w, r, rateLimited(wait))
				return
			}
			who, err := a.authenticate(r)
			if p := asProblem(err); p != nil {
				if p.Status == http.StatusUnauthorized {
					a.failures.take(req.address)
				}
				writeProblem(w, r, p)
				return
			}
			req.who = who
		}
		_, tracked := r.Header["Tracking-Token"] // opens what is not public, as a key does
		switch {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Cache-Control", "no-store")
		case isPublic(req.who) && !tracked:
			h.Set("Cache-Control", "public, max-age=30")
		default:
			h.Set("Cache-Control", "private, no-store")
		}
		if isPublic(req.who) && !tracked {
			// Without credentials, and for what anybody may read: a page of any origin may call the public API.
			h.Set("Access-Control-Allow-Origin", "*")
			h.Set("Access-Control-Expose-Headers", "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id")
		}
		next.ServeHTTP(w, r)
	})
}

func isPublic(who registry.Audience) bool {
	return who.Role == "" || who.Role == registry.RoleAnonymous
}

func asProblem(err error) *Problem {
	if err == nil {
		return nil
	}
	return problemOf(err, "header")
}

// authenticate reads RFC 6750 section 2.1's header. Keys in a query string or a form are not looked for: addresses are
// logged and sent on.
func (a *api) authenticate(r *http.Request) (registry.Audience, error) {
	values := r.Header.Values("Authorization")
	scheme, secret, _ := strings.Cut(values[0], " ")
	secret = strings.TrimSpace(secret)
	if len(values) != 1 || !strings.EqualFold(scheme, "Bearer") || secret == "" || len(secret) > maxKeyBytes {
		return registry.Audience{}, keyRequired("Authorization must be Bearer and one key.")
	}
	who, err := a.registry.Authenticate(r.Context(), secret)
	if registry.ErrorCode(err) == registry.EForbidden {
		return registry.Audience{}, keyRequired("The key is not valid.").with("WWW-Authenticate", `Bearer realm="tansiq", error="invalid_token"`)
	}
	return who, err
}

func keyRequired(detail string) *Problem {
	return newProblem(http.StatusUnauthorized, detail).with("WWW-Authenticate", `Bearer realm="tansiq"`)
}

// refused is nil for a caller with one of the roles, and otherwise the problem that the caller has.
func refused(who registry.Audience, detail string, roles []registry.AccessRole) *Problem {
	switch {
	case isPublic(who):
		return keyRequired(detail)
	case !slices.Contains(roles, who.Role):
		return newProblem(http.StatusForbidden, detail)
	}
	return nil
}
