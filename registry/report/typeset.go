package report

import (
	"embed"
	"image/color"
	"strings"
	"sync"
	"unicode"

	"github.com/benoitkugler/textprocessing/fribidi"
	"github.com/tdewolff/canvas"
	shaping "github.com/tdewolff/canvas/text"
)

// The PDF is set in Noto Sans and Noto Sans Arabic, which are embedded under the SIL Open Font License (fonts/OFL.txt).
// Lines are broken and ordered here by the Unicode Bidirectional Algorithm (UAX 9); the library shapes the letters of one
// script and direction at a time. Left to order a line itself, it writes the words of Arabic from left to right.

//go:embed fonts/*.ttf fonts/OFL.txt
var fontFiles embed.FS

// script is what a font is chosen by.
type script int

const (
	latin script = iota // and everything that is not Arabic
	arabic
)

// families are read once; a font is shared by all documents.
var families = sync.OnceValues(func() (loaded [2]*canvas.FontFamily, err error) {
	for s, name := range map[script]string{latin: "NotoSans", arabic: "NotoSansArabic"} {
		loaded[s] = canvas.NewFontFamily(name)
		for suffix, weight := range map[string]canvas.FontStyle{"Regular": canvas.FontRegular, "Bold": canvas.FontBold} {
			b, err := fontFiles.ReadFile("fonts/" + name + "-" + suffix + ".ttf")
			if err != nil {
				return loaded, err
			}
			if err := loaded[s].LoadFont(b, 0, weight); err != nil {
				return loaded, err
			}
		}
	}
	return loaded, nil
})

// look is how text is set.
type look struct {
	size float64 // points
	bold bool
	ink  color.RGBA
}

const (
	millimetre = 25.4 / 72 // of a point
	// leading is the height of a line in sizes: Arabic letters reach higher and lower.
	leadingLatin  = 1.38
	leadingArabic = 1.62
)

// typesetter measures and draws text. It is for one document.
type typesetter struct {
	families [2]*canvas.FontFamily
	leading  float64
	faces    map[faceKey]*canvas.FontFace
	widths   map[widthKey]float64
}

type faceKey struct {
	look
	script script
}

type widthKey struct {
	size   float64
	bold   bool
	script script
	words  string
}

func newTypesetter(l locale) (*typesetter, error) {
	loaded, err := families()
	t := &typesetter{families: loaded, leading: leadingLatin, faces: map[faceKey]*canvas.FontFace{}, widths: map[widthKey]float64{}}
	if l.rtl {
		t.leading = leadingArabic
	}
	return t, err
}

func (t *typesetter) lineHeight(l look) float64 { return l.size * millimetre * t.leading }

func (t *typesetter) face(l look, s script) *canvas.FontFace {
	key := faceKey{l, s}
	face := t.faces[key]
	if face == nil {
		weight := canvas.FontRegular
		if l.bold {
			weight = canvas.FontBold
		}
		face = t.families[s].Face(l.size, l.ink, weight, canvas.FontNormal)
		if s == arabic {
			face.Direction, face.Script, face.Language = shaping.RightToLeft, shaping.Arabic, "ar"
		}
		t.faces[key] = face
	}
	return face
}

// piece is text of one font and direction.
type piece struct {
	words  string
	script script
}

func scriptOf(r rune, before script) script {
	switch {
	case unicode.Is(unicode.Arabic, r), r == '،', r == '؛', r == '؟', r == 'ـ':
		return arabic
	case unicode.Is(unicode.Mn, r), r == '\u200c', r == '\u200d':
		return before // a mark goes with its letter
	}
	return latin
}

// isInvisible is for the characters that only steer the order.
func isInvisible(r rune) bool {
	return r >= '\u2066' && r <= '\u2069' || r >= '\u202a' && r <= '\u202e' || r == '\u200e' || r == '\u200f'
}

// pieces divides what has one level. Of a level from right to left, letters stay together and every other sign is by
// itself, mirrored; the first piece is the rightmost.
func pieces(runes []rune, fromRight bool) (all []piece) {
	before := latin
	for _, r := range runes {
		if isInvisible(r) {
			continue
		}
		s := scriptOf(r, before)
		before = s
		alone := fromRight && s == latin
		if alone {
			r = mirrored(r)
		}
		if last := len(all) - 1; last >= 0 && all[last].script == s && !alone {
			all[last].words += string(r)
		} else {
			all = append(all, piece{string(r), s})
		}
	}
	return all
}

// mirrored is the sign that stands for a sign where lines run from the right (UAX 9, rule L4), of those that texts have.
func mirrored(r rune) rune {
	const pairs = "()[]{}<>«»‹›≤≥"
	signs := []rune(pairs)
	for i, sign := range signs {
		if sign == r {
			return signs[i^1]
		}
	}
	return r
}

func (t *typesetter) width(p piece, l look) float64 {
	key := widthKey{l.size, l.bold, p.script, p.words}
	w, ok := t.widths[key]
	if !ok {
		w = t.face(l, p.script).TextWidth(p.words)
		t.widths[key] = w
	}
	return w
}

func (t *typesetter) measure(runes []rune, l look) (w float64) {
	for _, p := range pieces(runes, false) {
		w += t.width(p, l)
	}
	return w
}

// line is a line of a paragraph: its characters in reading order with their levels.
type line struct {
	runes  []rune
	levels []fribidi.Level
	width  float64
}

// wrap breaks a paragraph into lines no wider than the width, at most so many; what is cut off ends in an ellipsis.
func (t *typesetter) wrap(words string, l look, width float64, fromRight bool, most int) []line {
	runes := []rune(words)
	if len(runes) == 0 {
		return nil
	}
	levels := levelsOf(runes, fromRight)
	var lines []line
	add := func(from, to int) {
		for from < to && runes[from] == ' ' {
			from++
		}
		for to > from && runes[to-1] == ' ' {
			to--
		}
		if from < to {
			lines = append(lines, line{runes[from:to], levels[from:to], t.measure(runes[from:to], l)})
		}
	}
	begin, end, used := 0, 0, 0.0 // of the line: from, to, and how wide it is
	for end < len(runes) && len(lines) <= most {
		next := breakAfter(runes, end)
		w := t.measure(runes[end:next], l)
		trimmed := w
		if runes[next-1] == ' ' {
			trimmed = t.measure(runes[end:next-1], l)
		}
		switch {
		case used+trimmed <= width:
			used += w
			end = next
		case used > 0:
			add(begin, end)
			begin, used = end, 0
		default: // one word is wider than the line
			n, taken := 1, t.measure(runes[end:end+1], l)
			for end+n < next {
				if taken += t.measure(runes[end+n:end+n+1], l); taken > width {
					break
				}
				n++
			}
			add(end, end+n)
			begin, end, used = end+n, end+n, 0
		}
	}
	add(begin, end)
	if len(lines) > most {
		last := &lines[most-1]
		last.runes = append(append([]rune{}, last.runes...), ' ', '…')
		last.levels = append(append([]fribidi.Level{}, last.levels...), levels[0], levels[0])
		last.width = t.measure(last.runes, l)
		lines = lines[:most]
	}
	return lines
}

// longestWord bounds what is measured at once; a longer one is broken anywhere.
const longestWord = 60

// breakAfter is the end of the word at a place: after its spaces, or after a sign at which addresses and paths may be broken.
func breakAfter(runes []rune, from int) int {
	for i := from; i < len(runes); i++ {
		if i-from == longestWord {
			return i
		}
		switch runes[i] {
		case ' ':
			for i+1 < len(runes) && runes[i+1] == ' ' {
				i++
			}
			return i + 1
		case '/', '_', '-', '–', '|':
			if i > from+2 && i+1 < len(runes) && runes[i+1] != ' ' && unicode.IsLetter(runes[i+1]) {
				return i + 1
			}
		}
	}
	return len(runes)
}

// levelsOf are the embedding levels of a paragraph (UAX 9).
func levelsOf(runes []rune, fromRight bool) []fribidi.Level {
	base := fribidi.ParType(fribidi.LTR)
	if fromRight {
		base = fribidi.ParType(fribidi.RTL)
	}
	types := make([]fribidi.CharType, len(runes))
	brackets := make([]fribidi.BracketType, len(runes))
	for i, r := range runes {
		if types[i] = fribidi.GetBidiType(r); types[i] == fribidi.ON {
			brackets[i] = fribidi.GetBracket(r)
		}
	}
	levels, _ := fribidi.GetParEmbeddingLevels(types, brackets, &base)
	return levels
}

// visual is a line's pieces from left to right (UAX 9, rule L2).
func (n line) visual() []piece {
	type run struct {
		level  fribidi.Level
		pieces []piece
	}
	var runs []run
	for from := 0; from < len(n.runes); {
		to := from
		for to < len(n.runes) && n.levels[to] == n.levels[from] {
			to++
		}
		fromRight := n.levels[from]%2 == 1
		r := run{n.levels[from], pieces(n.runes[from:to], fromRight)}
		if fromRight {
			for i, j := 0, len(r.pieces)-1; i < j; i, j = i+1, j-1 {
				r.pieces[i], r.pieces[j] = r.pieces[j], r.pieces[i]
			}
		}
		runs = append(runs, r)
		from = to
	}
	highest := fribidi.Level(0)
	for _, r := range runs {
		highest = max(highest, r.level)
	}
	for level := highest; level > 0; level-- {
		for from := 0; from < len(runs); from++ {
			to := from
			for to < len(runs) && runs[to].level >= level {
				to++
			}
			for i, j := from, to-1; i < j; i, j = i+1, j-1 {
				runs[i], runs[j] = runs[j], runs[i]
			}
			from = max(from, to)
		}
	}
	var all []piece
	for _, r := range runs {
		all = append(all, r.pieces...)
	}
	return all
}

// draw sets a line with its left end at x and its baseline at y.
func (t *typesetter) draw(c *canvas.Context, n line, l look, x, y float64) {
	for _, p := range n.visual() {
		if strings.TrimSpace(p.words) != "" {
			c.DrawText(x, y, canvas.NewTextLine(t.face(l, p.script), p.words, canvas.Left))
		}
		x += t.width(p, l)
	}
}
