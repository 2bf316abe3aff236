package overlap

import (
	"strings"

	"github.com/tansiq/tansiq/registry/analysis"
)

// minSkeleton is the fewest consonants by which a name is told from others: "Gao" has too few.
const minSkeleton = 3

// latinPairs are the two letters that transliteration writes for one consonant, by class.
var latinPairs = map[string]byte{
	"sh": 's', "ch": 's', "kh": 'k', "gh": 'k', "ck": 'k', "qu": 'k', "dj": 'k', "th": 't', "dh": 'd', "ph": 'f', "ts": 's', "tz": 's',
}

// latinClasses and arabicClasses give consonants that stand for each other a common class: emphatic and plain letters,
// p and b, v and f, and the many ways to write what is said in the back of the mouth. Vowels, and w and y, which Arabic
// writes for long ones, have none.
var latinClasses = map[rune]byte{
	'b': 'b', 'p': 'b', 'f': 'f', 'v': 'f', 't': 't', 'd': 'd', 's': 's', 'z': 's', 'c': 'k', 'g': 'k', 'j': 'k', 'k': 'k', 'q': 'k', 'x': 'k',
	'l': 'l', 'm': 'm', 'n': 'n', 'r': 'r', 'h': 'h',
}

var arabicClasses = map[rune]byte{
	'ب': 'b', 'پ': 'b', 'ف': 'f', 'ڤ': 'f', 'ت': 't', 'ط': 't', 'ث': 't', 'د': 'd', 'ذ': 'd', 'ض': 'd', 'ظ': 'd',
	'س': 's', 'ص': 's', 'ز': 's', 'ش': 's', 'ژ': 's', 'ج': 'k', 'ق': 'k', 'ك': 'k', 'غ': 'k', 'خ': 'k', 'گ': 'k', 'چ': 's',
	'ل': 'l', 'م': 'm', 'ن': 'n', 'ر': 'r', 'ه': 'h', 'ح': 'h',
}

// skeleton is what transliteration keeps of a name between the Arabic and Latin scripts: the classes of its consonants,
// doubled ones once, without a final h. "Kidal" and "كيدال" are kdl. It is "" where fewer than minSkeleton remain, and for
// words with digits or of other scripts.
func skeleton(folded string) string {
	var bones []byte
	add := func(class byte) {
		if class != 0 && (len(bones) == 0 || bones[len(bones)-1] != class) {
			bones = append(bones, class)
		}
	}
	if isArabicWord(folded) {
		bare, _ := analysis.WithoutArticle(folded)
		runes := []rune(bare)
		for i, r := range runes {
			if r == 'ش' && i > 0 && runes[i-1] == 'ت' { // تش is ch
				bones = bones[:max(0, len(bones)-1)]
			}
			add(arabicClasses[r])
		}
	} else {
		for i := 0; i < len(folded); i++ {
			c := folded[i]
			if c < 'a' || c > 'z' {
				return ""
			}
			if class, ok := latinPairs[folded[i:min(i+2, len(folded))]]; ok {
				add(class)
				i++
				continue
			}
			if c == 'c' && i+1 < len(folded) && strings.IndexByte("eiy", folded[i+1]) >= 0 {
				c = 's'
			}
			add(latinClasses[rune(c)])
		}
	}
	if n := len(bones); n > 0 && bones[n-1] == 'h' {
		bones = bones[:n-1]
	}
	if len(bones) < minSkeleton {
		return ""
	}
	return string(bones)
}

func isArabicWord(folded string) bool {
	for _, r := range folded {
		if r < 0x621 || r > 0x6d3 {
			return false
		}
	}
	return folded != ""
}
