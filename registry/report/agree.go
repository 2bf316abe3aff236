package report

import (
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// agreements are the questions that a flag puts to the meeting. {a} and {b} are the donors, {places} what the two share.
var agreements = map[string]registry.Text{
	"record": {
		"en": "Whether both records describe one thing, and which of them is kept up to date.",
		"fr": "Si les deux fiches décrivent la même chose, et laquelle est tenue à jour.",
		"ar": "هل يصف السجلان الشيء نفسه، وأيهما يُحدَّث."},
	"one": {
		"en": "Whether both describe one initiative; its money is then counted once.",
		"fr": "Si les deux décrivent une seule initiative ; son financement n’est alors compté qu’une fois.",
		"ar": "هل تصفان مبادرة واحدة، فيُحسب تمويلها مرة واحدة."},
	"who": {
		"en": "Between {a} and {b}: whether they do the same work for the same people and, if so, who does what.",
		"fr": "Entre {a} et {b} : si le même travail est mené pour les mêmes personnes et, le cas échéant, qui fait quoi.",
		"ar": "بين {a} و{b}: هل تؤديان العمل نفسه للأشخاص أنفسهم، وإن كان كذلك فمن يفعل ماذا."},
	"places": {
		"en": "Who works where in the places that both name: {places}.",
		"fr": "Qui intervient où dans les lieux que les deux citent : {places}.",
		"ar": "من يعمل أين في الأماكن التي تذكرها كلتاهما: {places}."},
	"narrow": {
		"en": "Where exactly each works: not both of them name a place within the country.",
		"fr": "Où chacune intervient exactement : toutes deux ne citent pas de lieu dans le pays.",
		"ar": "أين تعمل كل منهما بالتحديد: فليستا كلتاهما تذكران مكانًا داخل البلد."},
	"funder": {
		"en": "First: who funds each of them. For one at least, the registry does not know.",
		"fr": "D’abord : qui finance chacune. Pour l’une au moins, le registre l’ignore.",
		"ar": "أولًا: من يموّل كلًّا منهما. فالسجل يجهل ذلك في إحداهما على الأقل."},
	"early": {
		"en": "What can still change: at least one of them has not begun.",
		"fr": "Ce qui peut encore changer : l’une au moins n’a pas commencé.",
		"ar": "ما الذي يمكن تغييره بعد: فإحداهما على الأقل لم تبدأ."},
	"past": {
		"en": "What was learnt: at least one of them has ended.",
		"fr": "Ce qui a été appris : l’une au moins est terminée.",
		"ar": "ما الدروس المستفادة: فإحداهما على الأقل انتهت."},
}

// ToAgree gives what would have to be agreed about a flag on a day, in every language. It asks; it does not judge.
func ToAgree(f *Flag, day registry.Date) []registry.Text {
	if f.Status == registry.OverlapRuled && f.Ruling != nil && f.Ruling.Decision != registry.DecisionNeedsDiscussion {
		return []registry.Text{} // it is agreed
	}
	switch f.Kind {
	case registry.OverlapDuplicate:
		return []registry.Text{agreements["record"]}
	case registry.OverlapSameInitiative:
		return []registry.Text{agreements["one"]}
	}
	var texts []registry.Text
	if len(f.A.Donors) == 0 || len(f.B.Donors) == 0 {
		texts = append(texts, agreements["funder"])
	} else {
		text := registry.Text{}
		for language, words := range agreements["who"] {
			a, _ := f.A.Donors[0].In(language)
			b, _ := f.B.Donors[0].In(language)
			text[language] = strings.NewReplacer("{a}", clean(a), "{b}", clean(b)).Replace(words)
		}
		texts = append(texts, text)
	}
	switch shared := sharedPlaces(f); {
	case len(shared) > 0:
		text := registry.Text{}
		for language, words := range agreements["places"] {
			text[language] = strings.ReplaceAll(words, "{places}", strings.Join(shared, localeOf(language).list))
		}
		texts = append(texts, text)
	case len(f.A.Places) == 0 || len(f.B.Places) == 0:
		texts = append(texts, agreements["narrow"])
	}
	switch {
	case begins(f.A, day) || begins(f.B, day):
		texts = append(texts, agreements["early"])
	case ended(f.A, day) || ended(f.B, day):
		texts = append(texts, agreements["past"])
	}
	return texts
}

func sharedPlaces(f *Flag) []string {
	var shared []string
	for _, a := range f.A.Places {
		for _, b := range f.B.Places {
			wa, _ := a.In()
			wb, _ := b.In()
			if wa != "" && strings.EqualFold(clean(wa), clean(wb)) {
				shared = append(shared, clean(wa))
				break
			}
		}
	}
	return shared
}

func begins(s Side, day registry.Date) bool {
	return s.Status == registry.StatusPipeline || s.Period.Start > day
}

func ended(s Side, day registry.Date) bool {
	return s.Status == registry.StatusClosed || s.Period.End != "" && s.Period.End < day
}
