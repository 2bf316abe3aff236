// Package safehttp makes the HTTP client with which the registry goes out: to feeds, whose addresses an operator types
// and whose redirects nobody controls.
//
// The client never connects to an inside address (loopback, private, link-local ...), judged at dial time on the
// address that the name resolved to, so that neither a redirect nor a changed DNS answer gets around it. It takes no
// proxy from the environment, always verifies certificates, follows few redirects and carries nothing secret across
// them, and gives up on a server that is silent, slow or endless.
package safehttp
