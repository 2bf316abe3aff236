package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"sync"
)

// field is what a term is a value of. The numbers are stored.
type field uint8

const (
	fieldAny          field = 0 // the one term that every view has
	fieldCountry      field = 1
	fieldRegion       field = 2
	fieldPractice     field = 3
	fieldDonor        field = 4
	fieldImplementer  field = 5
	fieldOrganisation field = 6
	fieldSector       field = 7
	fieldStatus       field = 8
	fieldKind         field = 9
	fieldScope        field = 10
	fieldBeneficiary  field = 11
	fieldFeed         field = 12
	fieldPlace        field = 13 // in memory only: no list asks for it
)

// termKey is a value of a field.
type termKey struct {
	field field
	value string
}

func compareTerms(a, b termKey) int {
	return cmp.Or(cmp.Compare(a.field, b.field), cmp.Compare(a.value, b.value))
}

// isFaceted says whether facets count the term. Of sectors they count the DAC's 3-digit categories.
func (k termKey) isFaceted() bool {
	switch k.field {
	case fieldCountry, fieldRegion, fieldPractice, fieldDonor, fieldStatus:
		return true
	case fieldSector:
		return isDACCategory(k.value)
	}
	return false
}

func isDACCategory(code string) bool {
	return len(code) == 3 && !slices.ContainsFunc([]byte(code), func(c byte) bool { return c < '0' || c > '9' })
}

// dictionary knows the numbers of terms. Numbers never change, so that what it knows stays true.
type dictionary struct {
	mutex   sync.RWMutex
	numbers map[termKey]uint32
	keys    map[uint32]termKey
}

func newDictionary() *dictionary {
	return &dictionary{numbers: map[termKey]uint32{}, keys: map[uint32]termKey{}}
}

func (d *dictionary) add(terms map[termKey]uint32) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for k, no := range terms {
		d.numbers[k], d.keys[no] = no, k
	}
}

// number is that of a term, 0 where it is not known.
func (d *dictionary) number(k termKey) uint32 {
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	return d.numbers[k]
}

// split takes the keys whose numbers are known and gives the rest by field.
func (d *dictionary) split(keys []termKey) (known map[termKey]uint32, unknown map[field][]string) {
	known = make(map[termKey]uint32, len(keys))
	d.mutex.RLock()
	defer d.mutex.RUnlock()
	for _, k := range keys {
		if no, ok := d.numbers[k]; ok {
			known[k] = no
		} else {
			if unknown == nil {
				unknown = map[field][]string{}
			}
			unknown[k.field] = append(unknown[k.field], k.value)
		}
	}
	return known, unknown
}

// termNumbers finds the numbers of terms; those that no view ever had are left out.
func (s *Store) termNumbers(ctx context.Context, q querier, keys []termKey) (map[termKey]uint32, error) {
	known, unknown := s.terms.split(keys)
	if len(unknown) == 0 {
		return known, nil
	}
	found := map[termKey]uint32{}
	for _, f := range slices.Sorted(maps.Keys(unknown)) {
		in, arg := s.dialect.inTexts(unknown[f])
		err := s.query(ctx, q, func(rows *sql.Rows) error {
			k := termKey{field: f}
			var no uint32
			if err := rows.Scan(&no, &k.value); err != nil {
				return err
			}
			found[k] = no
			return nil
		}, "SELECT no, value FROM terms WHERE field = ? AND value "+in, f, arg)
		if err != nil {
			return nil, err
		}
	}
	maps.Copy(known, found)
	return known, nil
}

// learnTerms reads the keys of numbers that another process handed out.
func (s *Store) learnTerms(ctx context.Context, q querier, numbers map[uint32]bool) error {
	var missing []uint32
	s.terms.mutex.RLock()
	for no := range numbers {
		if _, ok := s.terms.keys[no]; !ok {
			missing = append(missing, no)
		}
	}
	s.terms.mutex.RUnlock()
	if len(missing) == 0 {
		return nil
	}
	in, arg := s.dialect.inNumbers(missing)
	return s.readTerms(ctx, q, "SELECT no, field, value FROM terms WHERE no "+in, arg)
}

// readTerms adds the rows of a query of no, field and value to the dictionary.
func (s *Store) readTerms(ctx context.Context, q querier, query string, args ...any) error {
	found := map[termKey]uint32{}
	err := s.query(ctx, q, func(rows *sql.Rows) error {
		var k termKey
		var no uint32
		if err := rows.Scan(&no, &k.field, &k.value); err != nil {
			return err
		}
		found[k] = no
		return nil
	}, query, args...)
	if err == nil {
		s.terms.add(found)
	}
	return err
}

// numberTerms finds the numbers of terms and gives new ones to those that have none.
func (t *tx) numberTerms(ctx context.Context, keys []termKey) (map[termKey]uint32, error) {
	ask := slices.DeleteFunc(slices.Clone(keys), func(k termKey) bool { return t.terms[k] != 0 })
	numbers, err := t.store.termNumbers(ctx, t, ask)
	if err != nil {
		return nil, err
	}
	maps.Copy(numbers, t.terms)
	var fresh []termKey
	for _, k := range ask {
		if numbers[k] == 0 {
			fresh = append(fresh, k)
		}
	}
	if len(fresh) == 0 {
		return numbers, nil
	}
	// In one order in every transaction, so that two that number the same terms do not lock each other out.
	slices.SortFunc(fresh, compareTerms)
	conn := t.store.dialect.termConn(t)
	taken, err := t.store.dialect.takeNumbers(ctx, t.store, conn, "term_no", len(fresh))
	if err != nil {
		return nil, err
	}
	rows := bulk{table: "terms", columns: []string{"no", "field", "value"}, suffix: " ON CONFLICT DO NOTHING"}
	for i, k := range fresh {
		rows.add(taken[i], k.field, k.value)
	}
	if err := t.store.insert(ctx, conn, &rows); err != nil {
		return nil, err
	}
	// Read back: another transaction may have numbered some of them first.
	won, err := t.store.termNumbers(ctx, conn, fresh)
	if err != nil {
		return nil, err
	}
	maps.Copy(t.terms, won)
	maps.Copy(numbers, won)
	return numbers, nil
}
