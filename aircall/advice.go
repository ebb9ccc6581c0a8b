package aircall

import (
	"errors"
	"strings"

	"github.com/turbot/steampipe-plugin-aircall/internal/api"
)

// causeAdvice says what to change for each cause that the client gives; it follows the client's own sentence.
var causeAdvice = map[api.Cause]string{
	api.CauseCredential: "Check api_id and api_token (AIRCALL_API_ID, AIRCALL_API_TOKEN), or access_token (AIRCALL_ACCESS_TOKEN): " +
		"Aircall answers a wrong key with 403 and a missing one with 401",
	api.CauseKeyKind:   " (access_token instead of api_id and api_token)",
	api.CauseRateLimit: "; lower max_requests_per_minute (AIRCALL_MAX_REQUESTS_PER_MINUTE) if other programs use the same Aircall",
	api.CauseBaseURL:   ". Check base_url (AIRCALL_BASE_URL)",
}

var baseURLAdvice = map[api.BaseURLFault]string{
	api.NotAURL:       "; leave it out or write " + api.DefaultBaseURL,
	api.HasCredential: "; use api_id and api_token",
}

// advise adds to an error of the client which argument and which variable to change. The client itself does not know how it
// was configured. Every error of a table, and of a check of the connection, passes here.
func advise(err error) error {
	var (
		refused    *api.Error
		unanswered *api.TransportError
		baseURL    *api.BaseURLError
	)
	switch {
	case errors.As(err, &baseURL):
		return replaced(err, baseURL, "base_url (AIRCALL_BASE_URL) "+baseURL.Reason+baseURLAdvice[baseURL.Kind])
	case errors.As(err, &refused):
		advised := *refused
		advised.Hint += causeAdvice[refused.Cause]
		return replaced(err, refused, advised.Error())
	case errors.As(err, &unanswered) && !unanswered.Temporary():
		return replaced(err, unanswered, unanswered.Error()+"; check base_url (AIRCALL_BASE_URL) and the network")
	}
	return err
}

// advisedError is an error in other words.
type advisedError struct {
	error
	text string
}

func (e *advisedError) Error() string { return e.text }

func (e *advisedError) Unwrap() error { return e.error }

// replaced gives err the new text of the error that it wraps, and leaves what stands around it.
func replaced(err, wrapped error, text string) error {
	return &advisedError{err, strings.Replace(err.Error(), wrapped.Error(), text, 1)}
}
