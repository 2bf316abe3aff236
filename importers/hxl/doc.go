// Package hxl reads lists of who does what, where and when (3W) as humanitarian organisations publish them: sheets with
// hashtags of the Humanitarian Exchange Language (HXL 1.1: tagging conventions, and hashtag and attribute dictionary).
//
// # The file
//
// CSV or TSV (comma, semicolon, tab or bar, by which most hashtags are seen), XLSX, HXL JSON (an array of arrays or an array
// of objects, alone or as the one such property of an object), or any one of these in a ZIP file. Text is UTF-8, with a byte
// order mark UTF-16, or what the feed declares (charset); anything else is refused, never stored as broken text. The old
// binary workbook (.xls) is refused: no library that is kept up reads it.
//
// The hashtags are the first row of the first 25 in which at least half of what stands there is one. Case, spaces and the order
// of attributes do not matter; what stands above is headers. The tags from before HXL 1.0 ("#adm1_id", "#lat_deg",
// "#from_date", "#country/fr") are read as what they are called now. Of a workbook the first sheet with hashtags is read,
// and a cell merged over several rows stands in each.
//
// Without hashtags a sheet is read by the feed's mapping (registry.Mapping), from header to hashtag; where it names a column
// that has a hashtag, it wins. It may also state what the sheet leaves implied ("#country": "ML").
//
// # What is read
//
//	#org +funder              role funding
//	#org +prog                role extending: it runs the programme on behalf of the funder
//	#org +impl, #org          role implementing
//	  +code, +acronym, +type  an identifier of org-id.guide is the reference; types as IATI's OrganisationType
//	#activity +name           title; +project and +programme are levels above (+project is read before the activity)
//	  +id, +code, +url, +type identifiers, see below; +type is a classification
//	#description
//	#sector, #subsector, #cluster  in vocabulary 99, the publisher's own, by +code or else in its words; +v_dac is the DAC's
//	#country                  by name, +code, +iso2, +iso3; columns that disagree cancel each other
//	#adm1 ... #adm4, #loc     +name and +code; codes are in the vocabulary "pcode" (the standard's default) or the +v_ one's
//	#geo +lat +lon +coord     at the finest place of the row
//	#date +start +end         days; "2020-01-01/2020-06-30" and "1 May 2020 - 30 June 2020" in one cell are both
//	#status
//	#targeted, #reached       notes of that kind; +refugees, +idps, +returnees name beneficiaries too
//	#beneficiary              of the registry's list
//	#value, +spend            budget, spent; #currency or #value+currency, or a currency for an attribute (+usd)
//	#meta +url                a link
//
// #contact, #respondee and every column with +email, +phone, +contact, +person and the like are personal data and go no
// further, nor do columns without a hashtag, since nobody knows what they hold: neither is in Raw. E-mail addresses are
// removed from every cell, telephone numbers from those in which people write sentences. The names of people within a
// sentence cannot be told from other words and are not found.
//
// Several values in a cell are separated by ";", "|" or a line break. A comma or a slash stands in names too: it separates
// organisations only if each part is a known one, and where some are, that is reported and the cell is one name.
//
// # Which rows are one initiative
//
// A row is organisation x activity x place. Rows become one initiative, by what each says alone, so that neither the order of
// rows nor other rows change its key:
//
//  1. Where an identifier says so: #activity +id, or #activity +project +id or +code. It is the key, and the initiative's own
//     identifier in the feed's numbering, whatever organisation a row names.
//  2. Where a code says so: #activity +code, together with the organisations that run the activity (+prog, or without them the
//     implementing ones, or the funders). Codes are often those of kinds of activity, which all organisations share.
//  3. Else the same organisations in the same roles, the same project, or activity and sector, the same country, and the same
//     start and end. An activity's words alone are often a kind ("Training"), so the sector counts with them; a project's name
//     is one. Where a sheet lists several countries, each has its own. A date or a country that is not understood is compared
//     as it is written. The programme that a row is part of keeps it apart from those of others.
//
// Comparison is by codelist.Fold: case, accents and punctuation do not matter. Keys of rules 2 and 3 are hashes, since keys
// are public and the name of a local group may have to be withheld. Who corrects a name or a date makes another initiative of
// rule 3, and ends the one before.
//
// Places, sectors, organisations and beneficiaries are united. The title is the commonest of its rows' texts, the others
// go into the description; without an activity the title is the sectors in the source's words. The period is from the first
// start to the last end, and the status the one that leaves most to be done: what goes on in one place goes on.
//
// Figures of people and money: of rows of one place the largest counts, for they state the same people again, for another
// sector, partner or indicator. Those of different places are added, unless all places (two at least) state the same, which
// is then the figure of the whole, repeated. So a sum never counts twice, and is too small where places have equal figures
// of their own. Figures are kept by hashtag and not added up over sex or age.
//
// # What is not there any more
//
// A 3W sheet lists what goes on. A feed of this format is therefore of absence "ended" unless it says otherwise: what a later
// sheet lists no more is closed on the day it was last seen, with a note; see registry/service.
//
// # What is refused and reported
//
// A file is refused (EInvalid) that is truncated or damaged, has no hashtags and no mapping, whose hashtags do not say what is done
// and by whom, that holds several tables, or that is over a limit: 2 GiB unpacked at 100:1, a workbook or ZIP file of 64 MiB,
// 1,048,576 rows, 16,384 columns, a row of 1 MiB, JSON nested 64 deep. A row is rejected that names no organisation (in a
// sheet that has a column for them) or says by nothing what is done, and in CSV one that is shorter than the row of
// hashtags. An initiative is rejected whose rows take more than 1 MiB together. Any other value that is not understood is left
// out with a warning. Nothing is guessed.
//
// Rows wait for the others of their initiative in a temporary file; 32 bytes a row are in memory.
package hxl
