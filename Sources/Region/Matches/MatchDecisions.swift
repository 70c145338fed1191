public import PeerProtocol

import enum Cryptography.SubjectKind

/// What a person does with a match.
public enum MatchAction: Sendable {
  /// Says what became of it.
  case followUp(FollowUp.State, reason: FollowUp.Reason?, outcome: [FollowUp.Outcome])
  /// Names the region that should lead.
  case propose(RegionName)
  /// Agrees with the region that the peer named.
  case agree
  /// Asks for a handover after a move, or reports that it took place.
  case handover(Handover.State)
  /// Records what the family said.
  case consent(MatchView.Consent)
  /// Releases this region's contact details to the peer, under an agreement that asks for approval.
  case release
  /// Gives the family to a colleague of this region, by name; nil takes it back. Peers do not see it.
  case assign(String?)
  /// Records that this region's own professional was reminded. Peers do not see it.
  case remind
}

/// What people do with a match, and what messages about it and time change.
public struct MatchDecisions: Sendable {
  let peering: PeeringState
  let matches: MatchesState
  let reader: MatchReader

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    peering = region.peering
    matches = region.matches
    reader = MatchReader(region)
  }
}

extension MatchDecisions {
  /// Decides on what a person does with a shown match; the same twice is once.
  ///
  /// `at` is milliseconds since 1970; `municipality` is the only one whose contact details the person may release.
  ///
  /// - Throws: ``Refusal`` `not-found` where there is no such match, `conflict` where it ended or the step does not fit.
  public func decide(
    _ action: MatchAction, on id: MatchId, municipality: String? = nil, at: Int
  ) throws(Refusal) -> [RegionEvent] {
    guard let match = matches.shown[id] else { throw .match(.notFound) }
    guard match.isOpen else { throw .match(.ended) }
    let now = Timestamp(seconds: Int64(at / 1000))
    var work = match.work
    switch action {
    case .followUp(let state, let reason, let outcome):
      try check(state, reason, outcome)
      let isSame = work.followUp.map {
        $0.state == state && $0.reason == reason && ($0.outcome ?? []) == outcome
      }
      if isSame != true {
        work.followUp = FollowUp(state: state, reason: reason, outcome: outcome.isEmpty ? nil : outcome, at: now)
      }
    case .propose(let holder):
      guard holder == match.peer || holder == ownRegion else {
        throw .malformed([FieldFault(field: "propose", reason: "must be one of the two regions of the match")])
      }
      if work.coordination?.holder != holder { work.coordination = (holder, now) }
    case .agree:
      guard let holder = reader.sides(of: match).theirs.coordination?.holder else {
        throw .match(.nobodyNamed(by: match.peer))
      }
      if work.coordination?.holder != holder { work.coordination = (holder, now) }
    case .handover(let state):
      if work.handover?.state != state { work.handover = Handover(state: state, at: now) }
    case .consent(let consent): work.consent = consent
    case .assign(let name):
      if let name, name.isEmpty || name.utf8.count > MatchAssignment.longestName {
        throw .malformed([
          FieldFault(field: "assignee", reason: "must be a name of 1 to \(MatchAssignment.longestName) bytes")
        ])
      }
      return arrange(match, municipality) { $0.assignee = name }
    case .remind: return arrange(match, municipality) { $0.remindedAt = at }
    case .release:
      guard reader.asksForRelease(match) else { throw .match(.releasedByAgreement) }
      work.released.formUnion(reader.signals(awaitingReleaseIn: match, municipality))
    }
    return work == match.work ? [] : [.matches(.worked(id, work, at: at))]
  }

  /// The family goes to one colleague: what is arranged about one of its matches holds for all that the person may see.
  private func arrange(
    _ match: ShownMatch, _ municipality: String?, _ change: (inout MatchAssignment) -> Void
  ) -> [RegionEvent] {
    let family = [match] + reader.related(to: match).filter { reader.concerns($0, municipality) }
    return family.compactMap { one in
      var assignment = one.assignment
      change(&assignment)
      return assignment == one.assignment ? nil : .matches(.assigned(one.id, assignment))
    }
  }

  private var ownRegion: RegionName? {
    peering.ownCard.flatMap { try? $0.payload(as: RegionCard.self) }?.region
  }

  private func check(
    _ state: FollowUp.State, _ reason: FollowUp.Reason?, _ outcome: [FollowUp.Outcome]
  ) throws(Refusal) {
    if state == .noneNeeded && reason == nil {
      let names = FollowUp.Reason.allCases.map(\.rawValue).joined(separator: ", ")
      throw .malformed([FieldFault(field: "reason", reason: "says why none is needed, one of \(names)")])
    }
    if state == .notified && reason != nil {
      throw .malformed([FieldFault(field: "reason", reason: "goes with contacted or none-needed")])
    }
    if state != .contacted && !outcome.isEmpty {
      throw .malformed([FieldFault(field: "outcome", reason: "goes with contacted")])
    }
  }
}
