package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
	"github.com/uptrace/bun"
)

// organisationRow is a row of organisations.
type organisationRow struct {
	bun.BaseModel `bun:"table:organisations,alias:o"`

	ID          string `bun:",pk"`
	Recognised  bool
	SortName    string // folded; lists are in its order
	Name        string // JSON
	Identifiers string // JSON
	Aliases     string // JSON
	Type        string
	Parent      string
	Ultimate    string
	Curated     string
}

func newOrganisationRow(o *registry.Organisation) organisationRow {
	name, _ := o.Name.In()
	return organisationRow{
		ID: o.ID, Recognised: o.Recognised, SortName: registry.FoldName(name), Name: jsonText(o.Name),
		Identifiers: jsonText(o.Identifiers), Aliases: jsonText(o.Aliases), Type: o.Type, Parent: o.Parent,
		Ultimate: o.Ultimate, Curated: o.Curated,
	}
}

func (r *organisationRow) organisation() (*registry.Organisation, error) {
	o := &registry.Organisation{
		ID: r.ID, Recognised: r.Recognised, Type: r.Type, Parent: r.Parent, Ultimate: r.Ultimate, Curated: r.Curated,
	}
	if err := json.Unmarshal([]byte(r.Name), &o.Name); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(r.Identifiers), &o.Identifiers); err != nil {
		return nil, err
	}
	return o, json.Unmarshal([]byte(r.Aliases), &o.Aliases)
}

// organisationsASlice is how many rows go into one of Bun's inserts.
const organisationsASlice = 500

// PutOrganisations inserts or updates organisations with what they are found by.
func (t *tx) PutOrganisations(ctx context.Context, organisations []*registry.Organisation) error {
	for part := range slices.Chunk(organisations, organisationsASlice) {
		rows := make([]organisationRow, len(part))
		ids := make([]string, len(part))
		for i, o := range part {
			rows[i], ids[i] = newOrganisationRow(o), o.ID
		}
		_, err := t.bun.NewInsert().Model(&rows).On("CONFLICT (id) DO UPDATE").
			Set("recognised = EXCLUDED.recognised, sort_name = EXCLUDED.sort_name, name = EXCLUDED.name").
			Set("identifiers = EXCLUDED.identifiers, aliases = EXCLUDED.aliases, type = EXCLUDED.type").
			Set("parent = EXCLUDED.parent, ultimate = EXCLUDED.ultimate, curated = EXCLUDED.curated").
			Returning("NULL").Exec(ctx)
		if err != nil {
			return t.store.mapError(err)
		}
		if err := t.indexOrganisations(ctx, part, ids); err != nil {
			return err
		}
	}
	return nil
}

// indexOrganisations writes anew what organisations are found by.
func (t *tx) indexOrganisations(ctx context.Context, organisations []*registry.Organisation, ids []string) error {
	in, arg := t.store.dialect.inTexts(ids)
	identifiers := bulk{table: "organisation_identifiers", columns: []string{"identifier", "organisation"}}
	names := bulk{table: "organisation_names", columns: []string{"name", "organisation"}}
	words := bulk{table: "organisation_words", columns: []string{"word", "organisation"}}
	for _, b := range []*bulk{&identifiers, &names, &words} {
		b.suffix = " ON CONFLICT DO NOTHING"
		if _, err := t.exec(ctx, "DELETE FROM "+b.table+" WHERE organisation "+in, arg); err != nil {
			return err
		}
	}
	for _, o := range organisations {
		for _, id := range o.Identifiers {
			identifiers.add(strings.ToLower(id), o.ID)
		}
		folded := foldedNames(o)
		for _, name := range folded {
			names.add(name, o.ID)
		}
		for _, word := range strings.Fields(strings.Join(folded, " ")) {
			words.add(word, o.ID)
		}
	}
	for _, b := range []*bulk{&identifiers, &names, &words} {
		if err := t.insert(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// foldedNames are the distinct forms under which an organisation is found.
func foldedNames(o *registry.Organisation) []string {
	var folded []string
	for _, l := range o.Name.Languages() {
		folded = append(folded, registry.FoldName(o.Name[l]))
	}
	for _, alias := range o.Aliases {
		folded = append(folded, registry.FoldName(alias))
	}
	slices.Sort(folded)
	return slices.DeleteFunc(slices.Compact(folded), func(name string) bool { return name == "" })
}

// FindOrganisations looks up by identifier, without case, and by folded name those that nobody has recognised; of
// several the oldest.
func (t *tx) FindOrganisations(ctx context.Context, identifiers, names []string) (byIdentifier, byName map[string]*registry.Organisation, err error) {
	byIdentifier, err = t.findBy(ctx, "organisation_identifiers k JOIN organisations o ON o.id = k.organisation", "identifier", identifiers, strings.ToLower)
	if err != nil {
		return nil, nil, err
	}
	byName, err = t.findBy(ctx, "organisation_names k JOIN organisations o ON o.id = k.organisation AND NOT o.recognised", "name", names, registry.FoldName)
	return byIdentifier, byName, err
}

// findBy finds organisations by what fold makes of the keys.
func (t *tx) findBy(ctx context.Context, table, column string, keys []string, fold func(string) string) (map[string]*registry.Organisation, error) {
	found := make(map[string]*registry.Organisation, len(keys))
	if len(keys) == 0 {
		return found, nil
	}
	asked := map[string][]string{}
	var folded []string
	for _, k := range keys {
		f := fold(k)
		if f == "" {
			continue
		}
		if asked[f] == nil {
			folded = append(folded, f)
		}
		asked[f] = append(asked[f], k)
	}
	in, arg := t.store.dialect.inTexts(folded)
	ids := map[string]string{} // folded key to id
	var all []string
	err := t.query(ctx, func(rows *sql.Rows) error {
		var key, id string
		if err := rows.Scan(&key, &id); err != nil {
			return err
		}
		if _, ok := ids[key]; !ok { // the first is the best
			ids[key] = id
			all = append(all, id)
		}
		return nil
	}, "SELECT k."+column+", o.id FROM "+table+" WHERE k."+column+" "+in+" ORDER BY o.id", arg)
	if err != nil {
		return nil, err
	}
	byID, err := t.store.organisationsByID(ctx, t.bun, all)
	if err != nil {
		return nil, err
	}
	for key, id := range ids {
		for _, k := range asked[key] {
			found[k] = byID[id]
		}
	}
	return found, nil
}

// OrganisationsByID loads many at once.
func (s *Store) OrganisationsByID(ctx context.Context, ids []string) (map[string]*registry.Organisation, error) {
	return s.organisationsByID(ctx, s.read, ids)
}

func (s *Store) organisationsByID(ctx context.Context, db bun.IDB, ids []string) (map[string]*registry.Organisation, error) {
	if err := checkTexts(ids...); err != nil {
		return nil, err
	}
	found := make(map[string]*registry.Organisation, len(ids))
	for part := range slices.Chunk(ids, organisationsASlice) {
		var rows []organisationRow
		if err := db.NewSelect().Model(&rows).Where("o.id IN (?)", bun.List(part)).Scan(ctx); err != nil {
			return nil, s.mapError(err)
		}
		for i := range rows {
			o, err := rows[i].organisation()
			if err != nil {
				return nil, s.mapError(err)
			}
			found[o.ID] = o
		}
	}
	return found, nil
}

// ResolveOrganisations turns ids, identifiers and names into ids.
func (s *Store) ResolveOrganisations(ctx context.Context, names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	var lower, folded []string
	for _, n := range names {
		lower, folded = append(lower, strings.ToLower(n)), append(folded, registry.FoldName(n))
	}
	inIDs, ids := s.dialect.inTexts(names)
	inIdentifiers, identifiers := s.dialect.inTexts(lower)
	inNames, foldedNames := s.dialect.inTexts(folded)
	var found []string
	err := s.query(ctx, s.read.DB, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		found = append(found, id)
		return err
	}, "SELECT id FROM organisations WHERE id "+inIDs+
		" UNION SELECT organisation FROM organisation_identifiers WHERE identifier "+inIdentifiers+
		" UNION SELECT organisation FROM organisation_names WHERE name "+inNames+" ORDER BY 1", ids, identifiers, foldedNames)
	return found, err
}

// FindOrganisation is ENotFound where the lens shows no initiative of an organisation that is not curated.
func (s *Store) FindOrganisation(ctx context.Context, lens registry.Lens, id string) (*registry.Organisation, error) {
	found, err := s.OrganisationsByID(ctx, []string{id})
	if err != nil {
		return nil, err
	}
	o := found[id]
	if o != nil {
		if err := s.countInitiativesOf(ctx, lens, []*registry.Organisation{o}); err != nil {
			return nil, err
		}
	}
	if o == nil || o.Curated == "" && o.Initiatives == 0 {
		return nil, registry.Errorf(registry.ENotFound, "no such organisation")
	}
	return o, nil
}

// countInitiativesOf fills in how many initiatives of each the lens shows.
func (s *Store) countInitiativesOf(ctx context.Context, lens registry.Lens, organisations []*registry.Organisation) error {
	return s.withColumns(ctx, func(c *columns.Columns) {
		visible := c.Visible(lens)
		for _, o := range organisations {
			if no := s.terms.number(termKey{fieldOrganisation, o.ID}); no != 0 {
				o.Initiatives = int(visible.AndCardinality(c.Having([]uint32{no})))
			}
		}
	})
}

// roleFields are the roles that views are indexed by.
var roleFields = map[registry.Role]field{
	"": fieldOrganisation, registry.RoleFunding: fieldDonor, registry.RoleImplementing: fieldImplementer,
}

// organisationQuery selects the organisations that the filter and the lens leave: those that take part in something the
// lens shows and, for who looks one up, the curated ones. That another one exists would tell of a hidden record.
func (s *Store) organisationQuery(lens registry.Lens, filter registry.OrganisationFilter) (*bun.SelectQuery, error) {
	if err := checkTexts(filter.Identifier); err != nil {
		return nil, err
	}
	role, ok := roleFields[filter.Role]
	if !ok {
		return nil, &registry.Error{Code: registry.EInvalid, Message: "organisations cannot be listed by this role",
			Fields: []registry.FieldError{{Field: "role", Reason: "not funding or implementing"}}}
	}
	seen, args := lensCondition(lens, "t", "view")
	takesPart := "EXISTS (SELECT 1 FROM terms d JOIN view_terms t ON t.term = d.no WHERE d.field = ? AND d.value = o.id AND " + seen + ")"
	args = append([]any{role}, args...)
	q := s.read.NewSelect().Model((*organisationRow)(nil))
	if filter.Role == "" && (filter.Query != "" || filter.Identifier != "") {
		q.Where("(o.curated <> '' OR "+takesPart+")", args...)
	} else {
		q.Where(takesPart, args...)
	}
	if filter.Recognised != nil {
		q.Where("o.recognised = ?", *filter.Recognised)
	}
	if filter.Identifier != "" {
		q.Where("o.id IN (SELECT organisation FROM organisation_identifiers WHERE identifier = ?)", strings.ToLower(filter.Identifier))
	}
	for _, word := range strings.Fields(registry.FoldName(filter.Query)) {
		// Words that begin like this: from the word itself to the word with the last character after it.
		q.Where("o.id IN (SELECT organisation FROM organisation_words WHERE word >= ? AND word < ?)", word, word+"\U0010FFFF")
	}
	return q, nil
}

// ListOrganisations gives a page in the order of folded names.
func (s *Store) ListOrganisations(ctx context.Context, lens registry.Lens, filter registry.OrganisationFilter, page registry.Page) ([]*registry.Organisation, string, error) {
	after, bound, err := startOf(page, "organisations", filter)
	if err != nil {
		return nil, "", err
	}
	q, err := s.organisationQuery(lens, filter)
	if err != nil {
		return nil, "", err
	}
	if after != nil {
		q.Where("(o.sort_name, o.id) > (?, ?)", after.Text, after.ID)
	}
	var rows []organisationRow
	if err := q.Order("o.sort_name", "o.id").Limit(int64(page.Limit)+1).Scan(ctx, &rows); err != nil {
		return nil, "", s.mapError(err)
	}
	rows, next := cut(rows, page, bound, func(last organisationRow) cursor {
		return cursor{Text: last.SortName, ID: last.ID}
	})
	found := make([]*registry.Organisation, len(rows))
	for i := range rows {
		if found[i], err = rows[i].organisation(); err != nil {
			return nil, "", s.mapError(err)
		}
	}
	return found, next, s.countInitiativesOf(ctx, lens, found)
}

// CountOrganisations is the total of the list.
func (s *Store) CountOrganisations(ctx context.Context, lens registry.Lens, filter registry.OrganisationFilter) (int, error) {
	q, err := s.organisationQuery(lens, filter)
	if err != nil {
		return 0, err
	}
	n, err := q.Count(ctx)
	return int(n), s.mapError(err)
}
