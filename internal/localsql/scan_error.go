package localsql

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/grpc/status"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql/plan"
)

// A ScanError is what the plugin said when a table could not be read.
type ScanError struct {
	Connection, Table string
	Err               error

	values []string // the texts that the plugin was asked with
}

func (e *ScanError) Error() string {
	reason := strings.TrimPrefix(e.Err.Error(), e.Connection+": ") // the plugin may have named both itself
	return fmt.Sprintf("%s.%s: %s", e.Connection, e.Table, strings.TrimPrefix(reason, e.Table+": "))
}

func (e *ScanError) Unwrap() error { return e.Err }

// scanError names the connection that failed, which of an aggregator's the plugin itself has named.
func (h *pluginHost) scanError(err error, r *plan.Request) *ScanError {
	connection := r.Connection
	for _, member := range h.members[connection] {
		if strings.HasPrefix(statusMessage(err), member+": ") {
			connection = member
		}
	}
	return &ScanError{Connection: connection, Table: r.Table, Err: h.scrubbed(withoutSDKPrefix(err, connection)), values: h.textsOf(r)}
}

// textsOf are the texts that the plugin is asked with, and what stands for them under pseudonyms.
func (h *pluginHost) textsOf(r *plan.Request) (texts []string) {
	for _, q := range r.Quals {
		texts = append(texts, textsOf(q.Values...)...)
	}
	if asked, err := h.withValues(context.Background(), r); err == nil && asked != r {
		for _, q := range asked.Quals {
			texts = append(texts, textsOf(q.Values...)...)
		}
	}
	return texts
}

// textsOfError are the texts that the scan was asked with which has failed.
func textsOfError(err error) []string {
	var scan *ScanError
	if errors.As(err, &scan) {
		return scan.values
	}
	return nil
}

// withoutSDKPrefix removes what the SDK puts around an error.
func withoutSDKPrefix(err error, connection string) error {
	text := strings.TrimPrefix(statusMessage(err), connection+": ")
	if text == err.Error() || errors.Unwrap(err) != nil {
		return err
	}
	return errors.New(text)
}

func statusMessage(err error) string {
	if s, ok := status.FromError(err); ok {
		return s.Message()
	}
	return err.Error()
}
