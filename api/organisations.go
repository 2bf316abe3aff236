package api

import (
	"context"

	"github.com/tansiq/tansiq/registry"
)

const (
	aboutListOrganisations = "Organisations that take part in something the caller may see. One with `recognised` true is known by an identifier or a curated name; " +
		"otherwise it is a name as sources write it."
	aboutOrganisation = "The organisation, and in how many initiatives that the caller may see it takes part."
)

type listOrganisationsInput struct {
	Query      string `query:"q" maxLength:"300" doc:"Words of the name, in any language."`
	Identifier string `query:"identifier" maxLength:"300" doc:"Organisation identifier." example:"GB-GOV-1"`
	Role       string `query:"role" enum:"funding,accountable,extending,implementing" doc:"Takes part in this role (IATI OrganisationRole)."`
	Recognised flag   `query:"recognised" doc:"Whether it is known by an identifier or a curated name."`
	Paging
}

func (a *api) listOrganisations(ctx context.Context, who registry.Audience, in *listOrganisationsInput) (*pageAnswer[Page[*registry.Organisation]], error) {
	list, err := a.registry.ListOrganisations(ctx, who, registry.OrganisationFilter{
		Query: in.Query, Identifier: in.Identifier, Role: registry.Role(in.Role), Recognised: in.Recognised.value(),
	}, in.page())
	if err != nil {
		return nil, err
	}
	return paged(ctx, list.Items, list.Total, list.Next), nil
}

func (a *api) findOrganisation(ctx context.Context, who registry.Audience, in *byID) (*answer[*registry.Organisation], error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	o, err := a.registry.FindOrganisation(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[*registry.Organisation]{o}, nil
}
