// Package money adds up what initiatives report and counts each sum once. It is pure: it does no I/O and knows no
// audience; it is given what one caller may see.
//
// # Gross and net
//
// Gross is the sum of what each initiative reports. Net leaves out what is declared to be the same money: the donor's and
// the implementer's report of one grant, a parent's budget of which its children report the parts, a grant that is passed
// on. A type of money is never added to another one: a pledge is not a commitment, and a budget is neither.
//
// # How net is chosen
//
// Three kinds of statement say that two initiatives speak of the same money:
//
//   - They are one report: one IATI or 360Giving identifier, or a related-activity of type 5 (third-party report). Of these
//     the largest figure counts.
//   - One holds the other: a parent its child; the payer what it pays (provider-activity-id, receiver-activity-id,
//     participating-org/@activity-id, a regrant); a flow of money (OtherIdentifierType A4, an FTS flow) that one of them
//     shares with the other. What is held may be the holder's money on its next step, and is not new.
//   - A ruling of a coordinator says either.
//
// Between families more follows: what a parent pays may be what its children report, and what a child is paid may be in
// what its parent reports. Of a parent's children and those whom the parent pays one side counts, and so it is with a
// child's payers and its parent.
//
// Siblings, phases, lots, complementary and co-funded initiatives have their own money each, and it is added: the three
// donors of a co-funded programme report three contributions.
//
// No source says how much of what it received it passed on, initiative by initiative. So an initiative's sum counts whole
// or not at all, and net is the largest sum of initiatives of which none is declared to hold another: a maximum-weight
// antichain. That is the most money that can be shown to be distinct: nothing in it is counted twice, and where a payee has
// money beside its payer's, some of it may be missing. Among equal choices the money counts where it comes from: with the
// donor and the parent. Statements that go in a circle make one report of all that are in it.
//
// Sums of several currencies in one chain cannot be compared without rates. There, money counts where it comes from: an
// initiative with a sum hides all that it holds. So it is in a family of more than 500 reports or 2,500 statements, since
// the search for the best choice grows faster than the family.
//
// A secondary reporter adds no money (IATI reporting-org/@secondary-reporter).
package money
