package import LocalAPI
package import PeerProtocol

/// Something that happened to a match.
package struct MatchHistoryEntry: Hashable, Sendable {
  /// Which side did it.
  package enum Side: Hashable, Sendable {
    case own, theirs
  }

  /// What happened.
  package enum Event: Hashable, Sendable {
    case detected, ended
    case contactsReceived
    /// A person of this region looked at it.
    case read
    case followUp(Side, Word<FollowUp.State>)
    /// A side named the region of this name as the one that leads.
    case coordination(Side, Word<Coordination.State>, holder: String?)
    case handover(Side, Word<Handover.State>)
    case consent(Side, Word<MatchView.Consent>)
    case released, reminded
    /// To the colleague of this name; to nobody where nil.
    case assigned(String?)
  }

  /// When.
  package var at: Timestamp
  /// What happened.
  package var event: Event
  /// The name in the certificate of the person of this region who did it; nil where nobody of this region did.
  package var person: String?

  /// An entry of these members.
  package init(at: Timestamp, event: Event, person: String? = nil) {
    self.at = at
    self.event = event
    self.person = person
  }

  /// What the document of a match itself tells, the oldest first.
  ///
  /// - Parameter name: The name of a region by its id.
  package static func entries(of match: MatchDocument, name: (String) -> String) -> [MatchHistoryEntry] {
    var entries = [MatchHistoryEntry(at: match.detectedAt, event: .detected)]
    for (side, said) in [(Side.own, match.own), (.theirs, match.theirs)] {
      if let one = said.followUp { entries.append(.init(at: one.at, event: .followUp(side, one.state))) }
      if let one = said.coordination, one.state != .none {
        entries.append(.init(at: one.at, event: .coordination(side, one.state, holder: one.holder.map(name))))
      }
      if let one = said.handover { entries.append(.init(at: one.at, event: .handover(side, one.state))) }
    }
    if let at = match.contactsReceivedAt { entries.append(.init(at: at, event: .contactsReceived)) }
    if let at = match.endedAt { entries.append(.init(at: at, event: .ended)) }
    return entries.sorted { $0.at < $1.at }
  }

  /// The entries of both sources in order. Of the same event at the same time one is kept, and of those the one that names
  /// the person.
  package static func merged(_ own: [MatchHistoryEntry], _ derived: [MatchHistoryEntry]) -> [MatchHistoryEntry] {
    let added = derived.filter { one in !own.contains { $0.at == one.at && $0.event == one.event } }
    return (own + added).sorted { $0.at < $1.at }
  }
}
