package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tansiq/tansiq/registry"
)

// idempotencyKey is how a key looks: a name that the client makes up, best a random UUID. Quotes are those of the
// draft's structured field and part of the name.
var idempotencyKey = regexp.MustCompile(`^[!-~]{1,255}$`)

// answerHeaders are those of an answer that are kept with it.
var answerHeaders = []string{"Content-Type", "Location", "ETag"}

// creates says whether an operation takes an Idempotency-Key: those that make something.
func creates(o *huma.Operation) bool {
	return o.Method == http.MethodPost && o.DefaultStatus == http.StatusCreated
}

// describeIdempotency documents the header.
func describeIdempotency(o *huma.Operation) {
	o.Parameters = append(o.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Example: "8e03978e-40d5-43dd-bc93-6894a57f9324",
		Description: "A name for this request that you make up, best a random UUID. Sent again within 24 hours with the same body, the request is not carried " +
			"out again and has the same answer; with another body it is refused (422), and while the first is under way, or where its answer was lost, 409. " +
			"A request that failed may be sent again under its key.",
		Schema: &huma.Schema{Type: huma.TypeString, Pattern: idempotencyKey.String(), MaxLength: new(255)}})
	conflicts(o)
}

// idempotent carries a request out once, however often it comes (draft-ietf-httpapi-idempotency-key-header-07). What
// changes the registry notes in the same transaction that it did: a process that is killed between the change and its
// answer does not do it twice.
func (a *api) idempotent(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	keys := r.Header.Values("Idempotency-Key")
	if len(keys) == 0 {
		next(ctx)
		return
	}
	if len(keys) > 1 || !idempotencyKey.MatchString(keys[0]) {
		writeProblem(w, r, newProblem(http.StatusUnprocessableEntity, "", ProblemField{Location: "header.Idempotency-Key", Message: "must be one name of 1 to 255 visible ASCII characters"}))
		return
	}
	request, err := fingerprint(ctx, r)
	if err != nil { // it comes to the operation, which says what is wrong with it
		next(ctx)
		return
	}
	attempt, earlier, err := a.registry.BeginAttempt(r.Context(), requestOf(r.Context()).who, keys[0], request)
	switch {
	case err != nil:
		writeProblem(w, r, problemOf(err, "header"))
	case earlier != nil:
		a.repeat(w, r, earlier, request)
	default:
		a.attempt(ctx, attempt, keys[0], next)
	}
}

// attempt carries the request out and keeps its answer, or forgets it where it failed.
func (a *api) attempt(ctx huma.Context, attempt registry.Attempt, key string, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	after := context.WithoutCancel(r.Context()) // a client that hangs up is who will send it again
	held := &heldAnswer{ResponseWriter: w, status: http.StatusOK}
	finished := false
	defer func() {
		if !finished {
			a.forget(after, attempt)
		}
	}()
	next(humago.NewContext(ctx.Operation(), r.WithContext(registry.WithAttempt(r.Context(), attempt)), held))
	if finished = held.status < http.StatusMultipleChoices; finished {
		answer := registry.Answer{Status: held.status, Header: map[string]string{}, Body: held.body.Bytes()}
		for _, name := range answerHeaders {
			if value := w.Header().Get(name); value != "" {
				answer.Header[name] = value
			}
		}
		if err := a.registry.AnswerAttempt(after, attempt, key, answer); err != nil {
			requestOf(after).log.LogAttrs(after, slog.LevelError, "the answer to an Idempotency-Key is not kept", slog.Any("error", err))
		}
	}
	w.WriteHeader(held.status)
	_, _ = w.Write(held.body.Bytes()) // that the client is gone is nobody's error
}

func (a *api) forget(ctx context.Context, attempt registry.Attempt) {
	if err := a.registry.ForgetAttempt(ctx, attempt); err != nil {
		requestOf(ctx).log.LogAttrs(ctx, slog.LevelError, "an Idempotency-Key is not free again", slog.Any("error", err))
	}
}

// repeat answers a request that came before.
func (a *api) repeat(w http.ResponseWriter, r *http.Request, earlier *registry.Attempt, request [32]byte) {
	switch {
	case earlier.Request != request:
		writeProblem(w, r, newProblem(http.StatusUnprocessableEntity, "", ProblemField{Location: "header.Idempotency-Key", Message: "was used for another request; make up a new one for this"}))
	case earlier.IsUnderWay(a.options.Now()):
		writeProblem(w, r, newProblem(http.StatusConflict, "The first request with this Idempotency-Key is under way, or was cut off before it did anything.").
			with("Retry-After", "1"))
	case earlier.Answer == nil:
		writeProblem(w, r, newProblem(http.StatusConflict, "The first request with this Idempotency-Key was carried out, and its answer is lost. It is not carried out again: look what is there."))
	default:
		for name, value := range earlier.Answer.Header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(earlier.Answer.Status)
		_, _ = w.Write(earlier.Answer.Body)
	}
}

// fingerprint is of what is asked for: the address and the body, which is there to be read again afterwards. Where it
// cannot be read whole, whoever reads it again meets the same error.
func fingerprint(ctx huma.Context, r *http.Request) (sum [32]byte, err error) {
	h := sha256.New()
	_, _ = io.WriteString(h, r.Method+" "+r.URL.RequestURI()+"\n")
	if limit := ctx.Operation().MaxBodyBytes; limit > 0 {
		if err := ctx.SetReadDeadline(time.Now().Add(ctx.Operation().BodyReadTimeout)); err != nil {
			return sum, err
		}
		var read bytes.Buffer
		_, err = io.Copy(&read, io.LimitReader(r.Body, limit+1))
		h.Write(read.Bytes())
		r.Body = replayed{io.MultiReader(&read, remainder{r.Body, err}), r.Body}
	}
	return [32]byte(h.Sum(nil)), err
}

// replayed is a body of which the beginning is read again.
type replayed struct {
	io.Reader
	io.Closer
}

// remainder is what follows: the error that reading met, or what is left.
type remainder struct {
	rest io.Reader
	err  error
}

func (b remainder) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	return b.rest.Read(p)
}
