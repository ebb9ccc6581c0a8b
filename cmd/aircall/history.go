package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/reeflective/readline"

	"github.com/turbot/steampipe-plugin-aircall/internal/localsql"
)

// A history keeps the lines of a shell in a file that its user alone can read. A line with a credential is not kept.
type history struct {
	readline.History
	secrets []string
}

// newHistory opens the file, or makes it.
func newHistory(file string, connections []localsql.Connection) (*history, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDONLY, 0o600) //nolint:gosec // the user's own folder
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err != nil || info.Mode().Perm()&0o077 != 0 {
		if err := f.Chmod(0o600); err != nil {
			return nil, err
		}
	}
	lines, err := readline.NewHistoryFromFile(file)
	return &history{lines, secretsOf(connections)}, err
}

// historyFile is where it lies: what a program keeps of its use belongs to the folder for state.
func historyFile() (string, error) {
	folder := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(folder) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		folder = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(folder, "aircall", "history"), nil
}

// Write keeps a line.
func (h *history) Write(line string) (int, error) {
	if h.isSecret(line) {
		return h.Len(), nil
	}
	return h.History.Write(line)
}

// credentialLike are the names of credentials, the forms in which they are sent, and what looks like one: a long run of
// letters and digits.
var (
	credentialLike = regexp.MustCompile(`(?i)\b(api_?id|api_?token|access_?token|password|passwd|secret|authorization|bearer|basic)\b|://[^/\s:@]*:[^/\s@]+@`)
	longRun        = regexp.MustCompile(`[A-Za-z0-9+/=_-]{24,}`)
	hasDigit       = regexp.MustCompile(`[0-9].*[A-Za-z]|[A-Za-z].*[0-9]`)
)

func (h *history) isSecret(line string) bool {
	if credentialLike.MatchString(line) {
		return true
	}
	for _, run := range longRun.FindAllString(line, -1) {
		if hasDigit.MatchString(run) {
			return true
		}
	}
	for _, secret := range h.secrets {
		if strings.Contains(line, secret) {
			return true
		}
	}
	return false
}

var credentialArgument = regexp.MustCompile(`(?:api_id|api_token|access_token)\s*=\s*"([^"]+)"`)

// secretsOf are the credentials that are in use.
func secretsOf(connections []localsql.Connection) (secrets []string) {
	for _, variable := range credentialVariables {
		if value := strings.TrimSpace(os.Getenv(variable)); value != "" {
			secrets = append(secrets, value)
		}
	}
	for _, c := range connections {
		for _, m := range credentialArgument.FindAllStringSubmatch(c.Config, -1) {
			secrets = append(secrets, strings.TrimSpace(m[1]))
		}
	}
	return secrets
}
