package import PeerProtocol

extension IntroductionEvent {
  /// What the audit log says of it. A comparison that goes with an acceptance by invitation is in the entry of that.
  func auditFacts(among events: [RegionEvent]) -> [AuditFact] {
    switch self {
    case .received(let introduction):
      let facts = introduction.facts
      return [
        AuditFact(
          .introductionReceived, peer: facts.introducer, document: introduction.document.documentId,
          ["region": .word(facts.region.text), "cardVersion": .number(introduction.cardFacts.version)])
      ]
    case .accepted(let peer, let mark):
      var members = AuditFacts.cardMembers(peer.facts)
      members["introducers"] = .words(mark.introducers.map(\.text))
      return [
        AuditFact(.peerIntroduced, peer: peer.facts.region, document: peer.card.documentId, members)
      ]
    case .compared(let region, _):
      let isAcceptance = events.contains { event in
        switch event {
        case .peering(.accepted(region)): true
        case .peering(.joined(let peer)): peer.facts.region == region
        default: false
        }
      }
      return isAcceptance ? [] : [AuditFact(.peerCompared, peer: region)]
    case .made(let introductions):
      return introductions.map {
        AuditFact(
          .introductionMade, peer: $0.facts.to, document: $0.document.documentId,
          ["region": .word($0.facts.region.text)])
      }
    case .asked(let region, _): return [AuditFact(.introductionsAsked, peer: region)]
    case .answered(let region, let isGranted):
      return [AuditFact(.introductionsAnswered, peer: region, ["granted": .flag(isGranted)])]
    // A contradiction is in the entries of its alarms.
    case .settled, .expired, .contradicted, .addressAllowed: return []
    }
  }
}

extension [RegionEvent] {
  /// What happens when both operators agreed, who compared their keys for it.
  ///
  /// On the joiner's side the code stands for that, too: it came by another way and holds the hash of the inviter's key.
  package static func acceptance(of region: RegionName, at: Timestamp) -> [RegionEvent] {
    [.peering(.accepted(region)), .introductions(.compared(region, on: CalendarDate(at)))]
  }
}
