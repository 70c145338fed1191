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
}

extension RegionState {
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
      guard let holder = sides(of: match).theirs.coordination?.holder else {
        throw .match(.nobodyNamed(by: match.peer))
      }
      if work.coordination?.holder != holder { work.coordination = (holder, now) }
    case .handover(let state):
      if work.handover?.state != state { work.handover = Handover(state: state, at: now) }
    case .consent(let consent): work.consent = consent
    case .release:
      guard asksForRelease(match) else { throw .match(.releasedByAgreement) }
      work.released.formUnion(signals(awaitingReleaseIn: match, municipality))
    }
    return work == match.work ? [] : [.matches(.worked(id, work, at: at))]
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

/// Why a match is on the worklist.
public enum WorkReason: String, Sendable, CaseIterable {
  /// Nobody looked at it yet.
  case unread
  /// The professionals did not speak yet.
  case noContact = "no-contact"
  /// Neither side named who leads, or they name different regions.
  case nobodyLeads = "nobody-leads"
  /// The family moved; the old region still has to brief the new one.
  case handoverWanted = "handover-wanted"
  /// The family refused.
  case refused
  /// The agreement's `followUpDays` are over without contact.
  case overdue
  /// A coordinator has to release this region's contact details.
  case awaitsRelease = "awaits-release"
}

extension RegionState {
  /// True where some own signal behind the match is of the municipality.
  public func concerns(_ match: ShownMatch, _ municipality: String?) -> Bool {
    guard let municipality else { return true }
    return signals(shownIn: match.members.compactMap { matches.records[$0] }).contains {
      $0.municipality == municipality
    }
  }

  /// Why somebody has to look at an open match, in the order of ``WorkReason``; none where nobody has to.
  ///
  /// `now`: milliseconds since 1970. A release is asked for where it is of the `municipality`.
  public func reasons(_ match: ShownMatch, now: Int, municipality: String? = nil) -> [WorkReason] {
    let sides = sides(of: match)
    let terms = match.members.compactMap { matches.records[$0]?.key.agreement }
      .compactMap { agreements.records[$0]?.terms }
    var reasons: [WorkReason] = []
    if match.readAt == 0 { reasons.append(.unread) }
    let followUps = [sides.own.followUp?.state, sides.theirs.followUp?.state]
    let isOpen = !followUps.contains(.contacted) && sides.own.followUp?.state != .noneNeeded
    if isOpen && match.readAt != 0 { reasons.append(.noContact) }
    if isOpen || followUps.contains(.contacted), sides.own.coordination?.state != .agreed,
      sides.own.followUp?.state != .noneNeeded
    {
      reasons.append(.nobodyLeads)
    }
    let handovers = [sides.own.handover?.state, sides.theirs.handover?.state]
    if handovers.contains(.wanted) && !handovers.contains(.done) { reasons.append(.handoverWanted) }
    if sides.own.consent == .refused || sides.theirs.consent == .refused || sides.own.followUp?.reason == .noConsent {
      reasons.append(.refused)
    }
    if let days = terms.map(\.followUpDays).min(), isOpen, now - match.detectedAt > days * 86_400_000 {
      reasons.append(.overdue)
    }
    if !signals(awaitingReleaseIn: match, municipality).isEmpty { reasons.append(.awaitsRelease) }
    return reasons
  }
}
