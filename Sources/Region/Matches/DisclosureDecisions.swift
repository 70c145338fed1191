public import PeerProtocol

extension MatchesState {
  /// Decides on the disclosure of our own `view` of a match: `fresh` names it, unless its revision has a name already.
  ///
  /// - Parameter fresh: draws sixteen random bytes.
  /// - Returns: nothing where the view holds no contact details.
  public func decideDisclosure(
    of view: MatchView, _ match: MatchRecord, at: Int, fresh: () -> DisclosureId?
  ) -> [RegionEvent] {
    guard view.holdsContacts, let revision = view.revision, match.disclosures.id(ofRevision: revision) == nil,
      let id = fresh()
    else { return [] }
    return [.matches(.disclosureSent(match.id, id, revision: revision, at: at))]
  }

  /// Decides on what a message of the peer says of disclosures: of its own, whether or not its revision is the newest, and
  /// by `seen` of ours. Only the very revision that the peer holds is confirmed: one before it may never have arrived.
  ///
  /// - Parameters:
  ///   - view: nil where the message held none that verified.
  ///   - answered: the disclosure in the request to which the message is an answer 2xx.
  /// - Returns: nothing that was noted before.
  public func decideDisclosures(
    in view: MatchView?, answered: DisclosureId?, _ match: MatchRecord, at: Int
  ) -> [RegionEvent] {
    var events: [RegionEvent] = []
    if let view, view.holdsContacts, let revision = view.revision {
      let disclosure = ViewDisclosures.Received(id: view.disclosure, revision: revision)
      if !match.disclosures.knows(disclosure), !isOfEndedMatch(view.disclosure, match.peer) {
        events.append(.matches(.disclosureReceived(match.id, view.disclosure, revision: revision, at: at)))
      }
    }
    let seen = view?.seen.flatMap { match.disclosures.unconfirmed(revision: $0) }
    let confirmed = [
      answered.flatMap { match.disclosures.isUnconfirmed($0) ? $0 : nil }, seen == answered ? nil : seen,
    ]
    return events + confirmed.compactMap { $0 }.map { .matches(.disclosureConfirmed(match.id, $0, at: at)) }
  }
}

extension MatchesState {
  /// At most this many disclosures of ended matches are remembered for each peer.
  static let endedDisclosureLimit = 1_000

  /// Whether a late message repeats a disclosure of the match's former life.
  func isOfEndedMatch(_ id: DisclosureId?, _ peer: RegionName) -> Bool {
    id.map { endedDisclosures[peer]?.contains($0) ?? false } ?? false
  }

  /// Remembers what a match that ends was told: it may be found again while a message of its former life is under way.
  mutating func keepDisclosures(of record: MatchRecord) {
    let ids = record.disclosures.received.compactMap(\.id)
    guard !ids.isEmpty else { return }
    endedDisclosures[record.peer, default: []] += ids
    let surplus = (endedDisclosures[record.peer]?.count ?? 0) - Self.endedDisclosureLimit
    if surplus > Self.endedDisclosureLimit / 8 { endedDisclosures[record.peer]?.removeFirst(surplus) }
  }
}
