package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// crowded is the crowded cells of one lens at one position of the change log.
type crowded struct {
	grounds []columns.Ground
	parts   []columns.Part
	first   int
	last    int
	cells   []crowdedCell
}

// crowdedCell is a cell with what it is called. Of places that have the same members it is one.
type crowdedCell struct {
	columns.Cell
	country, key string
	places       []string
	practice     int
	category     string
}

// compare orders the cells with most initiatives first, then those with most donors, then by name and year.
func (c *crowdedCell) compare(o *crowdedCell) int {
	return cmp.Or(cmp.Compare(o.Views, c.Views), cmp.Compare(o.Donors, c.Donors), cmp.Compare(c.key, o.key))
}

// ListCrowdedCells gives a page of crowded cells.
func (s *Store) ListCrowdedCells(ctx context.Context, lens registry.Lens, filter registry.CrowdedFilter, page registry.Page) (items []registry.Crowd, next string, total int, err error) {
	if err := checkTexts(append(slices.Clone(filter.Countries), filter.Initiative)...); err != nil {
		return nil, "", 0, err
	}
	after, bound, err := startOf(page, "crowded", filter)
	if err != nil {
		return nil, "", 0, err
	}
	initiative := uint32(0)
	if filter.Initiative != "" {
		if initiative, err = s.initiativeNo(ctx, filter.Initiative); err != nil || initiative == 0 {
			return nil, "", 0, err
		}
	}
	var chosen []crowdedCell
	var members [][]uint32
	err = s.withColumns(ctx, func(c *columns.Columns) {
		found := s.crowdedOf(c, lens, filter.AtLeast)
		set := found.countable(s, c, lens)
		view := c.ViewOf(set, initiative)
		for i := range found.cells {
			cell := &found.cells[i]
			if !cell.answers(&filter) || initiative != 0 && !slices.Contains(c.MembersOf(only(set, view), found.grounds[cell.Ground], cell.Cell, found.parts, found.first, found.last, 1), view) {
				continue
			}
			total++
			if (after == nil || cell.after(after)) && len(chosen) <= page.Limit {
				chosen = append(chosen, *cell)
			}
		}
		chosen, next = cut(chosen, page, bound, func(last crowdedCell) cursor { return last.cursor() })
		for _, cell := range chosen {
			members = append(members, c.MembersOf(set, found.grounds[cell.Ground], cell.Cell, found.parts, found.first, found.last, registry.CrowdedMembers))
		}
	})
	if err != nil {
		return nil, "", 0, err
	}
	items, err = s.crowdedItems(ctx, lens, chosen, members)
	return items, next, total, err
}

func only(set *roaring.Bitmap, view uint32) *roaring.Bitmap {
	return roaring.And(set, roaring.BitmapOf(view))
}

func (c *crowdedCell) cursor() cursor {
	return cursor{Value: int64(c.Views), Rank: float64(c.Donors), ID: c.key}
}

func (c *crowdedCell) after(at *cursor) bool {
	last := crowdedCell{Cell: columns.Cell{Views: int(at.Value), Donors: int(at.Rank)}, key: at.ID}
	return c.compare(&last) > 0
}

func (c *crowdedCell) answers(f *registry.CrowdedFilter) bool {
	return c.Donors >= f.MinDonors && (len(f.Countries) == 0 || slices.Contains(f.Countries, c.country)) &&
		(len(f.GoodPractices) == 0 || slices.Contains(f.GoodPractices, c.practice)) && (f.Year == 0 || f.Year == c.Year) &&
		(c.category == "" || !slices.Contains(f.Without, c.category))
}

// crowdedItems reads the members' documents: one query for a page.
func (s *Store) crowdedItems(ctx context.Context, lens registry.Lens, cells []crowdedCell, members [][]uint32) ([]registry.Crowd, error) {
	var keys []columns.Key
	for _, views := range members {
		for _, no := range views {
			keys = append(keys, columns.Key{View: no})
		}
	}
	slices.SortFunc(keys, func(a, b columns.Key) int { return cmp.Compare(a.View, b.View) })
	fetched, err := s.fetch(ctx, lens, slices.Compact(keys))
	if err != nil {
		return nil, err
	}
	documents := make(map[uint32]registry.ViewDocument, len(fetched))
	for _, p := range fetched {
		documents[p.key.View] = p.document
	}
	items := make([]registry.Crowd, len(cells))
	for i, c := range cells {
		items[i] = registry.Crowd{Country: c.country, Places: c.places, GoodPractice: c.practice, Category: c.category,
			Year: c.Year, Initiatives: c.Views, Donors: c.Donors}
		for _, no := range members[i] {
			if d, ok := documents[no]; ok { // it may have changed hands since
				items[i].Members = append(items[i].Members, d)
			}
		}
	}
	return items, nil
}

// initiativeNo is the number of the initiative or of the one that it was merged into, 0 for none.
func (s *Store) initiativeNo(ctx context.Context, id string) (no uint32, err error) {
	err = s.query(ctx, s.read.DB, func(rows *sql.Rows) error { return rows.Scan(&no) },
		"SELECT h.no FROM initiatives i JOIN initiatives h ON h.id = COALESCE(i.redirect, i.id) WHERE i.id = ?", id)
	return no, err
}

// crowdedOf finds the crowded cells of what the lens shows, or knows them already. The columns must stand still.
func (s *Store) crowdedOf(c *columns.Columns, lens registry.Lens, least int) *crowded {
	position, last := s.index.position, s.now().UTC().Year()+yearsAhead
	key := jsonText([]any{lens.Scopes(), least, last})
	if known, ok := s.index.crowded.get(position, key); ok {
		return known
	}
	found := &crowded{first: firstYear, last: last}
	names := found.lay(s)
	for _, cell := range c.Crowded(found.countable(s, c, lens), found.grounds, found.parts, firstYear, last, least) {
		found.cells = append(found.cells, names(cell))
	}
	found.cells = joinPlaces(found.cells)
	slices.SortFunc(found.cells, func(a, b crowdedCell) int { return a.compare(&b) })
	s.index.crowded.put(position, key, found)
	return found
}

// countable is what the lens shows less what runs nowhere: cancelled initiatives and reference kinds.
func (x *crowded) countable(s *Store, c *columns.Columns, lens registry.Lens) *roaring.Bitmap {
	var terms []uint32
	for _, kind := range registry.Kinds() {
		if kind.IsReference() {
			terms = append(terms, s.terms.number(termKey{fieldKind, string(kind)}))
		}
	}
	terms = append(terms, s.terms.number(termKey{fieldStatus, string(registry.StatusCancelled)}))
	return roaring.AndNot(c.Visible(lens), c.Having(terms))
}

// lay makes the grounds, each place and each country, and the parts of all terms, and answers with what gives cells their
// names.
func (x *crowded) lay(s *Store) func(columns.Cell) crowdedCell {
	s.terms.mutex.RLock()
	defer s.terms.mutex.RUnlock()
	type ground struct {
		country, place string
	}
	var grounds []ground
	themes := map[uint32]termKey{}
	within := map[string][]uint32{} // places by country
	most := uint32(0)
	for no := range s.terms.keys {
		most = max(most, no)
	}
	x.parts = make([]columns.Part, most+1)
	for no, k := range s.terms.keys {
		switch {
		case k.field == fieldPlace:
			country, _, _ := strings.Cut(k.value, " ")
			within[country] = append(within[country], no)
			x.grounds, grounds = append(x.grounds, columns.Ground{Term: no}), append(grounds, ground{country, k.value})
		case k.field == fieldPractice:
			x.parts[no], themes[no] = columns.PartPractice, k
		case k.field == fieldSector && isDACCategory(k.value):
			x.parts[no], themes[no] = columns.PartCategory, k
		case k.field == fieldDonor:
			x.parts[no] = columns.PartDonor
		}
	}
	for no, k := range s.terms.keys {
		if k.field == fieldCountry {
			x.grounds, grounds = append(x.grounds, columns.Ground{Term: no, Except: within[k.value]}), append(grounds, ground{k.value, ""})
		}
	}
	return func(cell columns.Cell) crowdedCell {
		g, theme := grounds[cell.Ground], themes[uint32(cell.Theme)]
		named := crowdedCell{Cell: cell, country: g.country}
		if g.place != "" {
			named.places = []string{g.place}
		}
		if theme.field == fieldPractice {
			named.practice, _ = strconv.Atoi(theme.value)
		} else {
			named.category = theme.value
		}
		named.key = cmp.Or(g.place, g.country) + "\x1f" + strconv.Itoa(int(theme.field)) + "\x1f" + theme.value + "\x1f" + strconv.Itoa(cell.Year)
		return named
	}
}

// joinPlaces makes one cell of those of several places that have the same members: a district and its province.
func joinPlaces(cells []crowdedCell) []crowdedCell {
	type same struct {
		country      string
		theme, year  int
		views        int
		members      uint64
		withinPlaces bool
	}
	slices.SortFunc(cells, func(a, b crowdedCell) int { return strings.Compare(a.key, b.key) })
	at := map[same]int{}
	var joined []crowdedCell
	for _, c := range cells {
		k := same{c.country, c.Theme, c.Year, c.Views, c.Members, len(c.places) > 0}
		if n, ok := at[k]; ok {
			joined[n].places = append(joined[n].places, c.places...)
			continue
		}
		at[k] = len(joined)
		joined = append(joined, c)
	}
	return joined
}
