package main

import (
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/export"
)

type exportCommand struct {
	Format       string   `enum:"csv,ndjson" default:"csv" help:"csv or ndjson."`
	Query        string   `short:"q" name:"q" help:"Words to search for."`
	Country      []string `placeholder:"CODE" help:"ISO 3166-1 alpha-2."`
	Region       []string `placeholder:"CODE" help:"Coordination region."`
	GoodPractice []int    `placeholder:"NUMBER" help:"1 to 25."`
	Donor        []string `placeholder:"ID" help:"Organisation: id, identifier or exact name."`
	Sector       []string `placeholder:"CODE" help:"DAC purpose code or category."`
	Status       []string `placeholder:"STATUS" help:"pipeline, implementation, finalisation, closed, cancelled or suspended."`
	From         []string `placeholder:"FEED" help:"Name of a feed."`
	Public       bool     `help:"As the public sees them; default: all of it."`
}

func (c *exportCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	filter := registry.InitiativeFilter{Query: c.Query, Countries: c.Country, Regions: c.Region,
		GoodPractices: c.GoodPractice, Donors: c.Donor, Sectors: c.Sector, Feeds: c.From}
	for _, s := range c.Status {
		filter.Statuses = append(filter.Statuses, registry.Status(s))
	}
	who := operator
	if c.Public {
		who = registry.Audience{}
	}
	initiatives := r.service.EachInitiative(env.ctx, who, filter)
	if c.Format == "ndjson" {
		return export.NDJSON(env.stdout, initiatives)
	}
	return export.CSV(env.stdout, initiatives)
}
