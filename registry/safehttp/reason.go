package safehttp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"

	"github.com/tansiq/tansiq/registry"
)

// Reason says in words that may be shown and logged why an exchange failed. Neither the message nor the cause holds
// the URL, which net/http puts into its errors with the query. EUnavailable where trying again may help, EForbidden
// for an inside address, EInvalid for the rest. A context that the caller cancelled stays what it is.
func Reason(err error) error {
	var (
		known *registry.Error
		dns   *net.DNSError
		op    *net.OpError
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case isCertificate(err):
		return hinted(registry.EInvalid, certificateFault(err), "certificates are always verified: the publisher must renew or correct it")
	case errors.Is(err, http.ErrSchemeMismatch):
		return hinted(registry.EInvalid, "the server answers without TLS at an https address", "check the feed's address: its scheme, or its port")
	case errors.As(err, &dns) && dns.IsNotFound:
		return hinted(registry.EUnavailable, "the server's name does not exist", "check the feed's address")
	case errors.As(err, &dns):
		return hinted(registry.EUnavailable, "the server's name could not be looked up", "")
	case isTimeout(err):
		return hinted(registry.EUnavailable, "the server did not answer in time", "")
	case errors.Is(err, syscall.ECONNREFUSED):
		return hinted(registry.EUnavailable, "the server refused the connection", "check the feed's address and port")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return hinted(registry.EUnavailable, "the connection broke before the answer was complete", "")
	case errors.As(err, &op):
		e := registry.WrapError(registry.EUnavailable, op.Err, "the server could not be reached")
		e.Hint = "check the feed's address and the registry's own connection"
		return e
	}
	return hinted(registry.EUnavailable, "the server's answer is not valid HTTP", "")
}

func hinted(code registry.Code, message, hint string) *registry.Error {
	e := registry.Errorf(code, "%s", message)
	e.Hint = hint
	return e
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
}

func isCertificate(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		record       tls.RecordHeaderError
		alert        tls.AlertError
	)
	return errors.As(err, &verification) || errors.As(err, &record) || errors.As(err, &alert)
}

func certificateFault(err error) string {
	var (
		invalid   x509.CertificateInvalidError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the server's certificate has expired or is not valid yet"
	case errors.As(err, &authority):
		return "the server's certificate is not signed by a known authority"
	case errors.As(err, &host):
		return "the server's certificate is for another name"
	}
	return "no secure connection: the server's certificate or TLS is not acceptable"
}
