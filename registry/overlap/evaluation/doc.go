// Package evaluation measures what was found between initiatives against pairs that people labelled. It is pure: labels
// and findings in, figures out, the same for the same seed.
//
// Three questions are asked of the same pairs:
//
//   - identity: is it one undertaking? Positives are pairs labelled same; claimed are the kinds duplicate and
//     same-initiative.
//   - belonging: is it one undertaking or parts of one? Positives are same, chain and phase; claimed are duplicate,
//     same-initiative and related.
//   - overlap: should one donor call the other? Positives are thematic; claimed is the kind overlap.
//
// A pair of which nothing is claimed has no score: it counts as missed where it is a positive, and adds nothing to the
// average precision. Intervals are from a bootstrap by component: pairs that are connected through an initiative are
// drawn together, since one programme of forty parts is not eight hundred independent lessons. The best threshold is chosen
// on one half of the components and its figures are those of the other half.
package evaluation
