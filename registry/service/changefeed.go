package service

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// The change feed lets a mirror follow what an audience sees. It tells of each initiative that changed how the caller sees
// it now, not each step on the way there: a mirror that reads to the end has what the list has.

// ChangePage is a page of the change feed.
type ChangePage struct {
	Items []ChangedInitiative
	// Cursor is where to go on from, whether or not there is More now. It changes only when there are Items.
	Cursor string
	More   bool
}

// ChangedInitiative is an initiative that changed for the caller.
type ChangedInitiative struct {
	ID string
	At time.Time // of the last change in the page
	// View is the initiative as the caller sees it now; nil where they see it no more.
	View *registry.ViewDocument
	// MergedInto is the initiative that it became part of, if that is why it is gone and the caller sees that one.
	MergedInto string
}

// ListChanges gives what changed for the caller after the cursor, oldest first; all that ever did with since == "". It reads
// up to limit changes; an initiative that changed more than once is in the page once, in its last change's place. EInvalid
// for a cursor that is not one of the caller's audience.
func (s *Service) ListChanges(ctx context.Context, who registry.Audience, since string, limit int) (*ChangePage, error) {
	lens := s.lens(who)
	places, err := s.changePlaces(ctx, lens)
	if err != nil {
		return nil, err
	}
	after, err := places.decode(since)
	if err != nil {
		return nil, err
	}
	rows, err := s.store.ChangesSeen(ctx, lens, after, limit+1)
	if err != nil {
		return nil, err
	}
	page := &ChangePage{Cursor: since}
	if page.More = len(rows) > limit; page.More {
		rows = rows[:limit]
	}
	if len(rows) == 0 {
		if since == "" {
			page.Cursor = places.encode(0)
		}
		return page, nil
	}
	page.Cursor = places.encode(rows[len(rows)-1].Position)
	page.Items, err = s.changed(ctx, lens, rows)
	return page, err
}

// changed says of the rows' initiatives how the lens shows them now.
func (s *Service) changed(ctx context.Context, lens registry.Lens, rows []registry.Change) ([]ChangedInitiative, error) {
	last := map[string]int{}
	for i, row := range rows {
		last[row.Initiative] = i
	}
	ids := make([]string, 0, len(last))
	for i, row := range rows {
		if last[row.Initiative] == i {
			ids = append(ids, row.Initiative)
		}
	}
	views, err := s.store.InitiativesByID(ctx, lens, ids)
	if err != nil {
		return nil, err
	}
	byID := map[string]*registry.ViewDocument{}
	for i := range views {
		byID[views[i].ID] = &views[i]
	}
	items := make([]ChangedInitiative, len(ids))
	for i, id := range ids {
		items[i] = ChangedInitiative{ID: id, At: rows[last[id]].At, View: byID[id]}
		if byID[id] != nil {
			continue
		}
		switch into, err := s.store.FindInitiative(ctx, lens, id); registry.ErrorCode(err) {
		case "":
			if into.ID != id { // else it came back while the page was read; the change that says so follows
				items[i].MergedInto = into.ID
			}
		case registry.ENotFound:
		default:
			return nil, err
		}
	}
	return items, nil
}

// changePlaces writes places in the change log as cursors that say nothing: positions count the changes that the caller may
// not know of. One AES block holds a place and whose it is, so that equal places have equal cursors, and nobody makes one up.
type changePlaces struct {
	block cipher.Block
	owner [8]byte // of the audience: places of another are none of these
}

func (s *Service) changePlaces(ctx context.Context, lens registry.Lens) (*changePlaces, error) {
	secret, err := s.store.Secret(ctx, "change-cursors")
	if err != nil {
		return nil, err
	}
	p := &changePlaces{}
	if p.block, err = aes.NewCipher(secret); err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "the secret of the change cursors is not a key")
	}
	var scopes strings.Builder
	for _, scope := range lens.Scopes() {
		scopes.WriteString(string(scope) + "\x00")
	}
	sum := sha256.Sum256([]byte(scopes.String()))
	copy(p.owner[:], sum[:])
	return p, nil
}

func (p *changePlaces) encode(position int64) string {
	var block [aes.BlockSize]byte
	binary.BigEndian.PutUint64(block[:8], uint64(position))
	copy(block[8:], p.owner[:])
	p.block.Encrypt(block[:], block[:])
	return base64.RawURLEncoding.EncodeToString(block[:])
}

func (p *changePlaces) decode(cursor string) (position int64, err error) {
	if cursor == "" {
		return 0, nil
	}
	block, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(block) != aes.BlockSize {
		return 0, invalid("since", "not a cursor of the change feed")
	}
	p.block.Decrypt(block, block)
	if string(block[8:]) != string(p.owner[:]) {
		return 0, invalid("since", "not a cursor of the change feed as you see it; leave it out to begin again")
	}
	return int64(binary.BigEndian.Uint64(block[:8])), nil
}
