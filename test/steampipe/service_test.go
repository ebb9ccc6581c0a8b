//go:build e2e

package steampipe_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// service is a Steampipe service on loopback.
type service struct{ url string }

// startService starts it in the install folder that run.sh has made, with a connection to each company.
func startService() (*service, error) {
	folder := os.Getenv("STEAMPIPE_INSTALL_DIR")
	for _, c := range companies {
		if err := os.WriteFile(filepath.Join(folder, "config", c.schema()+".spc"), []byte(c.config()), 0o644); err != nil {
			return nil, err
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "config", "all.spc"), []byte(aggregators), 0o644); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	const password = "only-for-tests"
	start := exec.CommandContext(ctx, os.Getenv("STEAMPIPE"), "service", "start",
		"--database-listen", "local", "--database-port", strconv.Itoa(port), "--database-password", password)
	start.Dir = folder
	start.Env = environment(folder)
	if start.SysProcAttr, err = asUser(os.Getenv("STEAMPIPE_USER")); err != nil {
		return nil, err
	}
	// Into a file: a pipe would stay open as long as the service runs.
	said, err := os.CreateTemp("", "steampipe-start")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(said.Name()) }()
	start.Stdout, start.Stderr = said, said
	if err := start.Run(); err != nil {
		output, _ := os.ReadFile(said.Name())
		return nil, fmt.Errorf("steampipe service start: %w\n%s", err, output)
	}
	s := &service{fmt.Sprintf("postgres://steampipe:%s@127.0.0.1:%d/steampipe", password, port)}
	return s, s.settle(ctx, port)
}

// environment is that of Steampipe and of the command: with no AIRCALL_ variable of the person who runs the tests.
func environment(folder string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "STEAMPIPE_INSTALL_DIR=" + folder, "AIRCALL_STATE_DIR=" + filepath.Join(folder, "state"),
		"STEAMPIPE_UPDATE_CHECK=false", "STEAMPIPE_TELEMETRY=none"}
}

// settle waits until every connection has its tables, and gives everybody the schema public to write to: that is so in
// the Postgres 14 which Steampipe brings along, and no longer in 15.
func (s *service) settle(ctx context.Context, port int) error {
	root, err := pgx.Connect(ctx, fmt.Sprintf("postgres://root@127.0.0.1:%d/steampipe", port))
	if err != nil {
		return err
	}
	defer func() { _ = root.Close(ctx) }()
	if _, err := root.Exec(ctx, "grant create on schema public to public"); err != nil {
		return err
	}
	for range time.Tick(20 * time.Millisecond) {
		var ready, failed int
		err := root.QueryRow(ctx, `select count(*) filter (where state = 'ready'), count(*) filter (where state = 'error')
			from steampipe_internal.steampipe_connection where name = any($1)`, allConnections()).Scan(&ready, &failed)
		switch {
		case err != nil:
			return err
		case failed > 0:
			return fmt.Errorf("%d connections cannot be loaded", failed)
		case ready == len(allConnections()):
			return nil
		}
	}
	return nil
}

// allConnections are the names in the configuration, but for aggregators.
func allConnections() []string {
	var names []string
	for _, c := range companies {
		names = append(names, c.connections...)
	}
	return names
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// asUser runs a command as that user; as this one when it has no name.
func asUser(name string) (*syscall.SysProcAttr, error) {
	if name == "" {
		return nil, nil
	}
	u, err := user.Lookup(name)
	if err != nil {
		return nil, err
	}
	uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
	if uidErr != nil || gidErr != nil {
		return nil, fmt.Errorf("user %s has the ids %s and %s", name, u.Uid, u.Gid)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

// session is a connection to the service's Postgres, in which unqualified tables are those of the schema.
// Steampipe's query cache is off.
func (s *service) session(t testing.TB, schema string) *pgx.Conn {
	t.Helper()
	conn := s.cachingSession(t, schema)
	execute(t, conn, "insert into steampipe_internal.steampipe_settings (name, value) values ('cache', 'false')")
	return conn
}

// cachingSession is a session with Steampipe's query cache.
func (s *service) cachingSession(t testing.TB, schema string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	execute(t, conn, "set search_path = "+pgx.Identifier{schema}.Sanitize()+", public")
	return conn
}

func execute(t testing.TB, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s\n%v", sql, err)
	}
}
