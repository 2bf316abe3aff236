package toolkit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Kinds of note.
const (
	noteSource = "source" // where it was printed, and what was printed that no field holds
	noteDoubt  = "doubt"
)

func (e entry) notes() []registry.Note {
	notes := []registry.Note{{Kind: noteSource, Text: e.printed()}}
	source := func(en, fr, ar string) {
		notes = append(notes, registry.Note{Kind: noteSource, Text: registry.Text{"en": en, "fr": fr, "ar": ar}})
	}
	if e.Year != 0 {
		source(fmt.Sprintf("Year printed: %d; the day is not known.", e.Year),
			fmt.Sprintf("Année imprimée : %d ; le jour n'est pas connu.", e.Year),
			fmt.Sprintf("السنة المطبوعة: %d؛ واليوم غير معروف.", e.Year))
	}
	if e.Since != 0 {
		source(fmt.Sprintf("Printed as begun in %d; the day is not known.", e.Since),
			fmt.Sprintf("Début imprimé : %d ; le jour n'est pas connu.", e.Since),
			fmt.Sprintf("سنة البدء المطبوعة: %d؛ واليوم غير معروف.", e.Since))
	}
	if slices.Contains(e.Regions, worldwide) {
		source("Worldwide, so in no one coordination region.",
			"De portée mondiale, donc dans aucune région de coordination particulière.",
			"ذات نطاق عالمي، فلا تقع في منطقة تنسيق بعينها.")
	}
	if !e.AlsoNamed.IsEmpty() {
		source("Also named, in no stated role: "+e.AlsoNamed["en"]+".",
			"Également cités, sans rôle précisé : "+e.AlsoNamed["fr"]+".",
			"ذُكر أيضًا دون بيان الدور: "+e.AlsoNamed["ar"]+".")
	}
	if !e.Doubt.IsEmpty() {
		notes = append(notes, registry.Note{Kind: noteDoubt, Text: e.Doubt})
	}
	return notes
}

// printed says where it was printed. Lines are those of the Arabic edition's text, which has no page numbers.
func (e entry) printed() registry.Text {
	lines := strings.ReplaceAll(e.Lines, ";", ", ")
	en, fr, ar := "line ", "ligne ", "السطر "
	if strings.ContainsAny(lines, "-,") {
		en, fr, ar = "lines ", "lignes ", "الأسطر "
	}
	t := registry.Text{
		"en": "As printed in 2019, " + en + lines + " of the Arabic edition's text.",
		"fr": "Tel qu'imprimé en 2019, " + fr + lines + " du texte de l'édition arabe.",
		"ar": "كما طُبع في 2019، " + ar + strings.ReplaceAll(lines, ", ", "، ") + " من نص الطبعة العربية.",
	}
	if e.URL != "" {
		t["en"] += " The address is that of 2019 and was not visited."
		t["fr"] += " L'adresse est celle de 2019 et n'a pas été consultée."
		t["ar"] += " والرابط هو رابط عام 2019 ولم يُفتح."
	}
	return t
}
