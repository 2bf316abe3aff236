package service

import (
	"context"
	"regexp"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// Resolving organisations. In this order: the identifier that the source gives; a curated name or alias; else the name
// as it is written, which becomes an organisation that is not recognised. Never similarity: two spellings that nobody
// has declared to be one stay two.

// identifierForm is that of an org-id.guide or IATI organisation identifier: a country, XI, XM or XR and a
// registration agency, then a number ("GB-GOV-1", "XM-DAC-41122"), or the older "GB-1".
var identifierForm = regexp.MustCompile(`^[A-Z]{2}-[A-Za-z0-9]+(-.+)?$`)

// dacChannel is a five-digit code of the DAC list of channels of delivery, which IATI files of versions 1.x use as
// organisation identifiers. Those ending in 000 are classes ("NGOs and civil society"), not organisations.
var dacChannel = regexp.MustCompile(`^[1-9][0-9]{4}$`)

func isOrganisationIdentifier(ref string) bool {
	if dacChannel.MatchString(ref) {
		return ref[2:] != "000"
	}
	return identifierForm.MatchString(ref)
}

// namesNobody are names that say that there is none. They become no organisation.
var namesNobody = map[string]bool{
	"": true, "other": true, "others": true, "unknown": true, "not available": true, "n a": true, "na": true, "none": true,
	"not specified": true, "unspecified": true, "not provided": true, "tbd": true, "anonymous": true, "various": true, "autre": true, "autres": true, "inconnu": true,
	"non disponible": true, "otro": true, "otros": true, "desconocido": true, "أخرى": true, "غير معروف": true,
}

// resolver finds or makes the organisations of a batch of records within one transaction.
type resolver struct {
	s     *Service
	known map[string]*registry.Organisation // by "id:IDENTIFIER" or "name:FOLDED"
	fresh []*registry.Organisation
}

// resolveOrganisations fills in Organisation of every participation and reporter of the records.
func (s *Service) resolveOrganisations(ctx context.Context, tx registry.Tx, records []*registry.Record) error {
	var identifiers, names []string
	each(records, func(ref, _ string, name registry.Text, _ *string) {
		if isOrganisationIdentifier(ref) {
			identifiers = append(identifiers, ref)
		}
		for _, l := range name.Languages() {
			if folded := registry.FoldName(name[l]); !namesNobody[folded] {
				names = append(names, folded)
			}
		}
	})
	slices.Sort(identifiers)
	slices.Sort(names)
	byIdentifier, byName, err := tx.FindOrganisations(ctx, slices.Compact(identifiers), slices.Compact(names))
	if err != nil {
		return err
	}
	r := resolver{s: s, known: map[string]*registry.Organisation{}}
	for id, o := range byIdentifier {
		r.known["id:"+id] = o
	}
	for name, o := range byName {
		r.known["name:"+name] = o
	}
	each(records, func(ref, kind string, name registry.Text, organisation *string) {
		*organisation = r.resolve(ref, kind, name)
	})
	if len(r.fresh) == 0 {
		return nil
	}
	return tx.PutOrganisations(ctx, r.fresh)
}

func each(records []*registry.Record, visit func(ref, kind string, name registry.Text, organisation *string)) {
	for _, rec := range records {
		for i := range rec.Facts.Participations {
			p := &rec.Facts.Participations[i]
			visit(p.Ref, p.Type, p.Name, &p.Organisation)
		}
		if p := rec.Facts.Reporter; p != nil {
			visit(p.Ref, p.Type, p.Name, &p.Organisation)
		}
	}
}

func (r *resolver) resolve(ref, kind string, name registry.Text) string {
	identified := isOrganisationIdentifier(ref)
	if identified {
		if o, ok := codelist.FindOrganisationByIdentifier(ref); ok {
			return r.s.curatedID(o.Code)
		}
		if o := r.known["id:"+ref]; o != nil {
			return o.ID
		}
	}
	var folded string
	for _, l := range name.Languages() {
		f := registry.FoldName(name[l])
		if namesNobody[f] {
			continue
		}
		if o, ok := codelist.FindOrganisationByName(name[l]); ok {
			return r.s.curatedID(o.Code)
		}
		// An identifier outranks a name that nobody has recognised: another may bear it.
		if o := r.known["name:"+f]; o != nil && !identified {
			return o.ID
		}
		if folded == "" {
			folded = f
		}
	}
	switch {
	case identified:
		shown := name
		if folded == "" {
			shown = registry.Text{registry.Undetermined: ref}
		}
		return r.add("id:"+ref, &registry.Organisation{Recognised: true, Name: shown, Identifiers: []string{ref}, Type: kind})
	case folded != "":
		return r.add("name:"+folded, &registry.Organisation{Name: name, Type: kind})
	}
	return ""
}

func (r *resolver) add(key string, o *registry.Organisation) string {
	o.ID = newID()
	r.known[key] = o
	r.fresh = append(r.fresh, o)
	return o.ID
}

// SeedOrganisations puts the curated organisations into the registry, and brings them up to date after an upgrade.
// Their ids are kept.
func (s *Service) SeedOrganisations(ctx context.Context) error {
	seeds := codelist.Organisations()
	return s.store.Write(ctx, func(tx registry.Tx) error {
		var identifiers, names []string
		for _, seed := range seeds {
			identifiers = append(identifiers, curatedIdentifier(seed.Code))
			identifiers = append(identifiers, seed.Identifiers...)
		}
		byIdentifier, _, err := tx.FindOrganisations(ctx, identifiers, names)
		if err != nil {
			return err
		}
		ids := map[string]string{} // by curated code
		for _, seed := range seeds {
			ids[seed.Code] = newID()
			for _, identifier := range append([]string{curatedIdentifier(seed.Code)}, seed.Identifiers...) {
				if o := byIdentifier[identifier]; o != nil {
					ids[seed.Code] = o.ID
					break
				}
			}
		}
		var organisations []*registry.Organisation
		for _, seed := range seeds {
			organisations = append(organisations, &registry.Organisation{
				ID: ids[seed.Code], Recognised: true, Name: seed.Names, Aliases: seed.Aliases, Type: seed.Type,
				Identifiers: append([]string{curatedIdentifier(seed.Code)}, seed.Identifiers...),
				Parent:      ids[seed.Parent], Ultimate: ids[seed.UltimateFunder], Curated: seed.Code,
			})
		}
		if err := tx.PutOrganisations(ctx, organisations); err != nil {
			return err
		}
		known := curated{ids: ids, ultimate: map[string]string{}}
		for _, o := range organisations {
			known.ultimate[o.ID] = o.Ultimate
		}
		s.curated.Store(&known)
		return nil
	})
}

// curated is what the service keeps at hand of the curated organisations.
type curated struct {
	ids      map[string]string // organisation id by curated code
	ultimate map[string]string // id of the ultimate funder by organisation id
}

func (s *Service) curatedID(code string) string { return s.curated.Load().ids[code] }

// ultimateFunder is the organisation whose money the organisation spends: itself where nothing else is curated.
func (s *Service) ultimateFunder(id string) string {
	if ultimate := s.curated.Load().ultimate[id]; ultimate != "" {
		return ultimate
	}
	return id
}

// curatedIdentifier is how a curated organisation without any registry identifier is found again.
func curatedIdentifier(code string) string { return "tansiq:" + code }
