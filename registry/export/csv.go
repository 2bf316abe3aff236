package export

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// separator stands between the values of one cell, as in the table format (design section 7).
const separator = ";"

// column is a column of the table format, so that what is exported can be filled in and imported again. sources is
// added: it says where the row comes from.
type column struct {
	name string
	cell func(*registry.Initiative) string
}

var columns = []column{
	{"id", func(i *registry.Initiative) string { return i.ID }},
	{"title", func(i *registry.Initiative) string { return i.Title[plainLanguage(i)] }},
	{"title_en", words("en", title)}, {"title_fr", words("fr", title)}, {"title_ar", words("ar", title)}, {"title_es", words("es", title)},
	{"description", func(i *registry.Initiative) string { return i.Description[plainLanguage(i)] }},
	{"description_en", words("en", description)}, {"description_fr", words("fr", description)},
	{"description_ar", words("ar", description)}, {"description_es", words("es", description)},
	{"language", plainLanguage},
	{"kind", func(i *registry.Initiative) string { return string(i.Kind) }},
	{"status", func(i *registry.Initiative) string { return string(i.Status) }},
	{"start_date", func(i *registry.Initiative) string { return string(i.Period.Start) }},
	{"end_date", func(i *registry.Initiative) string { return string(i.Period.End) }},
	{"donors", organisations(registry.RoleFunding)},
	{"implementers", organisations(registry.RoleImplementing)},
	{"partners", organisations(registry.RoleAccountable, registry.RoleExtending)},
	{"countries", list(func(i *registry.Initiative) []registry.CountryShare { return i.Countries }, func(c registry.CountryShare) string { return c.Code })},
	{"regions", list(func(i *registry.Initiative) []string { return i.Regions }, itself)},
	{"locations", list(locations, func(l registry.Location) string { w, _ := l.Name.In(); return w })},
	{"latitude", point(func(p registry.Point) float64 { return p.Latitude })},
	{"longitude", point(func(p registry.Point) float64 { return p.Longitude })},
	{"good_practices", list(func(i *registry.Initiative) []registry.PracticeLink { return i.GoodPractices }, func(p registry.PracticeLink) string { return strconv.Itoa(p.Number) })},
	{"sectors", list(func(i *registry.Initiative) []registry.Sector { return i.Sectors }, sector)},
	{"beneficiaries", list(func(i *registry.Initiative) []string { return i.Beneficiaries }, itself)},
	{"budget", func(i *registry.Initiative) string {
		if i.Budget == nil {
			return ""
		}
		return i.Budget.Amount.String()
	}},
	{"currency", func(i *registry.Initiative) string {
		if i.Budget == nil {
			return ""
		}
		return i.Budget.Currency
	}},
	{"url", func(i *registry.Initiative) string {
		if len(i.Links) == 0 {
			return ""
		}
		return i.Links[0].URL
	}},
	{"related", list(func(i *registry.Initiative) []registry.Related { return i.Related }, func(r registry.Related) string {
		if r.Identifier != "" {
			return r.Identifier
		}
		return r.Initiative
	})},
	{"sources", list(func(i *registry.Initiative) []registry.Source { return i.Sources }, func(s registry.Source) string { return s.Feed + " " + s.Key })},
}

// CSV writes the views as a table in the format of design section 7, with the ids and sources, and without sensitivity,
// sharing and consent, which belong to records. RFC 4180: CRLF, UTF-8 without BOM. It stops at the first error of the
// sequence or the writer and gives it back; a view that is no Initiative is EInternal.
func CSV(w io.Writer, views iter.Seq2[registry.ViewDocument, error]) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.name
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	for view, err := range views {
		if err != nil {
			return err
		}
		var initiative registry.Initiative
		if err := json.Unmarshal(view.JSON, &initiative); err != nil {
			return registry.WrapError(registry.EInternal, err, "a stored initiative cannot be read")
		}
		for i, c := range columns {
			cells[i] = Inert(c.cell(&initiative))
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Inert puts an apostrophe before a cell that a spreadsheet would take for a formula (OWASP, CSV injection). A plain
// number, "-17.5", is none.
func Inert(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) || number.MatchString(cell) {
		return cell
	}
	return "'" + cell
}

var number = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

func title(i *registry.Initiative) registry.Text       { return i.Title }
func description(i *registry.Initiative) registry.Text { return i.Description }
func itself(s string) string                           { return s }

func words(language string, text func(*registry.Initiative) registry.Text) func(*registry.Initiative) string {
	return func(i *registry.Initiative) string { return text(i)[language] }
}

// plainLanguage is the language of the columns title and description, which the column language names: one that has no
// columns of its own where the title has such a one, else the one a reader would be shown. Of texts whose language
// nobody stated it is und.
func plainLanguage(i *registry.Initiative) string {
	for _, l := range i.Title.Languages() {
		if !slices.Contains([]string{"en", "fr", "ar", "es"}, l) {
			return l
		}
	}
	_, l := i.Title.In()
	return l
}

func list[T any](values func(*registry.Initiative) []T, word func(T) string) func(*registry.Initiative) string {
	return func(i *registry.Initiative) string {
		var cell []string
		for _, v := range values(i) {
			// A separator within a value would make two of it.
			if w := strings.TrimSpace(strings.ReplaceAll(word(v), separator, ",")); w != "" && !slices.Contains(cell, w) {
				cell = append(cell, w)
			}
		}
		return strings.Join(cell, separator)
	}
}

func organisations(roles ...registry.Role) func(*registry.Initiative) string {
	return list(func(i *registry.Initiative) []registry.Participation {
		return slices.DeleteFunc(slices.Clone(i.Participations), func(p registry.Participation) bool {
			return !slices.Contains(roles, p.Role)
		})
	}, func(p registry.Participation) string {
		if w, _ := p.Name.In(); w != "" {
			return w
		}
		return p.Ref
	})
}

func locations(i *registry.Initiative) []registry.Location { return i.Locations }

// sector writes a DAC code as it is, and that of another vocabulary as VOCABULARY:CODE, as filters take it.
func sector(s registry.Sector) string {
	if s.Vocabulary == "1" || s.Vocabulary == "2" {
		return s.Code
	}
	return s.Vocabulary + ":" + s.Code
}

// point gives a coordinate where there is exactly one place with one: the two columns hold one point.
func point(coordinate func(registry.Point) float64) func(*registry.Initiative) string {
	return func(i *registry.Initiative) string {
		var points []registry.Point
		for _, l := range i.Locations {
			if l.Point != nil {
				points = append(points, *l.Point)
			}
		}
		if len(points) != 1 {
			return ""
		}
		return strconv.FormatFloat(coordinate(points[0]), 'f', -1, 64)
	}
}
