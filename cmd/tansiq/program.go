package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/tansiq/tansiq/registry"
)

// Exit statuses; design section 5.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitRejected = 3 // done, with rejected records
)

// version is set by the release build: -ldflags "-X main.version=1.0.0".
var version = "development"

// commandLine is every command and flag. Each flag has an environment twin: --public-overlaps is
// TANSIQ_PUBLIC_OVERLAPS.
type commandLine struct {
	DB              string `name:"db" default:"tansiq.db" placeholder:"FILE|postgres://..." help:"Where the registry is kept: an SQLite file, or a PostgreSQL address."`
	JSON            bool   `name:"json" help:"Answer in JSON, for programs."`
	FetchAllow      string `name:"fetch-allow" placeholder:"HOST:PORT,..." help:"Inside addresses that feeds may be fetched from all the same."`
	PublicPractices string `name:"public-practices" enum:"careful,all" default:"careful" help:"Whether the public sees good practices that a rule assigned where a local group implements: careful (not before they are confirmed) or all."`
	PublicOverlaps  string `name:"public-overlaps" enum:"ruled,all" default:"ruled" help:"Which flags the public sees: ruled (confirmed ones) or all."`
	ReplyDays       int    `name:"reply-days" default:"14" help:"For how many days the parties can reply to a confirmed overlap before the public sees it."`
	SpoolDir        string `name:"spool-dir" placeholder:"FOLDER" help:"Where runs are decoded before they are published; default: beside the database file."`

	Serve    serveCommand    `cmd:"" help:"Run the registry: API, pages, scheduled imports, overlap detection."`
	Import   importCommand   `cmd:"" help:"Take in files or addresses."`
	Check    checkCommand    `cmd:"" help:"Check files as an import would read them, without a registry: what is wrong, and what would make them better."`
	Detect   detectCommand   `cmd:"" help:"Find overlaps in what has changed, or with --full in everything."`
	Evaluate evaluateCommand `cmd:"" help:"Measure the detector against pairs that people labelled."`
	Overlaps overlapsCommand `cmd:"" help:"List possible overlaps, the operator's view."`
	Export   exportCommand   `cmd:"" help:"Write initiatives to standard output."`
	Template templateCommand `cmd:"" help:"Write an empty table (XLSX) for people to fill in."`
	Feeds    feedsCommand    `cmd:"" help:"Administer feeds."`
	Keys     keysCommand     `cmd:"" help:"Administer API keys."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database to this version's schema and forms."`
	OpenAPI  openAPICommand  `cmd:"" name:"openapi" help:"Print the API's description."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// environment is what a command may know of the world around it.
type environment struct {
	ctx      context.Context
	stdout   io.Writer
	stderr   io.Writer
	getenv   func(string) string
	log      *slog.Logger
	flags    *commandLine
	progress progress
}

// run is the program. Nothing in it looks at os.Args, the process's environment or its streams, so that tests call it
// as main does.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	var flags commandLine
	exited := -1
	parser, err := kong.New(&flags,
		kong.Name("tansiq"),
		kong.Description("A registry of donor-funded initiatives: who funds what, where, for whom, and does somebody do it already?"),
		kong.Writers(stdout, stderr),
		kong.Exit(func(status int) { exited = status }),
		kong.Resolvers(environmentTwins(getenv)),
		kong.PostBuild(nameEnvironmentTwins),
		kong.UsageOnError(),
	)
	if err != nil {
		panic("tansiq: command line definition: " + err.Error())
	}
	parsed, err := parser.Parse(args)
	switch {
	case exited >= 0: // --help
		return exited
	case err != nil:
		fmt.Fprintf(stderr, "tansiq: %s\n", err)
		return exitUsage
	}
	env := &environment{ctx: ctx, stdout: stdout, stderr: stderr, getenv: getenv, flags: &flags,
		log: slog.New(slog.NewTextHandler(stderr, nil)), progress: newProgress(stderr)}
	err = parsed.Run(env)
	var status exitStatus
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &status):
		return int(status)
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "tansiq: stopped")
		return exitFailed
	}
	env.explain(err)
	if registry.ErrorCode(err) == registry.EInvalid {
		return exitUsage
	}
	return exitFailed
}

// exitStatus ends the program with a status after the command has said everything itself.
type exitStatus int

func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// explain says what went wrong, with what the operator can do. The operator is shown causes; clients of the API are not.
func (e *environment) explain(err error) {
	fmt.Fprintf(e.stderr, "tansiq: %s\n", err)
	var known *registry.Error
	if !errors.As(err, &known) {
		return
	}
	for _, f := range known.Fields {
		fmt.Fprintf(e.stderr, "  %s: %s\n", f.Field, f.Reason)
	}
	if known.Hint != "" {
		fmt.Fprintf(e.stderr, "  %s\n", known.Hint)
	}
}

// printJSON writes one indented JSON value.
func (e *environment) printJSON(v any) error {
	enc := json.NewEncoder(e.stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func twinOf(flag string) string {
	return "TANSIQ_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// environmentTwins lets TANSIQ_ADDR stand for --addr. An explicit flag wins.
func environmentTwins(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if value := getenv(twinOf(flag.Name)); value != "" {
			return value, nil
		}
		return nil, nil
	})
}

// nameEnvironmentTwins tells of them in --help.
func nameEnvironmentTwins(k *kong.Kong) error {
	return kong.Visit(k.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok && flag.Name != "help" {
			flag.Help += " (" + twinOf(flag.Name) + ")"
		}
		return next(nil)
	})
}
