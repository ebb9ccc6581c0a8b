package pseudonym

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	_ "github.com/ncruces/go-sqlite3/driver" // the driver sqlite3
)

// memorySuffix makes the name of the memory of that of the key.
const memorySuffix = ".tokens"

// A memory keeps the tokens that the machine has given out, beside its key, with their values encrypted under the key: who
// has the key can try out all phone numbers anyway, and who lacks it learns nothing.
type memory struct {
	file string
	key  *Key
}

// remember keeps the value of a token: the latest that was written for it.
func (p *Pseudonyms) remember(token, value string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.values[token]; !known {
		p.fresh = append(p.fresh, token)
	}
	p.values[token] = value
}

// Value is what a token stands for; an *UnknownTokenError where this machine has not given it out.
func (p *Pseudonyms) Value(ctx context.Context, token string) (string, error) {
	p.mu.Lock()
	value, known := p.values[token]
	p.mu.Unlock()
	if known {
		return value, nil
	}
	value, err := p.memory.value(ctx, token)
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.values[token] = value
	return value, nil
}

// Save keeps the tokens that were given out since the last time, for the processes to come. From then on they are in the memory
// alone: a process that runs for long would keep everybody whom it has ever seen.
func (p *Pseudonyms) Save(ctx context.Context) error {
	p.mu.Lock()
	fresh := p.fresh
	p.fresh = nil
	values := make(map[string]string, len(fresh))
	for _, token := range fresh {
		values[token] = p.values[token]
	}
	p.mu.Unlock()
	if len(fresh) == 0 {
		return nil
	}
	if err := p.memory.add(ctx, values); err != nil {
		p.mu.Lock()
		p.fresh = append(p.fresh, fresh...)
		p.mu.Unlock()
		return fmt.Errorf("the pseudonyms of this answer are not known to later queries: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for token := range values {
		delete(p.values, token)
	}
	return nil
}

func (m *memory) open(mode string) (*sql.DB, error) {
	return sql.Open("sqlite3", "file:"+(&url.URL{Path: m.file}).EscapedPath()+"?mode="+mode+"&_pragma=busy_timeout(10000)")
}

func (m *memory) value(ctx context.Context, token string) (string, error) {
	unknown := &UnknownTokenError{token}
	if _, err := os.Stat(m.file); errors.Is(err, fs.ErrNotExist) {
		return "", unknown
	}
	db, err := m.open("ro")
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close() }()
	var sealed []byte
	err = db.QueryRowContext(ctx, "select value from token where token = ?", token).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return "", unknown
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", m.file, err)
	}
	box := m.box()
	value, err := box.Open(nil, sealed[:min(len(sealed), box.NonceSize())], sealed[min(len(sealed), box.NonceSize()):], []byte(token))
	if err != nil {
		return "", unknown // another key was in the file
	}
	return string(value), nil
}

func (m *memory) add(ctx context.Context, values map[string]string) (err error) {
	file, err := os.OpenFile(m.file, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // it stands beside the key
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	db, err := m.open("rw")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "create table if not exists token (token text primary key, value blob) without rowid"); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after Commit it does nothing
	box := m.box()
	insert, err := tx.PrepareContext(ctx, "insert into token (token, value) values (?, ?) on conflict (token) do nothing")
	if err != nil {
		return err
	}
	for token, value := range values {
		nonce := make([]byte, box.NonceSize())
		_, _ = rand.Read(nonce) // it never fails
		if _, err := insert.ExecContext(ctx, token, box.Seal(nonce, nonce, []byte(value), []byte(token))); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// box seals values under a key of its own, which comes from that of the tokens.
func (m *memory) box() cipher.AEAD {
	block, err := aes.NewCipher(m.key.sum("memory", ""))
	if err != nil { // only for a key of another length
		panic(err)
	}
	box, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return box
}
