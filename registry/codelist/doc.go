// Package codelist holds the controlled lists of the registry: the good practices, coordination regions, countries,
// sectors, the IATI codelists an importer needs, currencies, beneficiaries and the donors known beforehand.
//
// Every list is a table under data/, embedded in the program and read once, when it is first asked for. Labels that are
// shown exist in English, French and Arabic (Text keys "en", "fr", "ar"), in many cases in Spanish as well. A lookup
// that finds nothing answers ok = false; it never guesses and never compares by likeness. What is alike is for a person
// who may have mistyped (Near). Names are compared as Fold
// leaves them. What a function returns is shared by all callers and must not be changed.
//
// # Sources
//
// data/SOURCES.md says for each table which words are the source's and which are our own translation.
//
//   - good-practices.json, actors.tsv, regions.tsv: UNICRI, Policy Toolkit on The Hague Good Practices on the Nexus
//     between Transnational Organized Crime and Terrorism, March 2019.
//   - countries.tsv: UNSD, Standard country or area codes for statistical use (M49), in four languages; UNTERM, short and
//     formal names; ISO 3166-1. XK is user-assigned in ISO 3166-1 and used by the IATI codelist Country.
//   - former-countries.tsv: ISO 3166-3.
//   - recipient-regions.tsv: IATI codelist Region (OECD DAC), and the areas of UN M49.
//   - sectors.tsv: OECD DAC and CRS purpose codes, as the IATI codelists Sector and SectorCategory replicate them.
//   - iati.tsv, iati-organisation-registration-agency.tsv: the IATI codelists of those names; 1.x words from the
//     codelists of IATI 1.0x.
//   - currencies.tsv: ISO 4217, with the withdrawn codes of the IATI codelist Currency.
//   - beneficiaries.tsv, terms.tsv: this project's own lists.
//   - organisations.tsv: IATI codelists OrganisationIdentifier and CRSChannelCode, published IATI files, and the
//     organisations' own names.
package codelist
