package main

import (
	"fmt"

	"github.com/tansiq/tansiq/api"
)

type migrateCommand struct{}

// Run opens the database, which brings the schema up to date, and makes again what an earlier version stored in another form.
func (c *migrateCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	done, err := remake(env, r)
	if err != nil {
		return err
	}
	if done > 0 {
		fmt.Fprintf(env.stdout, "made again from their records: %d initiatives\n", done)
	}
	_, err = fmt.Fprintln(env.stdout, "the database is up to date")
	return err
}

// remake makes again what an earlier version of the program stored in another form, and says of how many initiatives.
func remake(env *environment, r *running) (int, error) {
	step, end := env.progress.start("making again what an earlier version stored")
	defer end()
	return r.service.Remake(env.ctx, processName(), func(n int) { step("initiatives", n) })
}

type openAPICommand struct {
	V30 bool `name:"3.0" help:"OpenAPI 3.0 instead of 3.1."`
}

func (c *openAPICommand) Run(env *environment) error {
	version := api.OpenAPI31
	if c.V30 {
		version = api.OpenAPI30
	}
	document, err := api.Document(version)
	if err != nil {
		return err
	}
	_, err = env.stdout.Write(document)
	return err
}

type versionCommand struct{}

func (c *versionCommand) Run(env *environment) error {
	_, err := fmt.Fprintln(env.stdout, version)
	return err
}
