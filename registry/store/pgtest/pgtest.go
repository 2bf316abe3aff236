// Package pgtest gives tests a PostgreSQL to work on: the one that TANSIQ_TEST_POSTGRES names, else a private server
// from the machine's own binaries, started once in the test process and gone with it.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// The environment that decides where the server comes from.
const (
	envServer  = "TANSIQ_TEST_POSTGRES"         // address of a server on which databases may be created
	envRequire = "TANSIQ_TEST_REQUIRE_SERVICES" // "1": a missing server fails the test instead of skipping it
)

// server is the one that all tests of the process share.
var server struct {
	once    sync.Once
	address string
	err     error
}

// databases numbers the databases of this process.
var databases atomic.Int64

// DSN creates an empty database for the test and gives its address; the database is dropped when the test ends. The test
// is skipped where there is no PostgreSQL, or fails with TANSIQ_TEST_REQUIRE_SERVICES=1.
func DSN(t testing.TB) string {
	t.Helper()
	server.once.Do(func() { server.address, server.err = serverAddress() })
	if server.err != nil {
		if os.Getenv(envRequire) == "1" {
			t.Fatalf("PostgreSQL is required and not there: %v", server.err)
		}
		t.Skipf("no PostgreSQL for this test (%v); install it or set %s", server.err, envServer)
	}
	name := fmt.Sprintf("tansiq_test_%d_%d", os.Getpid(), databases.Add(1))
	run := func(statement string) error {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		conn, err := pgx.Connect(ctx, server.address)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close(ctx) }()
		_, err = conn.Exec(ctx, statement)
		return err
	}
	identifier := pgx.Identifier{name}.Sanitize()
	if err := run("CREATE DATABASE " + identifier + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"); err != nil {
		t.Fatalf("create a database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := run("DROP DATABASE " + identifier + " WITH (FORCE)"); err != nil {
			t.Logf("drop the test's database: %v", err)
		}
	})
	address, err := url.Parse(server.address)
	if err != nil {
		t.Fatalf("%s is not a URL: %v", envServer, err)
	}
	address.Path = "/" + name
	return address.String()
}

// serverAddress is a URL of the server's postgres database.
func serverAddress() (string, error) {
	if address := os.Getenv(envServer); address != "" {
		return address, nil
	}
	binaries, err := findBinaries()
	if err != nil {
		return "", err
	}
	return start(binaries)
}

// findBinaries looks for initdb and postgres in the path and where Debian keeps them, newest version first.
func findBinaries() (string, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		if _, err := exec.LookPath("initdb"); err == nil {
			return filepath.Dir(path), nil
		}
	}
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(folders) == 0 {
		return "", errors.New("neither initdb and postgres in the path nor /usr/lib/postgresql/*/bin")
	}
	slices.SortFunc(folders, func(a, b string) int { return debianVersion(b) - debianVersion(a) })
	return filepath.Dir(folders[0]), nil
}

func debianVersion(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// start makes a cluster in a temporary folder and serves it on a socket in that folder alone. Nothing is synced to disk:
// the cluster is thrown away.
func start(binaries string) (string, error) {
	folder, err := os.MkdirTemp("", folderPattern())
	if err != nil {
		return "", err
	}
	sweep(filepath.Dir(folder))
	who, err := ordinaryUser()
	if err != nil {
		return "", err
	}
	if who != nil {
		if err := os.Chown(folder, int(who.Uid), int(who.Gid)); err != nil {
			return "", err
		}
	}
	data := filepath.Join(folder, "data")
	initdb := exec.Command(filepath.Join(binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
		"--locale=C", "--no-sync")
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: who}
	initdb.Dir = folder
	if output, err := initdb.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, output)
	}
	var log bytes.Buffer
	postgres := exec.Command(filepath.Join(binaries, "postgres"), "-D", data, "-k", folder, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=200",
		"-c", "shared_buffers=64MB", "-c", "autovacuum_naptime=10s")
	postgres.Dir = folder
	postgres.Stdout, postgres.Stderr = &log, &log
	// SIGQUIT is PostgreSQL's immediate shutdown: it ends the server's children too. The kernel sends it when the thread
	// that started the server ends, which must therefore be one that lives as long as the process.
	postgres.SysProcAttr = &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGQUIT}
	if err := startOnLastingThread(postgres); err != nil {
		return "", err
	}
	exited := make(chan error, 1)
	go func() { exited <- postgres.Wait() }()
	address := (&url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
		RawQuery: url.Values{"host": {folder}}.Encode()}).String()
	return address, await(address, exited, &log)
}

// await asks the server until it answers.
func await(address string, exited <-chan error, log *bytes.Buffer) error {
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	retry := time.NewTicker(50 * time.Millisecond)
	defer retry.Stop()
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		conn, err := pgx.Connect(ctx, address)
		if err == nil {
			err = conn.Close(ctx)
		}
		cancel()
		if err == nil {
			return nil
		}
		select {
		case err := <-exited:
			return fmt.Errorf("postgres ended: %w: %s", err, log)
		case <-deadline.C:
			return fmt.Errorf("postgres does not answer: %w", err)
		case <-retry.C:
		}
	}
}

// ordinaryUser is whom the server runs as: PostgreSQL refuses to run as root. nil is the user of this process.
func ordinaryUser() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			continue
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			continue
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("running as root, and there is no user postgres or nobody")
}
