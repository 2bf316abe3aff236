package overlap

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// Measured is how well the detector did on labelled pairs, for those who act on what it says.
type Measured struct {
	MeasuredOn registry.Date    `json:"measured_on"`
	Model      string           `json:"model"` // version of the model that was measured
	Conditions registry.Text    `json:"conditions"`
	Figures    []MeasuredFigure `json:"figures"`
	Weaknesses []registry.Text  `json:"weaknesses"`
}

// MeasuredFigure is a share (0-1) with its 95 % interval and the number of pairs that it is a share of.
type MeasuredFigure struct {
	Name  registry.Text `json:"name"`
	Value float64       `json:"value"`
	Low   float64       `json:"low"`
	High  float64       `json:"high"`
	N     int           `json:"n"`
}

// Quality is what was measured of the program's own model, in English, French and Arabic. TestQuality writes it.
func Quality() Measured { return quality() }

//go:embed quality.json
var qualityJSON []byte

// measurements is quality.json: numbers without words.
type measurements struct {
	MeasuredOn registry.Date `json:"measured_on"`
	Model      string        `json:"model"`
	Labelled   int           `json:"labelled"` // pairs that the figures of identity are of
	Read       int           `json:"read"`     // pairs read twice
	Agree      float64       `json:"agree"`    // share on which the readings agree
	Kappa      float64       `json:"kappa"`
	Figures    []struct {
		Name  string  `json:"name"` // a key of figureWords
		Value float64 `json:"value"`
		Low   float64 `json:"low"`
		High  float64 `json:"high"`
		N     int     `json:"n"`
	} `json:"figures"`
}

var quality = sync.OnceValue(func() Measured {
	var m measurements
	if err := json.Unmarshal(qualityJSON, &m); err != nil {
		panic("overlap: quality.json: " + err.Error())
	}
	out := Measured{MeasuredOn: m.MeasuredOn, Model: m.Model, Conditions: registry.Text{}, Weaknesses: weaknesses}
	for language, words := range conditions {
		out.Conditions[language] = fmt.Sprintf(words, m.Labelled, m.Read, 100*m.Agree, m.Kappa, m.Model)
	}
	for _, f := range m.Figures {
		out.Figures = append(out.Figures, MeasuredFigure{figureWords[f.Name], f.Value, f.Low, f.High, f.N})
	}
	return out
})
