package main

import (
	"fmt"

	"github.com/tansiq/tansiq/api"
)

type migrateCommand struct{}

// Run only opens the database: opening brings the schema up to date.
func (c *migrateCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	r.close()
	_, err = fmt.Fprintln(env.stdout, "the schema is up to date")
	return err
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
