package pseudonym

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// KeyFile is the name of the key in the state folder.
const KeyFile = "pseudonym.key"

// keyPrefix begins a key file, so that no other file is taken for one.
const keyPrefix = "aircall-pseudonym-key-1 "

const keyBytes = 32

// A Key is the secret that tokens are made under.
type Key struct {
	File   string // it comes from
	Made   bool   // just now
	secret []byte
}

// LoadKey reads the key in a file, or makes one that only its owner may read.
func LoadKey(file string) (*Key, error) {
	switch k, err := readKey(file); {
	case err == nil:
		return k, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the pseudonyms' key cannot be read: %w", err)
	}
	made, err := makeKey(file)
	if err != nil {
		return nil, fmt.Errorf("the pseudonyms' key cannot be made: %w", err)
	}
	k, err := readKey(file) // another process may have been first
	if err != nil {
		return nil, fmt.Errorf("the pseudonyms' key cannot be read: %w", err)
	}
	k.Made = made
	return k, nil
}

func readKey(file string) (*Key, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return nil, fmt.Errorf("%s: other users of this machine can read it (mode %04o), and with it try out all phone numbers; chmod 600 it, or make another key", file, mode)
	}
	content, err := os.ReadFile(file) //nolint:gosec // whoever runs the command chooses the file
	if err != nil {
		return nil, err
	}
	digits, ok := strings.CutPrefix(strings.TrimSpace(string(content)), strings.TrimSpace(keyPrefix))
	secret, err := hex.DecodeString(strings.TrimSpace(digits))
	if !ok || err != nil || len(secret) != keyBytes {
		return nil, fmt.Errorf("%s holds no key for pseudonyms: name another file, which is made where there is none", file)
	}
	return &Key{File: file, secret: secret}, nil
}

// makeKey makes a key file whole or not at all, and leaves one that another process has just made.
func makeKey(file string) (made bool, err error) {
	temporary, err := os.CreateTemp(filepath.Dir(file), ".pseudonym-key-*") // mode 0600
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.Remove(temporary.Name())) }()
	secret := make([]byte, keyBytes)
	_, _ = rand.Read(secret) // it never fails
	_, err = temporary.WriteString(keyPrefix + hex.EncodeToString(secret) + "\n")
	if err := errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return false, err
	}
	if err := os.Link(temporary.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return false, err
	} else if err != nil {
		return false, nil
	}
	return true, nil
}

// sum is the HMAC of a text that is of a kind.
func (k *Key) sum(kind, text string) []byte {
	h := hmac.New(sha256.New, k.secret)
	_, _ = h.Write([]byte(kind + "\x00" + text))
	return h.Sum(nil)
}

// Fingerprint tells one key from another, and nothing of either.
func (k *Key) Fingerprint() string { return hex.EncodeToString(k.sum("fingerprint", "")[:8]) }
