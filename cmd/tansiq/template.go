package main

import "github.com/tansiq/tansiq/importers/table"

type templateCommand struct {
	Lang string `enum:"en,fr,ar" default:"en" help:"Language of headings, hints and lists: en, fr or ar."`
}

// Run writes an empty table for people to fill in. It needs no database.
func (c *templateCommand) Run(env *environment) error {
	return table.WriteTemplate(env.stdout, c.Lang)
}
