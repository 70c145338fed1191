import PeerProtocol

import enum Cryptography.SubjectKind

// Under an agreement with `contactRelease: approval` a coordinator releases this region's contact details, signal by
// signal: what is added to the match later asks again.

extension MatchReader {
  /// Whether a shown match rests on an agreement under which contact details wait for a release.
  public func asksForRelease(_ match: ShownMatch) -> Bool { !membersForRelease(of: match).isEmpty }

  /// The signals of an open match whose contact details wait for a release, by their ids, sorted.
  ///
  /// - Parameter municipality: only those of this one; all where nil.
  public func signals(awaitingReleaseIn match: ShownMatch, _ municipality: String? = nil) -> [String] {
    guard match.isOpen else { return [] }
    let members = membersForRelease(of: match)
    let shown = shared.signals(shownIn: members)
    let hasHistory = members.contains { agreements.records[$0.key.agreement]?.terms.history == true }
    let archived = hasHistory ? shared.archivedBeside(shown.map(\.id)).map(\.signal) : []
    return (shown + archived)
      .filter { !match.work.released.contains($0.id) && (municipality == nil || $0.municipality == municipality) }
      .map(\.id).sorted()
  }

  private func membersForRelease(of match: ShownMatch) -> [MatchRecord] {
    match.members.compactMap { matches.records[$0] }
      .filter { agreements.records[$0.key.agreement]?.terms.contactRelease == .approval }
  }
}

extension MatchDecisions {
  /// Names the signals of matches that a store of format 1 has as released: those that they show now. What is added later
  /// asks again.
  public func decideReleasesOfBefore() -> [RegionEvent] {
    matches.shown.values.filter(\.work.isReleasedThroughout).sorted { $0.id < $1.id }
      .map { .matches(.releasesNamed($0.id, signals: reader.signals(awaitingReleaseIn: $0))) }
  }
}

extension MatchesState {
  /// Takes back the release of a signal in the matches of identities that it names no longer: whoever it is about now was
  /// not released.
  mutating func forgetRelease(of id: String, youth: [UInt32], guardians: [UInt32]) {
    let ids =
      youth.flatMap { matches(of: $0, kind: .youth) }
      + guardians.flatMap { matches(of: $0, kind: .guardian) }
    for shown in Set(ids.compactMap { records[$0]?.shown }) {
      self.shown[shown]?.work.released.remove(id)
      touch(shown)
    }
  }
}

extension SignalsState {
  /// The identities that the signal `id` names, and that it will name no longer after `content`; all where that is nil, or
  /// where it becomes the signal of another organisation or municipality.
  func identities(leftBy id: String, for content: SignalContent?) -> (youth: [UInt32], guardians: [UInt32]) {
    guard let row = index[id], let old = rows[Int(row)] else { return ([], []) }
    let isSameReporter =
      content?.municipality == texts[old.municipality] ?? ""
      && content?.reporter.organisationId == texts.reporter(old.reporter).organisationId
    let content = isSameReporter ? content : nil
    let youth = Set((content?.youth ?? []).compactMap { youths.reference(of: $0) })
    let carers = Set((content?.guardians ?? []).compactMap { guardians.reference(of: $0) })
    return (
      old.youth.elements.filter { !youth.contains($0) }, old.guardians.elements.filter { !carers.contains($0) }
    )
  }
}
