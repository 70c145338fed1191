import PeerProtocol

import enum Cryptography.SubjectKind

/// A youth on whom two or more professionals of this region have a signal.
public struct WithinMatch: Sendable {
  /// The identity that names the youth best: the one in the lowest row.
  public var anchor: Pseudonym
  /// The signals, sorted by id; none that is withheld, or on whose youth an objection is not decided on.
  public var signals: [SignalSummary]
}

extension RegionState {
  /// The match within this region of the youth whose lowest identity this is: two or more findable signals; nil where
  /// there is none.
  ///
  /// - Parameter municipality: only where a signal is of this municipality; any where nil.
  public func match(within identity: UInt32, municipality: String?) -> WithinMatch? {
    guard let anchor = signals.youths.pseudonym(identity) else { return nil }
    let youth = signals.youth(of: [identity])
    guard youth.min() == identity else { return nil }
    let rows = signals.signals(naming: youth, kind: .youth)
      .filter { signals.rows[Int($0)].map { SignalsState.isFindable($0) && signals.isShownWithin($0) } ?? false }
    guard rows.count > 1 else { return nil }
    let shared = rows.compactMap { signals.summary(row: $0) }.sorted { $0.id < $1.id }
    guard municipality.map({ name in shared.contains { $0.municipality == name } }) ?? true else { return nil }
    return WithinMatch(anchor: anchor, signals: shared)
  }

  /// The other open matches about the same family: with a signal, or a guardian, in common.
  public func related(to match: ShownMatch) -> [ShownMatch] {
    func people(_ match: ShownMatch) -> Set<UInt32> {
      var guardians = Set<UInt32>()
      for record in match.members.compactMap({ matches.records[$0] }) {
        if record.key.kind == .guardian {
          guardians.insert(record.identity)
        } else {
          guardians.formUnion(signals.guardians(ofYouth: signals.youth(of: [record.identity])))
        }
      }
      return guardians
    }
    func own(_ match: ShownMatch) -> Set<String> {
      Set(signals(shownIn: match.members.compactMap { matches.records[$0] }).map(\.id))
    }
    let (family, signalIds) = (people(match), own(match))
    // Found from the family's own identities, so that the page costs the same however many matches there are.
    let youths = signalIds.compactMap { signals.row($0) }.flatMap { signals.rows[Int($0)]?.youth.elements ?? [] }
    let familyYouths = family.flatMap { guardian in
      signals.signals(ofGuardian: guardian).flatMap { signals.rows[Int($0)]?.youth.elements ?? [] }
    }
    let records =
      Set(youths + familyYouths).flatMap { matches.matches(of: $0, kind: .youth) }
      + family.flatMap { matches.matches(of: $0, kind: .guardian) }
    let found = Set(records.compactMap { matches.records[$0]?.shown }).subtracting([match.id])
    return found.compactMap { matches.shown[$0] }.filter(\.isOpen)
      .sorted { ($0.detectedAt, $0.id) < ($1.detectedAt, $1.id) }
  }
}
