package api

import (
	"context"

	"github.com/tansiq/tansiq/registry"
)

const (
	aboutListOverlaps = "Possible overlaps, worth a conversation until a person has ruled; highest score first. Flags of kind `related` are listed only when asked for, " +
		"retracted ones too. Coordinators of its regions and the donors who are parties see an overlap whatever its status; the public sees what a coordinator has confirmed, once the parties have had time to reply (14 days unless the deployment chose otherwise)."
	aboutOverlap = "Both sides and the evidence: one entry a dimension, with both values, a level, a weight and a sentence. The weights add up to the logit of the score exactly; " +
		"what one side does not say is `missing` and weighs nothing."
	aboutInitiativeOverlaps = "Every overlap that the caller may see in which the initiative is a side, related initiatives (phases, parents, co-funding) included. " +
		"Where very many do the same in one place, pairs are not listed one by one: see /v1/crowded-cells with `initiative`."
)

type listOverlapsInput struct {
	Kind         []string `query:"kind,explode" maxItems:"4" enum:"duplicate,same-initiative,related,overlap" doc:"What is between the two; all but related where none is given."`
	Level        []string `query:"level,explode" maxItems:"3" enum:"high,medium,low" doc:"How strong it is."`
	Region       []string `query:"region,explode" maxItems:"60" maxLength:"60" doc:"Coordination region; see /v1/regions." example:"[\"sahel\"]"`
	Country      []string `query:"country,explode" maxItems:"60" maxLength:"2" doc:"ISO 3166-1 alpha-2 code." example:"[\"AF\"]"`
	GoodPractice []int    `query:"good_practice,explode" maxItems:"25" minimum:"1" maximum:"25" doc:"Good practice that both may relate to." example:"[15]"`
	Donor        []string `query:"donor,explode" maxItems:"60" maxLength:"300" doc:"Funder of one of the sides: id, identifier or exact name."`
	Status       []string `query:"status,explode" maxItems:"4" enum:"open,ruled,reopened,retracted" doc:"Where the flag stands; all but retracted where none is given."`
	Decision     []string `query:"decision,explode" maxItems:"6" enum:"same-initiative,related,complementary,confirmed-overlap,false-alarm,needs-discussion" doc:"What was decided and stands."`
	Undecided    flag     `query:"undecided" doc:"true: only what waits for a coordinator, that is open, reopened or ruled to need discussion."`
	MinScore     float64  `query:"min_score" minimum:"0" maximum:"1" doc:"Score at least." example:"0.8"`
	Initiative   string   `query:"initiative" format:"uuid" doc:"One of the two sides."`
	Paging
}

func (in *listOverlapsInput) filter() (registry.OverlapFilter, error) {
	var wrong wrongFields
	return registry.OverlapFilter{
		Kinds:         as[registry.OverlapKind](in.Kind),
		Levels:        as[registry.Level](in.Level),
		Regions:       wrong.regions(in.Region),
		Countries:     wrong.countries(in.Country),
		GoodPractices: in.GoodPractice,
		Donors:        in.Donor,
		Statuses:      as[registry.OverlapStatus](in.Status),
		Decisions:     as[registry.Decision](in.Decision),
		Undecided:     in.Undecided.value() != nil && *in.Undecided.value(),
		MinScore:      in.MinScore,
		Initiative:    in.Initiative,
	}, wrong.err()
}

func (a *api) listOverlaps(ctx context.Context, who registry.Audience, in *listOverlapsInput) (*pageAnswer[Page[*registry.Overlap]], error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	return a.overlapPage(ctx, who, filter, in.page())
}

func (a *api) overlapPage(ctx context.Context, who registry.Audience, filter registry.OverlapFilter, page registry.Page) (*pageAnswer[Page[*registry.Overlap]], error) {
	list, err := a.registry.ListOverlaps(ctx, who, filter, page)
	if err != nil {
		return nil, err
	}
	return paged(ctx, whole(list.Items), list.Total, list.Next), nil
}

// whole leaves no list of an overlap null.
func whole(overlaps []*registry.Overlap) []*registry.Overlap {
	for _, o := range overlaps {
		o.Evidence, o.Regions, o.Counterfactuals = some(o.Evidence), some(o.Regions), some(o.Counterfactuals)
		for _, s := range []*registry.Side{&o.A, &o.B} {
			s.Donors, s.Countries, s.Identifiers, s.Sources = some(s.Donors), some(s.Countries), some(s.Identifiers), some(s.Sources)
			if s.Title == nil {
				s.Title = registry.Text{}
			}
			for i := range s.Donors {
				if s.Donors[i].Name == nil {
					s.Donors[i].Name = registry.Text{}
				}
			}
		}
	}
	return overlaps
}

func (a *api) findOverlap(ctx context.Context, who registry.Audience, in *byID) (*answer[*registry.Overlap], error) {
	if err := in.known(); err != nil {
		return nil, err
	}
	o, err := a.registry.FindOverlap(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[*registry.Overlap]{whole([]*registry.Overlap{o})[0]}, nil
}

type initiativeOverlapsInput struct {
	ID string `path:"id" maxLength:"36" doc:"UUID" example:"0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11"`
	Paging
}

func (a *api) initiativeOverlaps(ctx context.Context, who registry.Audience, in *initiativeOverlapsInput) (*pageAnswer[Page[*registry.Overlap]], error) {
	view, err := a.findInitiativeView(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	return a.overlapPage(ctx, who, registry.OverlapFilter{Initiative: view.ID, Kinds: registry.OverlapKinds()}, in.page())
}
