// Package overlap finds initiatives that are one, that belong together, or that overlap, and says why. It is pure: no
// I/O, no clock, no state but the index that its caller fills.
//
// # The way a pair takes
//
// FromInitiative reads what there is to compare into Features, which the store keeps as a blob beside each initiative.
// Detector holds the features of all, and the keys by which two of them can meet: identifiers, rare words, words in a
// country, implementer and year, place and sector and years, and so on (keys.go). Of those that an initiative meets the
// best thirty are its candidates, by the sum of 1/log2(1+size) over the shared keys (weighted node pruning over blocks, as
// meta-blocking calls it), each kind of key counting a bounded number of times; a pair is compared where either is a
// candidate of the other. Compare looks at nine dimensions, gives each a level (dimensions.go, text.go, links.go), and asks
// two questions with two sets of weights (weights.go):
//
//   - identity: is it one undertaking, or parts of one? The score says how likely that is. Which it is, is decided by
//     rules (pair.scope), in the order of how much a wrong "same" costs: phases and lots, declared relations, one
//     publisher's two numbers, whose money it is, whether amounts and days agree. Kinds duplicate, same-initiative, related.
//   - overlap: do two funders do the same kind of thing for the same people, there and then? Different funders, one
//     country, concurrent time and a common kind of work are conditions; place, theme and people are evidence.
//
// A result's weights add up to the logit of its score. Missing weighs nothing. Levels are read off the pair alone; how
// rare the shared word, place or organisation is (generation.go) only multiplies weights. So the evidence hash, which binds
// rulings to facts and levels, does not move when the registry grows or the weights are fitted anew.
//
// # Generations
//
// Freeze counts frequencies, and of each initiative chooses the keys that it is found by: of each kind the rarest, none
// that is too common (keyRules). Until the next Freeze nothing of that moves, whatever is added or removed: a pair's weight
// depends on the pair and the generation only, ties go by id, sums are of whole numbers. Therefore a full detection and one
// that follows the change log find the same, in any order of arrival; Add and Remove answer with the initiatives and pairs
// to look at again, and TestBatchEqualsIncremental holds all of it. A generation lives in memory: a process that loads the
// features and calls Freeze begins its own.
//
// # Scale
//
// Of an initiative the index keeps its stored features as bytes, in memory that the caller gives (the service maps a file),
// a row of numbers (row.go), its keys' postings, its thirty best and six spares (lists.go). Most candidates are turned away by their rows
// (screen.go); features are decoded for the rest alone. The screen must let through whatever Compare may find: it is looser
// by intent, and TestScreenLetsThroughWhatIsFound has to be believed when Compare changes.
//
// # Who counts as whom, and where and when
//
// Funders compare by whose money they spend. The government of a country where the work is done is no donor to call
// (hosts.go): its own project beside a donor's is no overlap, and two donors that both work with it are not co-funders for
// that. A publisher that pays, names nobody and does not do the work itself is taken for the donor. Province and district of one
// name, or codes that begin alike, lie in each other; a shared place counts by how rare the more common of the two is. What has
// no end runs until it was last heard of (readPeriod); two years of silence make the end unknown. Of several records of one
// publisher that look like one of another's the best match alone is the same initiative, the rest are related (groups.go).
// Counterfactuals are read off a flag's evidence, by the rules that levels are given by (levelling.go, counterfactual.go).
//
// # What titles of one list say
//
// Most records are of country systems, and have little but a title. Words that add nothing to a name set no two titles apart:
// "project", a number put before the title or one of one office's series, the names of the record's own donors and doers
// (tellingOnly, areOfOneSeries). Phases are found by their numbers whatever each title adds, parts by the programme that is
// named before a colon, a dash or its own acronym in brackets, unless as many titles begin so as begin a form (phrases.go). What is
// built is where it is: schools, roads and wells of one pattern are many works (works.go). Titles of one donor that follow one
// pattern otherwise are parts of one thing only where most words agree, for a donor writes all its titles by one pattern.
//
// # Across languages
//
// Titles are read for what they mean (package concept: 892 concepts in English, French, Arabic and Spanish, countries and the
// organisations that have an acronym in each language among them). A word that is no concept leaves the skeleton of its
// consonants (skeleton.go), by which "Kidal" and "كيدال" meet. Concepts and skeletons are terms without a language, on top of
// the words; of descriptions come a dozen concepts. Two titles without a language in common are compared by concepts, skeletons,
// codes, acronyms and the numbers of phases and years (across.go): levels translation, translation-near and no-translation are
// read off how much of what each names the other names too, common words such as "support" counting half. Within a language
// words are compared; a concept makes two words one where they say something of a subject ("wells", "boreholes"). Themes count a
// concept only where no word of it is shared already.
//
// Measured on testdata/titles-test.tsv, 344 titles in four languages written by someone who did not see the concept list, and
// that the list was not made with: for each title the nearest among all 344 of the other language by what titles mean alone,
// no country or date, ties counted as misses (TestTranslatedTitles; rows from, columns to). No native speaker has proofread
// titles or list.
//
//	        en     fr     ar     es
//	en       -  1.000  0.971  0.991
//	fr   1.000      -  0.971  0.994
//	ar   0.968  0.965      -  0.956
//	es   0.988  0.991  0.959      -
//
// Mean 0.980, worst direction 0.956; at first contact, before candidates and themes used concepts, 0.982 and 0.962. On the 120
// titles that the list was extended with, 0.996 and 0.983. Of the 2,064 pairs of translations 78 in a hundred have the level
// translation, 12 translation-near, 10 none; of 707,952 other pairs 51 have translation and 138 translation-near. The test's
// misses were not looked at; those among the 120 were words in no list, and Arabic words that stand for two concepts. With all
// 1,376 titles loaded as initiatives of one country that share nothing but that country, 0.973 of the translations are among
// the candidates, 0.95 with Arabic on one side (TestTranslationsAreCandidates; target 0.99); the keys were chosen while this
// sum was looked at. Other languages than the four meet by names, codes, and what is in no text.
//
// # References
//
// Fellegi and Sunter 1969 (levels and log-odds); Splink (explanations as a waterfall of weights); Papadakis et al.,
// meta-blocking (pruning of candidates); the prefix filter of set-similarity joins (rare keys first). Issues of Splink that
// users raised and that this answers: set-valued fields, a bound on blocks, incremental linkage.
//
// # What this slice leaves to the next
//
//   - The program's own weights are set by hand while looking at real pairs; Fit, which tansiq detect --refit calls, moves them
//     to rulings. The scores are no calibrated probabilities.
//   - Correspondences of words are not learnt from the registry's own bilingual records: it was not tried.
//   - Groups of more than two are not formed; a pair is a pair. Only records that carry one identifier of a source's own
//     (copies.go) are taken together: what is between them and others is flagged once.
//   - Crowded cells: where a country, DAC category and year holds crowdedCell initiatives or more, only pairs that share a
//     place below the country and words of the theme are flagged one by one. The rest of such a cell is left to
//     /v1/crowded-cells, which is one entry and not hundreds of pairs.
//   - A parent often states no country or place, its children do; the pair is compared as each record stands. Of overlaps that
//     costs little, since a family is flagged once, at the level that states where it is.
//   - Generations are not stored: another process counts its own, and its flags may differ from the last one's until its next
//     full detection.
//
// # Measured
//
// Weights 2026-11-seed-12, on real IATI files read by importers/iati, candidates included, 24 November 2026. Intervals are 95 %,
// from a bootstrap by connected component.
//
// testdata/labels has 960 pairs in seven sets of files, drawn over all bins of the score of an earlier model, more where titles
// are alike, and labelled by one reader each, blind to the score, by testdata/labels/RULE.md. Records of one identifier and
// the pairs of data/labels are not among them. Rules were mended on train.tsv (312). test.tsv (348) is of other components, but
// its sums were printed while earlier rules were mended. fresh.tsv (300) is of records that no other file names; it was
// labelled before seed-12 by whoever then made it, and measured once before and when it was done. TestLabels, model seed-12:
//
//	test.tsv    level    claimed  precision          recall             F1                 average precision
//	identity    high          30  .93 [.80, 1]       .53 [.34, .77]     .68 [.51, .85]     .87 [.79, .96], n 53
//	            medium        53  .89 [.78, .98]     .89 [.76, .98]     .89 [.80, .96]
//	            low           58  .86 [.73, .97]     .94 [.86, 1]       .90 [.81, .97]
//	belonging   high          68  .85 [.68, 1]       .34 [.26, .44]     .49 [.39, .60]     .80 [.69, .88], n 171
//	            medium       162  .81 [.67, .93]     .77 [.67, .84]     .79 [.70, .86]
//	            low          190  .79 [.68, .90]     .88 [.82, .93]     .83 [.75, .90]
//
//	fresh.tsv   level    claimed  precision          recall             F1                 average precision
//	identity    high          28  .93 [.82, 1]       .58 [.41, .75]     .71 [.57, .84]     .69 [.54, .85], n 45
//	            medium        36  .89 [.77, .98]     .71 [.56, .86]     .79 [.68, .89]
//	            low           41  .78 [.63, .93]     .71 [.56, .86]     .74 [.62, .85]
//	belonging   high          54  .94 [.86, 1]       .38 [.28, .48]     .55 [.43, .64]     .66 [.55, .74], n 133
//	            medium        81  .93 [.86, .98]     .56 [.46, .65]     .70 [.61, .77]
//	            low          104  .88 [.79, .95]     .68 [.58, .77]     .77 [.69, .83]
//	overlap     low           18  .72 [.43, .88]     .35 [.14, .53]     .47 [.21, .65]     .26 [.09, .43], n 37
//
// Identity is one undertaking (duplicate, same-initiative); belonging is one or parts of one (related too), labels same, chain
// and phase; overlap is the label thematic. At medium or high 4 of 126 phases (3.2 % [.7, 7]), 3 of 80 chains and 3 of 298
// different pairs of both files are called one initiative. A pair that is not found adds nothing to average precision.
//
// The same before and after the changes of seed-12, average precision, and of overlaps the flags that the reader would call
// about, and how many of all such pairs that is:
//
//	                     train               test                fresh
//	identity, AP         .37 to .56, n 16    .87 to .87, n 53    .71 to .69, n 45
//	belonging, AP        .64 to .85, n 153   .76 to .80, n 171   .64 to .66, n 133
//	  low: precision     .78 to .92          .79 to .79          .79 to .88
//	  low: recall        .79 to .89          .85 to .88          .70 to .68
//	overlap: flags                                               2 of 4 to 13 of 18
//	  recall                                                     .05 to .35, n 37
//
// So most of what train gained did not carry over: rules that read titles learn the titles that they were mended with. The
// target for belonging, .95, is far, and titles will not reach it: of the 63 pairs of test and fresh that belong and are not
// found, 36 have titles of one pattern, each with words of its own, as most pairs of one donor that do not belong have too.
//
// Of 190 pairs that may overlap (testdata/labels/overlap-readings.tsv), two readers would both call the other donor about 38,
// one alone about 18: they agree on 90.5 %, Cohen's kappa 0.75. Disagreement counts as no. The score from which overlaps are
// flagged and what counts as one subject were chosen on them, so these figures flatter: 25 of 34 flags are yes, .74 [.57,
// .89] (18 of 27 before), at medium or high 10 of 11; of the 38 that both would call about 25 are flagged, .66 [.51, .78] (18
// before). The seven sets have 79 flags of kind overlap, too few for the precision of the first hundred.
//
// Pairs known to be one without a reader (TestKnownPairs): published twice, or the two languages of one record, looked for with
// identifiers, declared relations and publishers taken away among all records of both files. They flatter: amounts and days
// are the same, and often the words. Half of the records were looked at, these are the others:
//
//	                                     n    low or above: precision, recall        average precision   without money
//	Somalia, IATI 1.04 and 2.03          642  1.00 [.99, 1]     .95 [.93, .97]       .95 [.93, .96]      .93 [.90, .95]
//	BCIE, 12 and 18 December 2025        33   1    [1, 1]       .91 [.79, 1]         .91 [.79, 1]        .40 [.23, .61]
//	USAID Timor-Leste, English and       90   1    [1, 1]       .48 [.38, .60]       .48 [.38, .60]      .17 [.10, .26]
//	Portuguese
//
// Portuguese is none of the languages that titles are read in, so what is found there is found by names, codes and money.
//
// Without a dimension's weights (scores and levels anew, rules as they are) F1 of belonging on test.tsv falls by .70 for text,
// .05 for money, .02 for time, .02 for organisations, .01 for links, less for the rest; F1 of overlap on the readings by .46
// for text, .32 for time, .23 for practice, .16 for places, .06 for organisations.
//
// On data/labels/pairs.tsv, 136 pairs that were found by title similarity and looked at while weights were set, so that
// the figures flatter a detector that reads titles (TestLabelledPairs):
//
//	label      pairs  same-initiative  related  overlap  nothing
//	same          18               14        3        0        1
//	chain         80                4       72        0        4
//	phase          9                0        7        0        2
//	thematic       3                0        2        0        1
//	different     26                0        3        0       23
//
// What the main changes did, each measured before and after, other work in between left out:
//
//	codes, and records without organisations     Abt-Buy F1 .02 to .82, DBLP-ACM 0 to .94
//	unknown funders, shortened names             DBLP-ACM F1 .94 to .98
//	identical titles, named agencies             nothing found for 14 of 80 chains, then 3 to 4
//	one publisher's titles, renewals             belonging, average precision, train .34 to .54
//	programmes named before a colon, years       the same, train .54 to .61; test after both .57 to .75
//	one title, other bodies or descriptions      the same, train .61 to .64, test .75 to .76; identity, precision at high, test .82
//	                                             to .93: made after all six wrong ones of test were known to be of one kind
//	building sites (works.go)                    belonging, average precision, train .64 to .67
//	numbers of phases, likeness of patterns      the same, train .67 to .79
//	numbers, bodies and "project" put to titles  the same, train .79 to .81
//	related from .30 on, acronyms that end names the same, train .81 to .85; identity .41 to .56
//	one subject in one place, flags from .45 on  readings, average precision .40 to .56
//
// Of the 1,217 Somali activities published in IATI 1.04 and again in 2.03 all 1,217 are found as duplicates (TestRealFiles).
//
// Public two-table sets with complete answers, tansiq evaluate --complete, identity at any level: F1 without labels, F1 on the
// rest after --train 500, and what is published for ZeroER (no labels) and DeepMatcher (thousands of labels):
//
//	            without labels      500 labels          ZeroER   DeepMatcher
//	Abt-Buy     .826 [.802, .849]   .805 [.780, .830]   .52      .628
//	DBLP-ACM    .980 [.973, .986]   .984 [.979, .987]   .96      .984
//
// What is weak in these figures: fewer than 100 pairs are labelled same in either file, or thematic, and none of the readers
// coordinates aid in these countries. One reader labelled each pair; 147 of the 660 first labels and 113 of the 300 fresh ones
// are marked unsure, of the fresh thematic ones 29 of 37, and whoever read the fresh pairs then made the rules, though
// without looking at them again. Labelled records are in English, Spanish and, few, Portuguese; none is in Arabic or French,
// for the files have none. Most are of country systems that report for others, with short titles and no descriptions.
//
// Scale, by cmd/overlapbench (seed 1, SQLite, 1,100 bytes of features each), model seed-12, on two cores with nothing else at
// work. Full detection reads the features, indexes, compares and writes the flags; upserts are changes of one initiative, from
// their commit to that of their flags, alone and while an import of 20,000 is published:
//
//	initiatives  full detection  processor time  peak resident, anonymous at the end  upsert, idle            during an import
//	     10,000           0.9 s           1.6 s         112,    57 MiB                 p50 3 ms, p99 7.9 ms    p50  5 ms, p99 34 ms
//	     30,000           2.4 s           4.3 s         177,   103 MiB                 p50 3 ms, p99 7.5 ms    p50  7 ms, p99 47 ms
//	    100,000           9.2 s          17.1 s         436,   241 MiB                 p50 4 ms, p99 8.0 ms    p50 17 ms, p99 83 ms
//	  1,000,000         118.8 s         221.1 s       3,017, 1,575 MiB                 p50 4 ms, p99 8.7 ms    p50 20 ms, p99 84 ms
//
// The upserts were measured later than the rest, once each. The import wrote 333, 479 and 535 initiatives a second meanwhile,
// of 10,000, 100,000 and a million. With the change's own write a million takes 10.7 ms idle and 106 ms during an import (p99).
//
// A million was to take 60 s; index and candidates take 61 of the 119, comparing and writing 88,350 flags the rest. From
// 100,000 on ten times as many take 12.9 times as long. The p99 of upserts during an import was to be 10 ms.
//
// From raw text features take 0.14 ms of processor time each (100,000, on the same machine, words new to the process among them).
// Of 100,000 there are 14 candidates a record; every known pair (duplicates, one project in other words, in another language,
// chains, phases, overlaps; 1,000 to 2,000 of each) is among them, which made-up data make easier than real ones.
package overlap
