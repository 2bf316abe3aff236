package classify

import "github.com/tansiq/tansiq/registry"

// vocabularyDAC is IATI SectorVocabulary 1: OECD DAC CRS purpose codes of five digits.
const vocabularyDAC = "1"

// purposePractice says which practice a purpose code alone stands for. Most do not: a code is listed only if all that
// its definition covers falls under the practice. Considered and left out, with what else they cover:
//
//	15130  legal and judicial development: legal aid, ombudsmen, traditional justice, constitutions
//	15131  justice, law and order policy: planning and administration of any of it
//	15132  police: pay, vehicles and buildings; training is found by its words (practice 20)
//	15134  judicial affairs: civil courts, legal settlements
//	15136  immigration: work permits, alien registration
//	15190  migration: labour recruitment, remittances, asylum
//	15210  security system management: parliaments, military budgets
//	15220, 15230  peace-building and peacekeeping in general
//	15240  reintegration of soldiers, together with control of small arms
//	16063  narcotics control: awareness campaigns and police training under one code
var purposePractice = map[string]int{
	"15113": 2,  // anti-corruption organisations and institutions
	"15137": 24, // prisons
	"15261": 17, // child soldiers: prevention and demobilisation, reintegration
	"31165": 16, // agricultural alternative development: to reduce illicit drug cultivation
	"43050": 16, // non-agricultural alternative development: the same
}

// mainShare is the percentage from which a purpose code is a record's main one.
const mainShare = 50

// mainPurpose says whether the sector is what the record is for: its only purpose code, or at least half of it. Large
// programmes carry a small code for every component.
func mainPurpose(s registry.Sector, sectors []registry.Sector) bool {
	if s.Percentage != nil {
		return *s.Percentage >= mainShare
	}
	for _, other := range sectors {
		if other.Vocabulary == vocabularyDAC && other.Code != s.Code {
			return false
		}
	}
	return true
}
