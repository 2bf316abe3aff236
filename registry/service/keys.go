package service

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// keyPrefix lets secret scanners find a key that was published by mistake.
const keyPrefix = "tansiq_"

// Authenticate tells who holds the secret. EForbidden where nobody does or the key was revoked; it does not say which.
func (s *Service) Authenticate(ctx context.Context, secret string) (registry.Audience, error) {
	// The look-up is by the hash of 256 random bits: neither its time nor its result says anything about other keys.
	key, err := s.store.FindKeyByHash(ctx, sha256.Sum256([]byte(secret)))
	switch {
	case registry.ErrorCode(err) == registry.ENotFound, err == nil && key.RevokedAt != nil:
		return registry.Audience{}, registry.Errorf(registry.EForbidden, "the key is not valid")
	case err != nil:
		return registry.Audience{}, err
	}
	return key.Audience(), nil
}

// CreateKey makes a key for somebody who accepted the code of conduct, and gives its secret, which is shown this once
// and not kept. EInvalid names what is wrong with the key.
func (s *Service) CreateKey(ctx context.Context, who registry.Audience, key registry.Key, conductAccepted bool) (*registry.Key, string, error) {
	var wrong []registry.FieldError
	add := func(field, reason string) { wrong = append(wrong, registry.FieldError{Field: field, Reason: reason}) }
	if strings.TrimSpace(key.Name) == "" || len(key.Name) > 200 {
		add("name", "must have 1 to 200 characters")
	}
	if !slices.Contains(registry.AccessRoles(), key.Role) {
		add("role", "must be submitter, donor, focal-point, coordinator or administrator")
	}
	if key.Role == registry.RoleDonor && key.Organisation == "" {
		add("organisation", "a donor's key belongs to an organisation")
	}
	if key.Role == registry.RoleCoordinator && len(key.Regions) == 0 {
		add("regions", "a coordinator's key names the regions")
	}
	for _, r := range key.Regions {
		if _, ok := codelist.RegionByCode(r); !ok {
			add("regions", "unknown coordination region")
		}
	}
	if !conductAccepted {
		add("conduct_accepted", "the holder must accept the code of conduct (Good Practice 10, step 5)")
	}
	if key.Organisation != "" && len(wrong) == 0 {
		ids, err := s.store.ResolveOrganisations(ctx, []string{key.Organisation})
		if err != nil {
			return nil, "", err
		}
		if len(ids) != 1 {
			add("organisation", "must be the id, identifier or exact name of one organisation")
		} else {
			key.Organisation = ids[0]
		}
	}
	if err := invalidFields(wrong); err != nil {
		return nil, "", err
	}
	random := make([]byte, 32)
	rand.Read(random) // never fails since Go 1.24
	secret := keyPrefix + base64.RawURLEncoding.EncodeToString(random)
	key.ID, key.Hash, key.CreatedAt, key.ConductAcceptedAt = newID(), sha256.Sum256([]byte(secret)), s.now(), s.now()
	return &key, secret, s.store.CreateKey(ctx, &key, s.audit(who, "key.create", key.ID, nil, key))
}

// RevokeKey ends a key at once. ENotFound.
func (s *Service) RevokeKey(ctx context.Context, who registry.Audience, id string) error {
	return s.store.RevokeKey(ctx, id, s.now(), s.audit(who, "key.revoke", id, nil, nil))
}

// ListKeys gives all keys, revoked ones too, without their hashes.
func (s *Service) ListKeys(ctx context.Context) ([]registry.Key, error) { return s.store.ListKeys(ctx) }
