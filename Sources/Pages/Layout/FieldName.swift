/// The names of the fields of all forms. The node reads exactly these; where the local API has a member for it, it has the
/// same name.
package enum FieldName: String, Sendable, CaseIterable {
  /// The token of every form that changes something.
  case token
  /// `yes` where somebody saw what cannot be taken back, and goes on.
  case confirmed
  /// What stood on the page that asked, where it may have changed since.
  case shown
  /// `yes` where somebody says that they read the terms.
  case read

  // MARK: Of a match (FollowUpRequest, CoordinationRequest, HandoverRequest, ConsentRequest)
  case state, reason, outcome, propose, agree, consent
  /// The name of a colleague, of a list; empty takes the assignment back.
  case assignee
  /// The name of a colleague who is not in the list; goes before it.
  case colleague
  /// The page to which the reader returns: `worklist` or `match`.
  case from

  // MARK: Filters of the list, in its address
  case municipality, organisation, sector, overdue, mine, after
  /// Of figures: a quarter or a year, such as `2026-Q4` or `2026`.
  case period

  // MARK: Of the audit log and its evidence
  /// The id of an agreement.
  case agreement
  /// A region's id; empty for all.
  case peer
  /// The days of a period, both in it.
  case firstDay, lastDay
  /// `yes` where an archive says what entries are about.
  case open

  // MARK: Reviews of the audit log
  /// Percent, and how often.
  case share, every
  /// Ids of entries with blanks between them.
  case references

  // MARK: Search for a person
  /// A citizen service number or an aliens number. It is never written into a page.
  case identity
  /// In which capacity the person asks.
  case capacity
  /// The day on which the request came.
  case receivedOn
}
