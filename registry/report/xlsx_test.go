package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func open(t reporter, b []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// cellsOf says every cell of a workbook with its type, a line each.
func cellsOf(t reporter, f *excelize.File) string {
	t.Helper()
	var out strings.Builder
	eachCell(t, f, func(sheet, at, shown string) {
		kind, err := f.GetCellType(sheet, at)
		if err != nil {
			t.Fatal(err)
		}
		name := map[excelize.CellType]string{excelize.CellTypeUnset: "number", excelize.CellTypeNumber: "number", excelize.CellTypeSharedString: "text", excelize.CellTypeInlineString: "text"}[kind]
		fmt.Fprintf(&out, "%s!%s %s %s\n", sheet, at, name, shown)
	})
	return out.String()
}

func eachCell(t reporter, f *excelize.File, visit func(sheet, at, shown string)) {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, shown := range row {
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err != nil {
					t.Fatal(err)
				}
				if shown != "" {
					visit(sheet, at, shown)
				}
			}
		}
	}
}

func TestXLSX(t *testing.T) {
	for _, language := range Languages() {
		b := render(t, XLSX, sample(language))
		if again := render(t, XLSX, sample(language)); !bytes.Equal(b, again) {
			t.Errorf("%s: equal reports are not equal workbooks", language)
		}
		f := open(t, b)
		golden(t, "workbook-"+language+".txt", []byte(cellsOf(t, f)))
		l := localeOf(language)
		want := []string{l.say("sheet-summary"), l.say("flags"), l.say("actions"), l.say("matrix"), l.say("sheet-coverage"), l.say("priorities"), l.say("sheet-crowded"), l.say("sheet-sources")}
		if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
			t.Error(diff)
		}
		for _, sheet := range want {
			view, err := f.GetSheetView(sheet, -1)
			if err != nil || *view.RightToLeft != l.rtl {
				t.Errorf("%s runs from right to left: %v (%v)", sheet, *view.RightToLeft, err)
			}
			panes, err := f.GetPanes(sheet)
			if err != nil || !panes.Freeze || panes.YSplit != 1 {
				t.Errorf("%s: the header is not kept in sight: %+v %v", sheet, panes, err)
			}
			width, err := f.GetColWidth(sheet, "A")
			if err != nil || width < 6 || width == 9.140625 {
				t.Errorf("%s: column A is %v wide", sheet, width)
			}
		}
		// The first flag's start is a date, its amount and number are numbers.
		for at, format := range map[string]string{"A2": formatCount, "F2": formatDate, "K2": formatDate, "N2": formatMoney} {
			id, err := f.GetCellStyle(l.say("flags"), at)
			if err != nil {
				t.Fatal(err)
			}
			look, err := f.GetStyle(id)
			if err != nil || look.CustomNumFmt == nil || *look.CustomNumFmt != format {
				t.Errorf("%s of the flags is not written as %s: %+v %v", at, format, look, err)
			}
		}
		if raw, err := f.GetCellValue(l.say("flags"), "N2", excelize.Options{RawCellValue: true}); err != nil || raw != "1250000.5" {
			t.Errorf("the amount is %q: %v", raw, err)
		}
	}
}

// TestWorkbooksAreInert: whatever a source writes is a cell of text, in text format, and no formula.
func TestWorkbooksAreInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := hostile().Draw(t, "text")
		f := open(t, render(t, XLSX, hostileReport(rapid.SampledFrom(Languages()).Draw(t, "language"), text)))
		defer f.Close()
		eachCell(t, f, func(sheet, at, shown string) {
			if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" {
				t.Errorf("%s!%s is the formula %q (%v)", sheet, at, formula, err)
			}
			if !strings.ContainsAny(shown[:1], "=+-@\t\r") {
				return
			}
			if kind, err := f.GetCellType(sheet, at); err != nil || kind != excelize.CellTypeSharedString {
				t.Errorf("%s!%s %q is of type %v (%v)", sheet, at, shown, kind, err)
			}
			id, err := f.GetCellStyle(sheet, at)
			if err != nil {
				t.Fatal(err)
			}
			if look, err := f.GetStyle(id); err != nil || look.NumFmt != 49 && (look.CustomNumFmt == nil || *look.CustomNumFmt != formatText) {
				t.Errorf("%s!%s %q is not in text format (%v)", sheet, at, shown, err)
			}
		})
	})
}
