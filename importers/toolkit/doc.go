// Package toolkit is the registry's first feed: the 99 example initiatives of the Policy Toolkit on The Hague Good
// Practices, embedded, so that an empty registry shows something true in three languages.
//
// Source: UNICRI, Policy Toolkit on The Hague Good Practices on the Nexus between Transnational Organized Crime and
// Terrorism, March 2019, Arabic edition. It may be quoted or reproduced provided the source is acknowledged. Its views
// are the authors'; its designations of countries imply no opinion of the United Nations.
//
// catalogue.json is this project's own table of it. What an entry says was so, or was said to be so, in 2019: nothing
// was checked since, no address was visited, and every record says so in a note.
//
// Whose words they are. The Arabic titles are the text's. English titles are the name that the text or the printed
// address has in Latin letters, else a description of ours. Descriptions are ours in every language (the Arabic ones
// shortened from the text), and so is all French. Facts.Translations lists what is not the source's words.
//
// Choices where the text leaves one:
//
//   - The organisation that the text or the initiative's own page names is "accountable" (IATI OrganisationRole 2, who
//     is responsible for the activity): the text does not say who carries it out. Its partners are "implementing", its
//     supporters "funding". Whoever the text names in no such role, or not by name, is in a note and not a participation.
//   - A researcher named as the author of an example is left out: a person is not an organisation.
//   - "Global" is no coordination region: a note says that it is worldwide. Kosovo (UNSCR 1244) is the country XK.
//   - A year alone is no date: the period stays unknown, and a note gives the year.
//   - 38 entries are doubtful; the doubt is a note.
package toolkit
