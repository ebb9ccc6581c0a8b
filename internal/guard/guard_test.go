package guard_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/turbot/steampipe-plugin-aircall/internal/guard"
)

func do(f func()) (err error) {
	defer guard.Recover(&err, "aircall_call")
	f()
	return errors.New("went on")
}

func TestPanicsBecomeErrors(t *testing.T) {
	t.Parallel()
	const secret = "+33123456789"
	var none []string
	n := len(none) + 3
	for name, test := range map[string]struct {
		panics func()
		want   []string
	}{
		"a fault at run time": {func() { _ = none[n] }, []string{"aircall_call: ", "index out of range [3]", "guard_test", "guard_test.go:", "report"}},
		"a text":              {func() { panic("no number: " + secret) }, []string{"aircall_call: ", "(string in", "guard_test.go:", "report"}},
		"an error":            {func() { panic(errors.New(secret)) }, []string{"*errors.errorString", "report"}},
	} {
		err := do(test.panics)
		var panicked *guard.PanicError
		if !errors.As(err, &panicked) {
			t.Errorf("%s became %v", name, err)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s became %q, which lacks %q", name, err, want)
			}
		}
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%s became %q, with the value", name, err)
		}
	}
}

func TestThrownErrorsStayThemselves(t *testing.T) {
	t.Parallel()
	thrown := errors.New("thrown")
	if err := do(func() { guard.Throw(thrown) }); !errors.Is(err, thrown) {
		t.Errorf("became %v", err)
	}
	if err := do(func() {}); err == nil || err.Error() != "went on" {
		t.Errorf("no panic became %v", err)
	}
}
