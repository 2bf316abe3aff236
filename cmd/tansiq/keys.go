package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/tansiq/tansiq/registry"
)

type keysCommand struct {
	List   keysListCommand   `cmd:"" help:"List keys."`
	Create keysCreateCommand `cmd:"" help:"Issue a key. Its secret is shown once."`
	Revoke keysRevokeCommand `cmd:"" help:"End a key."`
}

type keysListCommand struct{}

func (c *keysListCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	keys, err := r.service.ListKeys(env.ctx)
	if err != nil {
		return err
	}
	if env.flags.JSON {
		return env.printJSON(keys)
	}
	w := tabwriter.NewWriter(env.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAME\tROLE\tCREATED\tREVOKED")
	for _, k := range keys {
		revoked := ""
		if k.RevokedAt != nil {
			revoked = k.RevokedAt.Format("2006-01-02 15:04")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", k.ID, k.Name, k.Role, k.CreatedAt.Format("2006-01-02 15:04"), revoked)
	}
	return w.Flush()
}

type keysCreateCommand struct {
	Name            string   `arg:"" help:"Who holds it."`
	Role            string   `required:"" enum:"submitter,donor,focal-point,coordinator,administrator" help:"submitter, donor, focal-point, coordinator or administrator."`
	Organisation    string   `placeholder:"ID" help:"A donor's or submitter's organisation: id, identifier or exact name."`
	Region          []string `placeholder:"CODE" help:"A coordinator's coordination regions."`
	AcceptedConduct bool     `help:"The holder has accepted the code of conduct (Good Practice 10, step 5)."`
}

func (c *keysCreateCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	key, secret, err := r.service.CreateKey(env.ctx, operator, registry.Key{Name: c.Name, Role: registry.AccessRole(c.Role),
		Organisation: c.Organisation, Regions: c.Region}, c.AcceptedConduct)
	if err != nil {
		return err
	}
	if env.flags.JSON {
		return env.printJSON(map[string]string{"id": key.ID, "secret": secret})
	}
	_, err = fmt.Fprintf(env.stdout, "key %s\nsecret, shown this once: %s\n", key.ID, secret)
	return err
}

type keysRevokeCommand struct {
	ID string `arg:"" help:"The key's id."`
}

func (c *keysRevokeCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	return r.service.RevokeKey(env.ctx, operator, c.ID)
}
