// Package api is the public HTTP interface of the registry: JSON under /v1, described by one OpenAPI document that is
// generated from this code, and the pages for people beside it (package console).
//
// The way a request takes: serve (request.go: request id, log, recovery) -> CORS and security headers -> caller
// (auth.go) -> limit (limit.go) -> router (router.go: 404 and 405 as problems) -> strict (strict.go: query string and
// media type) -> Huma (decoding, validation) -> the handler of the resource -> Registry.
//
// Every error leaves through problem.go as application/problem+json (RFC 9457). routes.go lists every operation.
//
// Huma is known here and nowhere else. What it leaves open or does otherwise than resilience demands is closed in
// strict.go, json.go and problem.go; each place says what and why.
package api
