package main

// theme is what a title speaks of, as four languages call it.
type theme struct{ en, fr, es, ar string }

func (t theme) in(language string) string {
	switch language {
	case "fr":
		return t.fr
	case "es":
		return t.es
	case "ar":
		return t.ar
	}
	return t.en
}

// themes are the subjects of made-up titles.
var themes = []theme{
	{"border management", "gestion des frontières", "gestión de fronteras", "إدارة الحدود"},
	{"training of judges", "formation des juges", "formación de jueces", "تدريب القضاة"},
	{"prison reform", "réforme pénitentiaire", "reforma penitenciaria", "إصلاح السجون"},
	{"rural water supply", "approvisionnement en eau rurale", "abastecimiento de agua rural", "إمدادات المياه الريفية"},
	{"primary education", "enseignement primaire", "educación primaria", "التعليم الابتدائي"},
	{"maternal health", "santé maternelle", "salud materna", "صحة الأم"},
	{"food security", "sécurité alimentaire", "seguridad alimentaria", "الأمن الغذائي"},
	{"child protection", "protection de l'enfance", "protección de la infancia", "حماية الطفل"},
	{"mine clearance", "déminage", "desminado", "إزالة الألغام"},
	{"anti-corruption", "lutte contre la corruption", "lucha contra la corrupción", "مكافحة الفساد"},
	{"human trafficking", "traite des êtres humains", "trata de personas", "الاتجار بالبشر"},
	{"police training", "formation de la police", "formación policial", "تدريب الشرطة"},
	{"forensic laboratory", "laboratoire de criminalistique", "laboratorio forense", "مختبر الطب الشرعي"},
	{"small arms control", "contrôle des armes légères", "control de armas pequeñas", "مراقبة الأسلحة الصغيرة"},
	{"road rehabilitation", "réhabilitation des routes", "rehabilitación de carreteras", "إعادة تأهيل الطرق"},
	{"solar energy", "énergie solaire", "energía solar", "الطاقة الشمسية"},
	{"vocational training", "formation professionnelle", "formación profesional", "التدريب المهني"},
	{"women's rights", "droits des femmes", "derechos de las mujeres", "حقوق المرأة"},
	{"refugee assistance", "aide aux réfugiés", "asistencia a refugiados", "مساعدة اللاجئين"},
	{"malaria prevention", "prévention du paludisme", "prevención de la malaria", "الوقاية من الملاريا"},
	{"election support", "appui aux élections", "apoyo electoral", "دعم الانتخابات"},
	{"land administration", "administration foncière", "administración de tierras", "إدارة الأراضي"},
	{"cybercrime investigation", "enquêtes sur la cybercriminalité", "investigación de la ciberdelincuencia", "التحقيق في الجرائم الإلكترونية"},
	{"maritime security", "sécurité maritime", "seguridad marítima", "الأمن البحري"},
	{"livestock vaccination", "vaccination du bétail", "vacunación del ganado", "تلقيح الماشية"},
	{"microfinance", "microfinance", "microfinanzas", "التمويل الأصغر"},
	{"disaster risk reduction", "réduction des risques de catastrophe", "reducción del riesgo de desastres", "الحد من مخاطر الكوارث"},
	{"climate adaptation", "adaptation au climat", "adaptación al clima", "التكيف مع المناخ"},
	{"community radio", "radio communautaire", "radio comunitaria", "إذاعة مجتمعية"},
	{"legal aid", "aide juridique", "asistencia jurídica", "المساعدة القانونية"},
	{"customs modernisation", "modernisation des douanes", "modernización de aduanas", "تحديث الجمارك"},
	{"wildlife protection", "protection de la faune", "protección de la fauna", "حماية الحياة البرية"},
	{"sanitation", "assainissement", "saneamiento", "الصرف الصحي"},
	{"nutrition", "nutrition", "nutrición", "التغذية"},
	{"peacebuilding", "consolidation de la paix", "consolidación de la paz", "بناء السلام"},
	{"decentralisation", "décentralisation", "descentralización", "اللامركزية"},
	{"youth employment", "emploi des jeunes", "empleo juvenil", "تشغيل الشباب"},
	{"irrigation", "irrigation", "riego", "الري"},
	{"witness protection", "protection des témoins", "protección de testigos", "حماية الشهود"},
	{"drug trafficking", "trafic de drogues", "tráfico de drogas", "الاتجار بالمخدرات"},
}

// frames are the words around a subject: a title is "support to X", in its language.
var frames = []theme{
	{"support to", "appui à", "apoyo a", "دعم"},
	{"strengthening", "renforcement de", "fortalecimiento de", "تعزيز"},
	{"project for", "projet de", "proyecto de", "مشروع"},
	{"programme on", "programme de", "programa de", "برنامج"},
	{"improving", "amélioration de", "mejora de", "تحسين"},
}
