package overlap

// The levels of the dimensions. They are part of evidence hashes: renaming one reopens every ruling.
const (
	levelPrior = "prior"

	levelSameRecord = "same-record"
	levelScoped     = "same-number"
	levelActivity   = "activity-id"
	levelMoneyFlow  = "money-flow"
	levelOtherIDs   = "different"

	levelDeclared   = "declared"
	levelThirdParty = "third-party"

	levelIdentical = "identical"
	levelNear      = "near"
	levelPattern   = "same-pattern"
	levelHead      = "same-heading"
	levelPhrase    = "common-phrase"
	levelPartial   = "partial"

	levelTranslation     = "translation"
	levelTranslationNear = "translation-near"
	levelTranslationNone = "no-translation"

	levelLittle      = "little"
	levelNone        = "none"
	levelSharedCode  = "shared-code"
	levelSharedKey   = "shared-acronym"
	levelStrongTheme = "strong-theme"
	levelSubject     = "same-subject"
	levelTheme       = "theme"
	levelNoTheme     = "no-theme"

	levelFunderAndImplementer = "same-funder-and-implementer"
	levelImplementer          = "same-implementer"
	levelImplementerOnly      = "same-implementer-donor-to-confirm"
	levelHostGovernment       = "host-government"
	levelAgency               = "same-agency-named"
	levelFunder               = "same-funder"
	levelChain                = "one-funds-the-other"
	levelDifferent            = "different-organisations"
	levelDifferentFunders     = "different-funders"
	levelDonorUnknown         = "donor-to-confirm"

	levelSamePlace       = "same-place"
	levelInside          = "one-inside-the-other"
	levelNearby          = "nearby"
	levelSameCountry     = "same-country"
	levelDifferentPlaces = "different-places"
	levelOtherCountry    = "other-country"

	levelSameDates  = "same-dates"
	levelSameStart  = "same-start"
	levelConcurrent = "concurrent"
	levelBrief      = "brief"
	levelEndUnknown = "end-unknown"
	levelYearsApart = "years-apart"
	levelFollowing  = "phases-follow"
	levelDisjoint   = "disjoint"

	levelPractice         = "same-practice"
	levelPurpose          = "same-purpose"
	levelCategory         = "same-category"
	levelField            = "same-sector-group"
	levelDifferentPurpose = "different-purpose"

	levelSameGroups      = "same-groups"
	levelDifferentGroups = "different-groups"

	levelSameAmount      = "same-amount"
	levelCloseAmount     = "close-amount"
	levelComparable      = "comparable"
	levelDifferentAmount = "different-amount"
)
