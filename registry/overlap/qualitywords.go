package overlap

import "github.com/tansiq/tansiq/registry"

// conditions say on what was measured: with the number of labelled pairs, that of pairs read twice, on how many of these the
// readings agree (percent), kappa, and the model.
var conditions = registry.Text{
	"en": "On %d pairs of real IATI records set aside for reporting, each labelled by one reader who did not see the score. The sums of about half of them were known while rules were mended; the others were labelled before that, by whoever then mended the rules. From which score on possible overlaps are flagged was chosen on %d further pairs read by two readers, who agree on %.0f %% (Cohen's kappa %.2f). The readers are not coordinators of these countries. Pairs were drawn over all scores, more of them where titles are alike: the shares are of labelled pairs, not of this registry. Intervals are 95 %%, from a bootstrap. Model %s.",
	"fr": "Sur %d paires de fiches IATI réelles réservées à la mesure, chacune étiquetée par un lecteur qui ne voyait pas le score. Les totaux d'environ la moitié étaient connus pendant que les règles étaient corrigées ; les autres ont été étiquetées auparavant, par celui qui a ensuite corrigé les règles. Le score à partir duquel un recoupement possible est signalé a été choisi sur %d autres paires lues par deux lecteurs, d'accord sur %.0f %% (kappa de Cohen %.2f). Les lecteurs ne sont pas des coordinateurs de ces pays. Les paires ont été tirées sur tous les scores, davantage là où les titres se ressemblent : les parts portent sur les paires étiquetées, non sur ce registre. Intervalles à 95 %%, par bootstrap. Modèle %s.",
	"ar": "على %d زوجًا من سجلات IATI الحقيقية المخصصة للقياس، وسم كلًّا منها قارئ واحد لم ير الدرجة. كانت مجاميع نصفها تقريبًا معروفة أثناء تصحيح القواعد، ووُسم الباقي قبل ذلك على يد من صحّح القواعد لاحقًا. واختيرت الدرجة التي يُشار منها إلى تقاطع محتمل على %d زوجًا آخر قرأها قارئان اتفقا في %.0f %% منها (كابا كوهين %.2f). القارئان ليسا من منسقي هذه البلدان. سُحبت الأزواج من كل الدرجات، وأكثر حيث تتشابه العناوين: فالنسب نسب الأزواج الموسومة لا نسب هذا السجل. فترات الثقة 95 %%، بإعادة المعاينة. النموذج %s.",
}

// figureWords name what was measured.
var figureWords = map[string]registry.Text{
	"identity-high": {
		"en": "Called one initiative at level high, and is one",
		"fr": "Dites une même initiative au niveau élevé, et l'étant",
		"ar": "قيل إنها مبادرة واحدة بمستوى مرتفع، وهي كذلك"},
	"identity-medium": {
		"en": "Called one initiative at medium or high, and is one",
		"fr": "Dites une même initiative au niveau moyen ou élevé, et l'étant",
		"ar": "قيل إنها مبادرة واحدة بمستوى متوسط أو مرتفع، وهي كذلك"},
	"identity-recall": {
		"en": "Pairs that are one initiative and are called so at medium or high",
		"fr": "Paires qui sont une même initiative et dites telles au niveau moyen ou élevé",
		"ar": "أزواج هي مبادرة واحدة وقيل ذلك بمستوى متوسط أو مرتفع"},
	"belonging-medium": {
		"en": "Called one initiative or parts of one at medium or high, and is",
		"fr": "Dites une initiative ou ses parties au niveau moyen ou élevé, et l'étant",
		"ar": "قيل إنها مبادرة واحدة أو أجزاء منها بمستوى متوسط أو مرتفع، وهي كذلك"},
	"belonging-recall": {
		"en": "Pairs that are one initiative or parts of one and are found, at any level",
		"fr": "Paires qui sont une initiative ou ses parties et trouvées, à tout niveau",
		"ar": "أزواج هي مبادرة واحدة أو أجزاء منها وعُثر عليها، بأي مستوى"},
	"phase-same": {
		"en": "Phases and lots wrongly called one initiative at medium or high (less is better)",
		"fr": "Phases et lots dits à tort une même initiative au niveau moyen ou élevé (moins vaut mieux)",
		"ar": "مراحل وحصص قيل خطأً إنها مبادرة واحدة بمستوى متوسط أو مرتفع (الأقل أفضل)"},
	"overlap-all": {
		"en": "Possible overlaps at any level about which the reader would call",
		"fr": "Recoupements possibles à tout niveau pour lesquels le lecteur appellerait",
		"ar": "تقاطعات محتملة بأي مستوى يتصل بشأنها القارئ"},
	"overlap-recall": {
		"en": "Pairs about which the reader would call and that are flagged as possible overlaps",
		"fr": "Paires pour lesquelles le lecteur appellerait et signalées comme recoupements possibles",
		"ar": "أزواج يتصل بشأنها القارئ وأُشير إليها كتقاطعات محتملة"},
}

// weaknesses are what the figures do not show, or show badly.
var weaknesses = []registry.Text{
	{
		"en": "Figures on fewer than 100 pairs say little: look at the number of pairs and at the interval.",
		"fr": "Les chiffres portant sur moins de 100 paires disent peu : regardez le nombre de paires et l'intervalle.",
		"ar": "الأرقام المحسوبة على أقل من 100 زوج قليلة الدلالة: انظر إلى عدد الأزواج وإلى الفترة."},
	{
		"en": "The labelled records are in English, Spanish and Portuguese. How well an Arabic record finds its French twin was measured on translated titles alone, not on real pairs.",
		"fr": "Les fiches étiquetées sont en anglais, espagnol et portugais. La façon dont une fiche arabe trouve sa jumelle française n'a été mesurée que sur des titres traduits, non sur des paires réelles.",
		"ar": "السجلات الموسومة بالإنجليزية والإسبانية والبرتغالية. ولم يُقس عثور السجل العربي على نظيره الفرنسي إلا على عناوين مترجمة، لا على أزواج حقيقية."},
	{
		"en": "Possible overlaps are flagged sparingly: many pairs about which a reader would call are not flagged, since places or sectors are missing from the records.",
		"fr": "Les recoupements possibles sont signalés avec retenue : beaucoup de paires pour lesquelles un lecteur appellerait ne le sont pas, faute de lieux ou de secteurs dans les fiches.",
		"ar": "يُشار إلى التقاطعات المحتملة بتحفظ: كثير من الأزواج التي يتصل القارئ بشأنها لا يُشار إليها، لغياب الأماكن أو القطاعات عن السجلات."},
	{
		"en": "Separate projects of one publisher under one form title are too often called parts of one thing, sometimes one thing; parts of a programme whose titles share few words are not found.",
		"fr": "Des projets distincts d'un même éditeur sous un même titre type sont trop souvent dits parties d'une même chose, parfois une même chose ; les parties d'un programme dont les titres ont peu de mots en commun ne sont pas trouvées.",
		"ar": "مشاريع مستقلة لناشر واحد تحت عنوان نموذجي واحد كثيرًا ما يُقال إنها أجزاء من شيء واحد، وأحيانًا إنها شيء واحد؛ ولا يُعثر على أجزاء البرنامج التي تقل الكلمات المشتركة بين عناوينها."},
	{
		"en": "The scores are not probabilities. They order what to look at first; a person decides.",
		"fr": "Les scores ne sont pas des probabilités. Ils ordonnent ce qu'il faut regarder d'abord ; une personne décide.",
		"ar": "الدرجات ليست احتمالات. فهي ترتب ما يُنظر فيه أولًا، والقرار لإنسان."},
}
