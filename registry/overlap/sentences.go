package overlap

import "github.com/tansiq/tansiq/registry"

// sentences are the templates of Sentence, by dimension and level: {a} and {b} are the values of the sides, {shared} what
// they have in common.
var sentences = map[registry.Dimension]map[string]registry.Text{
	registry.DimensionPrior: {
		levelPrior: {
			"en": "Few of the pairs that are compared turn out to belong together.",
			"fr": "Peu des paires comparées s'avèrent liées.",
			"ar": "قليل من الأزواج التي تُقارَن يتبين أنها مترابطة."},
	},
	registry.DimensionIdentifier: {
		levelSameRecord: {
			"en": "Both carry the identifier {shared}, which its source gives once.",
			"fr": "Les deux portent l'identifiant {shared}, que sa source n'attribue qu'une fois.",
			"ar": "كلتاهما تحمل المعرّف {shared} الذي لا يمنحه مصدره إلا مرة واحدة."},
		levelScoped: {
			"en": "Both give the number {shared} of the same organisation.",
			"fr": "Les deux indiquent le numéro {shared} de la même organisation.",
			"ar": "كلتاهما تذكر الرقم {shared} للمنظمة نفسها."},
		levelActivity: {
			"en": "One names the other, {shared}, as a partner's activity.",
			"fr": "L'une cite l'autre, {shared}, comme activité d'un partenaire.",
			"ar": "إحداهما تذكر الأخرى، {shared}، بوصفها نشاط شريك."},
		levelMoneyFlow: {
			"en": "The same flow of money, {shared}, passes through both.",
			"fr": "Le même flux financier, {shared}, passe par les deux.",
			"ar": "يمر التدفق المالي نفسه، {shared}، عبر كلتيهما."},
		levelOtherIDs: {
			"en": "Their identifiers differ: {a}; {b}.",
			"fr": "Leurs identifiants diffèrent : {a} ; {b}.",
			"ar": "معرّفاتهما مختلفة: {a}؛ {b}."},
		registry.LevelMissing: {
			"en": "There are no identifiers to compare.",
			"fr": "Il n'y a pas d'identifiants à comparer.",
			"ar": "لا توجد معرّفات للمقارنة."},
	},
	registry.DimensionLinks: {
		levelDeclared: {
			"en": "A source declares how they are connected: {shared}.",
			"fr": "Une source déclare leur lien : {shared}.",
			"ar": "يصرّح أحد المصادر بالصلة بينهما: {shared}."},
		levelThirdParty: {
			"en": "A source declares: {shared}.",
			"fr": "Une source déclare : {shared}.",
			"ar": "يصرّح أحد المصادر: {shared}."},
		registry.LevelMissing: {
			"en": "No source declares a connection.",
			"fr": "Aucune source ne déclare de lien.",
			"ar": "لا يصرّح أي مصدر بصلة بينهما."},
	},
	registry.DimensionText: {
		levelIdentical: {
			"en": "The titles consist of the same words: “{a}”; “{b}”.",
			"fr": "Les titres se composent des mêmes mots : « {a} » ; « {b} ».",
			"ar": "يتألف العنوانان من الكلمات نفسها: «{a}»؛ «{b}»."},
		levelNear: {
			"en": "The titles share most of their words: “{a}”; “{b}”.",
			"fr": "Les titres ont la plupart de leurs mots en commun : « {a} » ; « {b} ».",
			"ar": "يشترك العنوانان في معظم الكلمات: «{a}»؛ «{b}»."},
		levelPattern: {
			"en": "The titles follow one pattern, each with words of its own: “{a}”; “{b}”.",
			"fr": "Les titres suivent un même modèle, chacun avec ses propres mots : « {a} » ; « {b} ».",
			"ar": "يتبع العنوانان نمطا واحدا ولكل منهما كلماته: «{a}»؛ «{b}»."},
		levelPhrase: {
			"en": "The titles have a name of several words in common: “{a}”; “{b}”.",
			"fr": "Les titres ont en commun un nom de plusieurs mots : « {a} » ; « {b} ».",
			"ar": "يشترك العنوانان في اسم من عدة كلمات: «{a}»؛ «{b}»."},
		levelTranslation: {
			"en": "The titles say the same in different languages: “{a}”; “{b}”.",
			"fr": "Les titres disent la même chose en des langues différentes : « {a} » ; « {b} ».",
			"ar": "يقول العنوانان الشيء نفسه بلغتين مختلفتين: «{a}»؛ «{b}»."},
		levelTranslationNear: {
			"en": "The titles say much the same in different languages: “{a}”; “{b}”.",
			"fr": "Les titres disent à peu près la même chose en des langues différentes : « {a} » ; « {b} ».",
			"ar": "يقول العنوانان شيئا متقاربا بلغتين مختلفتين: «{a}»؛ «{b}»."},
		levelTranslationNone: {
			"en": "The titles, in different languages, name nothing in common: “{a}”; “{b}”.",
			"fr": "Les titres, en des langues différentes, ne désignent rien de commun : « {a} » ; « {b} ».",
			"ar": "لا يسمي العنوانان، بلغتين مختلفتين، شيئا مشتركا: «{a}»؛ «{b}»."},
		levelHead: {
			"en": "Both titles name one programme, and each a part of it: “{a}”; “{b}”.",
			"fr": "Les deux titres nomment un même programme, et chacun une partie : « {a} » ; « {b} ».",
			"ar": "يسمّي العنوانان برنامجا واحدا، وكل منهما جزءا منه: «{a}»؛ «{b}»."},
		levelPartial: {
			"en": "The titles share some words: “{a}”; “{b}”.",
			"fr": "Les titres ont des mots en commun : « {a} » ; « {b} ».",
			"ar": "يشترك العنوانان في بعض الكلمات: «{a}»؛ «{b}»."},
		levelLittle: {
			"en": "The titles share few words: “{a}”; “{b}”.",
			"fr": "Les titres ont peu de mots en commun : « {a} » ; « {b} ».",
			"ar": "يشترك العنوانان في كلمات قليلة: «{a}»؛ «{b}»."},
		levelNone: {
			"en": "The titles share no word: “{a}”; “{b}”.",
			"fr": "Les titres n'ont aucun mot en commun : « {a} » ; « {b} ».",
			"ar": "لا يشترك العنوانان في أي كلمة: «{a}»؛ «{b}»."},
		levelSharedCode: {
			"en": "Both titles bear the code {shared}: “{a}”; “{b}”.",
			"fr": "Les deux titres portent le code {shared} : « {a} » ; « {b} ».",
			"ar": "يحمل العنوانان الرمز {shared}: «{a}»؛ «{b}»."},
		levelSharedKey: {
			"en": "Both titles bear the acronym {shared}: “{a}”; “{b}”.",
			"fr": "Les deux titres portent le sigle {shared} : « {a} » ; « {b} ».",
			"ar": "يحمل العنوانان الاختصار {shared}: «{a}»؛ «{b}»."},
		levelStrongTheme: {
			"en": "The texts share several words of the subject: “{a}”; “{b}”.",
			"fr": "Les textes partagent plusieurs mots du sujet : « {a} » ; « {b} ».",
			"ar": "يشترك النصان في عدة كلمات من الموضوع: «{a}»؛ «{b}»."},
		levelSubject: {
			"en": "Both titles name one subject: “{a}”; “{b}”.",
			"fr": "Les deux titres nomment un même sujet : « {a} » ; « {b} ».",
			"ar": "يسمّي العنوانان موضوعا واحدا: «{a}»؛ «{b}»."},
		levelTheme: {
			"en": "The texts share a word or two of the subject: “{a}”; “{b}”.",
			"fr": "Les textes partagent un ou deux mots du sujet : « {a} » ; « {b} ».",
			"ar": "يشترك النصان في كلمة أو كلمتين من الموضوع: «{a}»؛ «{b}»."},
		levelNoTheme: {
			"en": "The texts share no word of the subject: “{a}”; “{b}”.",
			"fr": "Les textes ne partagent aucun mot du sujet : « {a} » ; « {b} ».",
			"ar": "لا يشترك النصان في أي كلمة من الموضوع: «{a}»؛ «{b}»."},
		registry.LevelMissing: {
			"en": "The texts have no language in common, and too little in them is understood to compare.",
			"fr": "Les textes n'ont pas de langue commune, et trop peu en est compris pour les comparer.",
			"ar": "ليس للنصين لغة مشتركة، وما فُهم منهما أقل من أن يُقارَن."},
	},
	registry.DimensionOrganisation: {
		levelFunderAndImplementer: {
			"en": "Funder and implementer are the same: {a}; {b}.",
			"fr": "Bailleur et maître d'œuvre sont les mêmes : {a} ; {b}.",
			"ar": "الممول والمنفذ هما أنفسهما: {a}؛ {b}."},
		levelImplementer: {
			"en": "The implementer is the same: {a}; {b}.",
			"fr": "L'organisme d'exécution est le même : {a} ; {b}.",
			"ar": "الجهة المنفذة هي نفسها: {a}؛ {b}."},
		levelImplementerOnly: {
			"en": "The implementer is the same: {a}; {b}. Donor to confirm: not both sides name theirs.",
			"fr": "L'organisme d'exécution est le même : {a} ; {b}. Bailleur à confirmer : les deux côtés ne nomment pas le leur.",
			"ar": "الجهة المنفذة هي نفسها: {a}؛ {b}. يلزم تأكيد المانح: لا يسمّيه الطرفان معا."},
		levelHostGovernment: {
			"en": "One side names the government of the country alone as its funder: {a}; {b}.",
			"fr": "Un côté ne nomme que le gouvernement du pays comme bailleur : {a} ; {b}.",
			"ar": "لا يسمّي أحد الطرفين ممولا سوى حكومة البلد: {a}؛ {b}."},
		levelAgency: {
			"en": "Both titles name the same agency: {shared}.",
			"fr": "Les deux titres nomment le même organisme : {shared}.",
			"ar": "يذكر العنوانان الوكالة نفسها: {shared}."},
		levelFunder: {
			"en": "The money comes from the same funder: {a}; {b}.",
			"fr": "Les fonds viennent du même bailleur : {a} ; {b}.",
			"ar": "يأتي المال من الممول نفسه: {a}؛ {b}."},
		levelChain: {
			"en": "The funder of one is at work in the other: {a}; {b}. Ask about co-funding first.",
			"fr": "Le bailleur de l'une intervient dans l'autre : {a} ; {b}. Un cofinancement est à vérifier d'abord.",
			"ar": "ممول إحداهما يعمل في الأخرى: {a}؛ {b}. يُسأل أولا عن التمويل المشترك."},
		levelDifferent: {
			"en": "Funders and implementers differ: {a}; {b}.",
			"fr": "Bailleurs et organismes d'exécution diffèrent : {a} ; {b}.",
			"ar": "الممولون والمنفذون مختلفون: {a}؛ {b}."},
		levelDifferentFunders: {
			"en": "The funders differ: {a}; {b}.",
			"fr": "Les bailleurs diffèrent : {a} ; {b}.",
			"ar": "الممولون مختلفون: {a}؛ {b}."},
		levelDonorUnknown: {
			"en": "Donor to confirm: not both sides name theirs ({a}; {b}).",
			"fr": "Bailleur à confirmer : les deux côtés ne nomment pas le leur ({a} ; {b}).",
			"ar": "يلزم تأكيد المانح: لا يسمّيه الطرفان معا ({a}؛ {b})."},
		registry.LevelMissing: {
			"en": "No organisations are named.",
			"fr": "Aucune organisation n'est nommée.",
			"ar": "لم تُذكر أي منظمة."},
	},
	registry.DimensionPlace: {
		levelSamePlace: {
			"en": "Both work in the same place: {shared}.",
			"fr": "Les deux interviennent au même endroit : {shared}.",
			"ar": "كلتاهما تعمل في المكان نفسه: {shared}."},
		levelInside: {
			"en": "One works inside the area of the other: {shared}.",
			"fr": "L'une intervient à l'intérieur de la zone de l'autre : {shared}.",
			"ar": "تعمل إحداهما داخل منطقة الأخرى: {shared}."},
		levelNearby: {
			"en": "They work within 25 km of each other, in {shared}.",
			"fr": "Elles interviennent à moins de 25 km l'une de l'autre, dans le pays suivant : {shared}.",
			"ar": "تعملان ضمن مسافة 25 كم إحداهما من الأخرى، في: {shared}."},
		levelSameCountry: {
			"en": "Both work in {shared}; where exactly is not known of both.",
			"fr": "Même pays : {shared} ; le lieu précis n'est pas connu des deux côtés.",
			"ar": "كلتاهما تعمل في: {shared}؛ والمكان الدقيق غير معروف لكلتيهما."},
		levelDifferentPlaces: {
			"en": "Both work in {shared}, in different places: {a}; {b}.",
			"fr": "Même pays ({shared}), lieux différents : {a} ; {b}.",
			"ar": "البلد نفسه ({shared}) وأماكن مختلفة: {a}؛ {b}."},
		levelOtherCountry: {
			"en": "They work in different countries: {a}; {b}.",
			"fr": "Elles interviennent dans des pays différents : {a} ; {b}.",
			"ar": "تعملان في بلدين مختلفين: {a}؛ {b}."},
		registry.LevelMissing: {
			"en": "Not both say where they work.",
			"fr": "Les deux n'indiquent pas où elles interviennent.",
			"ar": "لا تذكر كلتاهما مكان العمل."},
	},
	registry.DimensionTime: {
		levelSameDates: {
			"en": "They begin and end within a month of each other: {a}; {b}.",
			"fr": "Elles commencent et finissent à un mois près : {a} ; {b}.",
			"ar": "تبدآن وتنتهيان بفارق لا يتجاوز شهرا: {a}؛ {b}."},
		levelSameStart: {
			"en": "They begin within a month of each other: {a}; {b}.",
			"fr": "Elles commencent à un mois près : {a} ; {b}.",
			"ar": "تبدآن بفارق لا يتجاوز شهرا: {a}؛ {b}."},
		levelConcurrent: {
			"en": "They run at the same time: {a}; {b}.",
			"fr": "Elles se déroulent en même temps : {a} ; {b}.",
			"ar": "تجريان في الوقت نفسه: {a}؛ {b}."},
		levelBrief: {
			"en": "They run at the same time only briefly: {a}; {b}.",
			"fr": "Elles ne se recoupent que brièvement : {a} ; {b}.",
			"ar": "تتزامنان لفترة قصيرة فقط: {a}؛ {b}."},
		levelEndUnknown: {
			"en": "They may run at the same time; an end is not known: {a}; {b}.",
			"fr": "Elles se déroulent peut-être en même temps ; une fin n'est pas connue : {a} ; {b}.",
			"ar": "قد تجريان في الوقت نفسه؛ إحدى النهايتين غير معروفة: {a}؛ {b}."},
		levelYearsApart: {
			"en": "They begin years apart; an end is not known: {a}; {b}.",
			"fr": "Elles commencent à des années d'écart ; une fin n'est pas connue : {a} ; {b}.",
			"ar": "تفصل بين بدايتيهما سنوات؛ إحدى النهايتين غير معروفة: {a}؛ {b}."},
		levelFollowing: {
			"en": "They are numbered as phases and run one after the other: {a}; {b}.",
			"fr": "Numérotées comme des phases, elles se suivent : {a} ; {b}.",
			"ar": "مرقّمتان كمرحلتين وتتعاقبان: {a}؛ {b}."},
		levelDisjoint: {
			"en": "They run at different times: {a}; {b}.",
			"fr": "Elles se déroulent à des périodes différentes : {a} ; {b}.",
			"ar": "تجريان في فترتين مختلفتين: {a}؛ {b}."},
		registry.LevelMissing: {
			"en": "Not both say when they run.",
			"fr": "Les deux n'indiquent pas leur période.",
			"ar": "لا تذكر كلتاهما فترة العمل."},
	},
	registry.DimensionPractice: {
		levelPractice: {
			"en": "Both serve the same good practice: {shared}.",
			"fr": "Les deux relèvent de la même bonne pratique : {shared}.",
			"ar": "كلتاهما تخدم الممارسة الجيدة نفسها: {shared}."},
		levelPurpose: {
			"en": "Both have the same purpose: {shared}.",
			"fr": "Les deux ont la même finalité : {shared}.",
			"ar": "لكلتيهما الغرض نفسه: {shared}."},
		levelCategory: {
			"en": "Both are in the same field: {shared}.",
			"fr": "Les deux sont dans le même domaine : {shared}.",
			"ar": "كلتاهما في المجال نفسه: {shared}."},
		levelField: {
			"en": "Their sectors are neighbours: {a}; {b}.",
			"fr": "Leurs secteurs sont voisins : {a} ; {b}.",
			"ar": "قطاعاهما متجاوران: {a}؛ {b}."},
		levelDifferentPurpose: {
			"en": "Their fields differ: {a}; {b}.",
			"fr": "Leurs domaines diffèrent : {a} ; {b}.",
			"ar": "مجالاهما مختلفان: {a}؛ {b}."},
		registry.LevelMissing: {
			"en": "Not both say what they are for.",
			"fr": "Les deux n'indiquent pas leur finalité.",
			"ar": "لا تذكر كلتاهما الغرض منها."},
	},
	registry.DimensionBeneficiary: {
		levelSameGroups: {
			"en": "They are for the same people: {shared}.",
			"fr": "Elles s'adressent au même public : {shared}.",
			"ar": "تستهدفان الفئة نفسها: {shared}."},
		levelDifferentGroups: {
			"en": "They are for different people: {a}; {b}.",
			"fr": "Elles s'adressent à des publics différents : {a} ; {b}.",
			"ar": "تستهدفان فئتين مختلفتين: {a}؛ {b}."},
		registry.LevelMissing: {
			"en": "Not both say whom they are for.",
			"fr": "Les deux n'indiquent pas leur public.",
			"ar": "لا تذكر كلتاهما الفئة المستهدفة."},
	},
	registry.DimensionMoney: {
		levelSameAmount: {
			"en": "The amounts are the same: {a}; {b}.",
			"fr": "Les montants sont les mêmes : {a} ; {b}.",
			"ar": "المبلغان متطابقان: {a}؛ {b}."},
		levelCloseAmount: {
			"en": "The amounts are within a tenth of each other: {a}; {b}.",
			"fr": "Les montants sont proches à un dixième près : {a} ; {b}.",
			"ar": "المبلغان متقاربان بفارق لا يتجاوز العشر: {a}؛ {b}."},
		levelComparable: {
			"en": "The amounts are of one size: {a}; {b}.",
			"fr": "Les montants sont du même ordre : {a} ; {b}.",
			"ar": "المبلغان متقاربان في الحجم: {a}؛ {b}."},
		levelDifferentAmount: {
			"en": "The amounts differ more than threefold: {a}; {b}.",
			"fr": "Les montants diffèrent de plus du triple : {a} ; {b}.",
			"ar": "يختلف المبلغان بأكثر من ثلاثة أضعاف: {a}؛ {b}."},
		registry.LevelMissing: {
			"en": "There are no amounts in one currency.",
			"fr": "Il n'y a pas de montants dans une même devise.",
			"ar": "لا توجد مبالغ بعملة واحدة."},
	},
}
