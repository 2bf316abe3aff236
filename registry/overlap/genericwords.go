package overlap

import (
	"strings"

	"github.com/tansiq/tansiq/registry/analysis"
	"github.com/tansiq/tansiq/registry/concept"
)

// genericWords are stems of the words that titles of funded initiatives are made of. A small registry cannot know by
// itself that they tell nothing; a large one learns it from its frequencies. The concepts that they stand for are among them.
var genericWords = func() map[string]bool {
	m := map[string]bool{}
	for language, words := range map[string]string{
		"en": `support supporting programme program project initiative strengthening strengthen capacity building develop development
			assistance technical improve improving improvement enhance enhancing promote promotion service services sector national
			regional local community communities management system systems access national government ministry institutional
			health education water sanitation food security agriculture rural emergency humanitarian response protection training
			women children youth reform policy planning monitoring evaluation economic social public general budget grant fund funding
			construction rehabilitation provision implementation international cooperation contribution integrated sustainable livelihood
			livelihoods basic primary people population vulnerable affected based study phase area areas country research center centre
			organization organisation network united nations un world report plan activities provide quality human rights law justice
			peace governance democracy democratic infrastructure road roads energy environment climate change finance financial credit line
			loan school schools hospital medical nutrition disaster risk reduction relief refugees migration border police province district`,
		"fr": `appui soutien programme projet renforcement capacite capacites developpement assistance technique amelioration promotion
			service services secteur national regional local communautaire gestion systeme acces sante education eau assainissement alimentaire
			securite agriculture rural urgence humanitaire formation femmes enfants jeunes reforme politique public fonds construction
			rehabilitation cooperation contribution integre durable population protection droits justice paix gouvernance infrastructure
			routes energie environnement climat finance pays initiative mise oeuvre lutte contre`,
		"es": `apoyo programa proyecto fortalecimiento capacidad capacidades desarrollo asistencia tecnica mejoramiento mejora promocion
			servicios sector nacional regional local comunitario gestion sistema acceso salud educacion agua saneamiento alimentaria
			seguridad agricultura rural emergencia humanitaria formacion mujeres ninos jovenes reforma politica publica fondo construccion
			rehabilitacion cooperacion contribucion integral sostenible poblacion proteccion derechos justicia paz gobernanza
			infraestructura carretera vial energia medio ambiente clima financiera credito linea prestamo pais iniciativa`,
		"ar": `دعم برنامج مشروع تعزيز قدرات بناء تطوير تنمية التنمية مساعدة فنية تحسين خدمات قطاع وطني الوطنية اقليمي محلي المجتمع ادارة نظام
			وصول صحة الصحية تعليم التعليم مياه صرف غذاء امن الامن زراعة طوارئ انسانية استجابة حماية تدريب نساء المراة اطفال شباب الشباب اصلاح
			سياسات تخطيط عام صندوق انشاء تعاون التعاون دولي مبادرة مكافحة حقوق الانسان عدالة سلام حوكمة`,
	} {
		for w := range strings.FieldsSeq(words) {
			stem := analysis.Stem(analysis.Fold(w), language)
			m[stem] = true
			if ids := concept.OfWord(stem, language); len(ids) == 1 {
				m[conceptPrefix+ids[0].Code()] = true
			}
		}
	}
	for id := range concept.ID(concept.Count()) {
		if concept.IsGeneric(id.Code()) {
			m[conceptPrefix+id.Code()] = true
		}
	}
	return m
}()
