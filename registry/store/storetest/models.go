package storetest

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// testModels: models are kept as they are, one of them at most is in use, and a version is taken once.
func testModels(_ *testing.T, e *env) {
	inUse := func(want string) {
		e.Helper()
		m, err := e.ModelInUse(e.ctx)
		e.must(err)
		if (m == nil) != (want == "") || m != nil && (m.Version != want || !m.InUse) {
			e.Errorf("in use is %+v, want %q", m, want)
		}
	}
	inUse("")
	model := func(version string) *registry.DetectorModel {
		created := e.tick()
		return &registry.DetectorModel{Version: version, Seed: "seed-1", Model: json.RawMessage(`{"prior":-4.25}`), Rulings: []string{"r1", "r2"},
			Figures: json.RawMessage(`{"before":0.5}`), CreatedAt: created}
	}
	first, second := model("fit-1"), model("fit-2")
	for _, m := range []*registry.DetectorModel{first, second} {
		e.write(func(tx registry.Tx) error { return tx.PutModel(e.ctx, m) })
	}
	inUse("")
	for _, use := range []string{"fit-1", "fit-2", "", "fit-1"} {
		e.write(func(tx registry.Tx) error { return tx.UseModel(e.ctx, use) })
		inUse(use)
	}
	err := e.Write(e.ctx, func(tx registry.Tx) error { return tx.UseModel(e.ctx, "fit-3") })
	e.wants(err, registry.ENotFound)
	inUse("fit-1") // what fails changes nothing
	err = e.Write(e.ctx, func(tx registry.Tx) error { return tx.PutModel(e.ctx, model("fit-1")) })
	e.wants(err, registry.EConflict)
	all, err := e.ListModels(e.ctx)
	e.must(err)
	first.InUse = true
	if len(all) != 2 || !reflect.DeepEqual(&all[0], second) || !reflect.DeepEqual(&all[1], first) {
		e.Errorf("listed are %+v", all)
	}
}
