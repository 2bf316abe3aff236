package sheet

import (
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry/codelist"
)

// monthNames are, by month, the names in use: English, French, Spanish, and Arabic as it is written in Egypt and the
// Gulf, in the Levant and Iraq, and in the Maghreb; names of two words after a "|" each.
var monthNames = [12]string{
	"january jan janvier janv enero ene يناير جانفي|كانون الثاني|كانون ثاني",
	"february feb février févr fév febrero فبراير فيفري شباط",
	"march mar mars marzo مارس آذار",
	"april apr avril avr abril abr أبريل إبريل أفريل نيسان",
	"may mai mayo مايو ماي أيار",
	"june jun juin junio يونيو يونيه جوان حزيران",
	"july jul juillet juil julio يوليو يوليه يوليوز جويلية تموز",
	"august aug août agosto ago أغسطس أوت غشت آب",
	"september sep sept septembre septiembre سبتمبر شتنبر أيلول",
	"october oct octobre octubre أكتوبر|تشرين الأول|تشرين أول",
	"november nov novembre noviembre نوفمبر نونبر|تشرين الثاني|تشرين ثاني",
	"december dec décembre déc diciembre dic ديسمبر دجنبر|كانون الأول|كانون أول",
}

var months = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for i, names := range monthNames {
		words, phrases, _ := strings.Cut(names, "|")
		for _, name := range append(strings.Fields(words), strings.Split(phrases, "|")...) {
			m[codelist.Fold(name)] = i + 1
		}
	}
	delete(m, "")
	return m
})

// monthNamed is the month of a name, or of two names of one month as Arabic documents of the United Nations write it
// ("كانون الثاني/يناير"); 0 for none.
func monthNamed(name string) int {
	name = codelist.Fold(name)
	if month := months()[name]; month != 0 {
		return month
	}
	for i, r := range name {
		if r != ' ' {
			continue
		}
		if month := months()[name[:i]]; month != 0 && month == months()[name[i+1:]] {
			return month
		}
	}
	return 0
}
