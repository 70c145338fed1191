import PeerProtocol

extension AuditFacts {
  /// Counts only: who joined is in the register.
  func facts(of event: OrganisationEvent) -> [AuditFact] {
    switch event {
    case .registered(let organisations, _):
      let added = organisations.count { self.organisations.register[$0.id] == nil }
      return [
        AuditFact(
          .organisationsRegistered, ["added": .number(added), "changed": .number(organisations.count - added)])
      ]
    case .mergePlanned(let merge, _):
      return [
        AuditFact(
          .municipalitiesMerged,
          [
            "step": .word("planned"), "old": .word(merge.old), "new": .word(merge.new), "from": .word(merge.from.iso),
          ])
      ]
    case .merged(let merges, _):
      return merges.map { merge in
        AuditFact(
          .municipalitiesMerged, ["step": .word("merged"), "old": .word(merge.old), "new": .word(merge.new)])
      }
    }
  }
}
