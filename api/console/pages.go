package console

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/service"
)

// public is who the pages are for: they have no sign-in.
var public = registry.Audience{Role: registry.RoleAnonymous}

// practice is a good practice with how many initiatives may relate to it.
type practice struct {
	codelist.GoodPractice
	Initiatives int
}

func practicesWith(facets []service.Facet) []practice {
	var all []practice
	for _, p := range codelist.GoodPractices() {
		count := 0
		if i := slices.IndexFunc(facets, func(f service.Facet) bool { return f.Value == strconv.Itoa(p.Number) }); i >= 0 {
			count = facets[i].Count
		}
		all = append(all, practice{p, count})
	}
	return all
}

type homePage struct {
	Initiatives, Donors, Countries, Feeds int
	Practices                             []practice
}

func (c *console) home(r *http.Request, _ language) (string, any, error) {
	ctx := r.Context()
	initiatives, err := c.registry.ListInitiatives(ctx, public, registry.InitiativeFilter{}, registry.Page{Limit: 1})
	if err != nil {
		return "", nil, err
	}
	feeds, err := c.registry.ListFeeds(ctx)
	if err != nil {
		return "", nil, err
	}
	facets, err := c.registry.FacetInitiatives(ctx, public, registry.InitiativeFilter{})
	if err != nil {
		return "", nil, err
	}
	return "home.html", homePage{initiatives.Total, len(facets[registry.FacetDonor]), len(facets[registry.FacetCountry]), len(feeds),
		practicesWith(facets[registry.FacetGoodPractice])}, nil
}

func (c *console) practices(r *http.Request, _ language) (string, any, error) {
	facets, err := c.registry.FacetInitiatives(r.Context(), public, registry.InitiativeFilter{})
	if err != nil {
		return "", nil, err
	}
	return "practices.html", practicesWith(facets[registry.FacetGoodPractice]), nil
}

// searchPage is the list of initiatives with its form.
type searchPage struct {
	Query, Practice, Country, Region string // as asked for
	Practices                        []practice
	Countries, Regions               []service.Facet
	Items                            []registry.Initiative
	Total                            int
	Next                             string // address of the next page
}

func (c *console) initiatives(r *http.Request, lang language) (string, any, error) {
	query := r.URL.Query()
	p := searchPage{Query: query.Get("q"), Practice: query.Get("good_practice"), Country: query.Get("country"), Region: query.Get("region")}
	filter, err := p.filter()
	if err != nil {
		return "", nil, err
	}
	facets, err := c.registry.FacetInitiatives(r.Context(), public, filter)
	if err != nil {
		return "", nil, err
	}
	p.Practices, p.Countries, p.Regions = practicesWith(facets[registry.FacetGoodPractice]), facets[registry.FacetCountry], facets[registry.FacetRegion]
	list, err := c.registry.ListInitiatives(r.Context(), public, filter, registry.Page{Limit: 25, Cursor: query.Get("cursor")})
	if err != nil {
		return "", nil, err
	}
	p.Total = list.Total
	for _, view := range list.Items {
		initiative, err := decode(view)
		if err != nil {
			return "", nil, err
		}
		p.Items = append(p.Items, initiative)
	}
	if list.Next != "" {
		next := url.Values{"lang": {lang.Code}, "cursor": {list.Next}}
		for name, value := range map[string]string{"q": p.Query, "good_practice": p.Practice, "country": p.Country, "region": p.Region} {
			if value != "" {
				next.Set(name, value)
			}
		}
		p.Next = "/initiatives?" + next.Encode()
	}
	return "initiatives.html", p, nil
}

// filter reads the form. A form sends empty fields: here they mean any.
func (p searchPage) filter() (registry.InitiativeFilter, error) {
	filter := registry.InitiativeFilter{Query: p.Query}
	if len(p.Query) > 300 {
		return filter, registry.Errorf(registry.EInvalid, "too many words")
	}
	if p.Practice != "" {
		number, err := strconv.Atoi(p.Practice)
		if _, ok := codelist.GoodPracticeByNumber(number); err != nil || !ok {
			return filter, registry.Errorf(registry.EInvalid, "no such good practice")
		}
		filter.GoodPractices = []int{number}
	}
	if p.Country != "" {
		country, ok := codelist.CountryByCode(p.Country)
		if !ok {
			return filter, registry.Errorf(registry.EInvalid, "no such country")
		}
		filter.Countries = []string{country.Code}
	}
	if p.Region != "" {
		region, ok := codelist.RegionByCode(p.Region)
		if !ok {
			return filter, registry.Errorf(registry.EInvalid, "no such region")
		}
		filter.Regions = []string{region.Code}
	}
	return filter, nil
}

func decode(view registry.ViewDocument) (initiative registry.Initiative, err error) {
	if err := json.Unmarshal(view.JSON, &initiative); err != nil {
		return initiative, registry.WrapError(registry.EInternal, err, "a stored initiative cannot be read")
	}
	return initiative, nil
}

// initiativePage is one initiative with the names of its codes.
type initiativePage struct {
	registry.Initiative
	Practices []practiceLink
	Places    []registry.Text
}

type practiceLink struct {
	registry.PracticeLink
	ShortTitle registry.Text
}

func (c *console) initiative(r *http.Request, _ language) (string, any, error) {
	view, err := c.registry.FindInitiative(r.Context(), public, r.PathValue("id"))
	if err != nil {
		return "", nil, err
	}
	initiative, err := decode(view)
	if err != nil {
		return "", nil, err
	}
	p := initiativePage{Initiative: initiative}
	for _, link := range initiative.GoodPractices {
		practice, _ := codelist.GoodPracticeByNumber(link.Number)
		p.Practices = append(p.Practices, practiceLink{link, practice.ShortTitle})
	}
	for _, share := range initiative.Countries {
		country, _ := codelist.CountryByCode(share.Code)
		p.Places = append(p.Places, country.Label)
	}
	return "initiative.html", p, nil
}
