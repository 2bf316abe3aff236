package store

import (
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// lensCondition is a condition on a row of views, view_terms or view_pairs that holds for the one view of its initiative
// that the lens selects. table is the row's alias and view its column with the number of the view.
//
// Every statement that reads a document, a posting or words has it, also where the view's number comes from the columns: they
// may be a moment old, and the row may be another audience's by now.
func lensCondition(lens registry.Lens, table, view string) (condition string, args []any) {
	bit := itoa(columns.MaskOf(lens.Base))
	if len(lens.Rows) == 0 {
		return "(" + table + ".mask & " + bit + ") <> 0", nil
	}
	condition = "COALESCE("
	for _, scope := range lens.Rows {
		condition += "(SELECT s.view FROM view_scopes s WHERE s.initiative = " + table + ".initiative AND s.scope = ?), "
		args = append(args, string(scope))
	}
	return condition + "CASE WHEN (" + table + ".mask & " + bit + ") <> 0 THEN " + table + "." + view + " END) = " +
		table + "." + view, args
}

// isPublic says that the lens shows what the public sees and nothing else.
func isPublic(lens registry.Lens) bool {
	return lens.Base == registry.ScopePublic && len(lens.Rows) == 0
}
