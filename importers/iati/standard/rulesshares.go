package standard

import (
	"math"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry/codelist"
)

// shares are the parts into which countries and regions, or the sectors of one vocabulary, divide the whole.
type shares struct {
	count, without int
	sum            float64
	line           int
}

func (s *shares) add(line int, percentage string) {
	if s.count == 0 {
		s.line = line
	}
	s.count++
	n, err := strconv.ParseFloat(percentage, 64)
	if percentage == "" || err != nil || !isDecimal(percentage) {
		s.without++
		return
	}
	s.sum += n
}

// rounding is how far from 100 the sum of shares with two decimals may be by their rounding.
const rounding = 0.1

// check says what is wrong with the division; "" for nothing.
func (s *shares) check() string {
	switch {
	case s.count == 0 || s.count == s.without && s.count == 1:
		return ""
	case s.without > 0:
		return strconv.Itoa(s.without) + " of " + strconv.Itoa(s.count) + " have no percentage: of several each needs one"
	case math.Abs(s.sum-100) > rounding:
		return "the percentages add up to " + strconv.FormatFloat(math.Round(s.sum*100)/100, 'f', -1, 64) + " and not to 100"
	}
	return ""
}

func (a *activity) percentage(line int, path, said string) {
	if n, err := strconv.ParseFloat(said, 64); err == nil && isDecimal(said) && (n < 0 || n > 100) {
		a.broken(line, path+"/@percentage", "%s is not between 0 and 100", quoted(said))
	}
}

func (a *activity) sector(line int, vocabulary, percentage string) {
	if vocabulary == "" {
		vocabulary = "1"
	}
	a.percentage(line, "sector", percentage)
	if a.sectors == nil {
		a.sectors = map[string]*shares{}
	}
	if a.sectors[vocabulary] == nil {
		if len(a.sectors) == len(codelist.IATI("SectorVocabulary").Codes()) {
			return // vocabularies that are none: the codes say so
		}
		a.sectors[vocabulary] = &shares{}
	}
	a.sectors[vocabulary].add(line, percentage)
}

// geography: countries or regions stand with the activity or with each of its transactions, and divide the whole.
func (a *activity) geography() {
	if reason := a.places.check(); reason != "" {
		a.broken(a.places.line, "recipient-country/@percentage", "countries and regions together: %s", reason)
	}
	here := a.places.count+a.otherRegions > 0
	switch t := a.transactions; {
	case here && t.placed > 0:
		a.broken(a.line, "transaction/recipient-country", "countries or regions stand both with the activity and with transactions: one of them only is allowed")
	case !here && t.placed == 0:
		a.broken(a.line, "recipient-country", "there is no country and no region, neither of the activity nor of its transactions")
	case !here && t.placed < t.all:
		a.broken(a.line, "transaction/recipient-country", "%d of %d transactions have neither country nor region, and the activity has none", t.all-t.placed, t.all)
	}
}

// classification: sectors stand with the activity or with each of its transactions, and divide the whole within a vocabulary.
func (a *activity) classification() {
	for _, vocabulary := range codelist.IATI("SectorVocabulary").Codes() {
		if s := a.sectors[vocabulary]; s != nil {
			if reason := s.check(); reason != "" {
				a.broken(s.line, "sector/@percentage", "sectors of vocabulary %s: %s", vocabulary, reason)
			}
		}
	}
	here := len(a.sectors) > 0
	switch t := a.transactions; {
	case here && t.classified > 0:
		a.broken(a.line, "transaction/sector", "sectors stand both with the activity and with transactions: one of them only is allowed")
	case !here && t.classified == 0:
		a.broken(a.line, "sector", "there is no sector, neither of the activity nor of its transactions")
	case !here && t.classified < t.all:
		a.broken(a.line, "transaction/sector", "%d of %d transactions have no sector, and the activity has none", t.all-t.classified, t.all)
	}
}

// position: location/point/pos is "latitude longitude" in degrees.
func (a *activity) position(line int, path, said string) {
	parts := strings.Fields(said)
	if len(parts) != 2 || !isDecimal(parts[0]) || !isDecimal(parts[1]) {
		a.broken(line, path, "%s is not a latitude and a longitude with a space between", quoted(said))
		return
	}
	latitude, _ := strconv.ParseFloat(parts[0], 64)
	longitude, _ := strconv.ParseFloat(parts[1], 64)
	switch {
	case math.Abs(latitude) > 90 || math.Abs(longitude) > 180:
		a.broken(line, path, "%s is no place on earth: latitudes go from -90 to 90 and come first, longitudes from -180 to 180", quoted(said))
	case latitude == 0 && longitude == 0:
		a.doubtful(line, path, "is 0 0, a point in the Gulf of Guinea: leave out what is not known")
	}
}
