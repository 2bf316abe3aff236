package registry

import (
	"errors"
	"fmt"
)

// Code says what kind of failure an Error is. api maps codes to HTTP statuses in one place, cmd to exit statuses.
type Code string

// The codes. Every method of this package's interfaces names those that it returns.
const (
	EInvalid     Code = "invalid"     // the input is wrong; Fields say where
	ENotFound    Code = "not-found"   // no such thing, or the caller may not know of it
	EConflict    Code = "conflict"    // the thing changed meanwhile, or exists already
	EForbidden   Code = "forbidden"   // the caller is known and may not
	EUnavailable Code = "unavailable" // the store is locked, full or away; trying again may help
	EInternal    Code = "internal"    // a defect; the message never reaches a client
)

// Error is a failure that may be shown: its message holds no SQL, path, secret or submitted value.
type Error struct {
	Code    Code
	Message string
	Hint    string       // what an operator can do, "" where nothing is known
	Fields  []FieldError // for EInvalid
	cause   error
}

// FieldError says which field is wrong and why, without repeating the value.
type FieldError struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

func (e *Error) Error() string {
	if e.cause != nil {
		return e.Message + ": " + e.cause.Error()
	}
	return e.Message
}

// Unwrap gives the cause, which is for logs only.
func (e *Error) Unwrap() error { return e.cause }

// Errorf makes an Error with a safe message. Of its arguments nothing may come from a driver or a client.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// WrapError makes an Error with a safe message and a cause that is only logged.
func WrapError(code Code, cause error, message string) *Error {
	return &Error{Code: code, Message: message, cause: cause}
}

// ErrorCode is the code of the first Error in err's chain, EInternal for any other error, "" for nil.
func ErrorCode(err error) Code {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	}
	return EInternal
}
