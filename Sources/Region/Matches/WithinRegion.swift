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
  /// Every youth with two or more findable signals of this region, in the order of their first identities.
  ///
  /// - Parameter municipality: only youths with a signal of this municipality; all where nil.
  public func matchesWithin(municipality: String?) -> [WithinMatch] {
    var seen = Set<UInt32>()
    var found: [WithinMatch] = []
    for identity in signals.youths.references where !seen.contains(identity) {
      let youth = signals.youth(of: [identity])
      seen.formUnion(youth)
      let shared = signals.signals(naming: youth, kind: .youth)
        .filter { signals.rows[Int($0)].map { SignalsState.isFindable($0) && signals.isShownWithin($0) } ?? false }
        .compactMap { signals.summary(row: $0) }.sorted { $0.id < $1.id }
      guard shared.count > 1, let anchor = signals.youths.pseudonym(identity) else { continue }
      guard municipality.map({ name in shared.contains { $0.municipality == name } }) ?? true else { continue }
      found.append(WithinMatch(anchor: anchor, signals: shared))
    }
    return found
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
