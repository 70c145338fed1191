import PeerProtocol

import enum Cryptography.SubjectKind

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

/// What people of this region see of a match.
public struct MatchReader: Sendable {
  let signals: SignalsState
  let matches: MatchesState
  let agreements: AgreementsState
  /// The own signals behind matches.
  public let shared: SharedSignals

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    signals = region.signals
    matches = region.matches
    agreements = region.agreements
    shared = SharedSignals(region)
  }
}

extension MatchReader {
  /// The matches of the protocol that stand in a shown one, sorted.
  public func records(of match: ShownMatch) -> [MatchRecord] {
    match.members.sorted().compactMap { matches.records[$0] }
  }

  /// This region's own signals behind a shown match, sorted by id.
  public func signals(of match: ShownMatch) -> [SignalSummary] { shared.signals(shownIn: records(of: match)) }

  /// Both sides of a shown match. Coordination is agreed once both name the same holder (Schemas/peer-protocol.md,
  /// section 6).
  public func sides(of match: ShownMatch) -> MatchSides {
    let records = records(of: match)
    return sides(of: match, records, shared.signals(shownIn: records))
  }

  /// The same from its records and its own signals.
  func sides(of match: ShownMatch, _ records: [MatchRecord], _ signals: [SignalSummary]) -> MatchSides {
    let views = records.compactMap(\.view)
    // Of several protocol matches in one shown match the latest word counts.
    let followUp = views.compactMap(\.followUp).max { $0.at < $1.at }
    let coordination = views.compactMap(\.coordination).max { $0.at < $1.at }
    let handover = views.compactMap(\.handover).max { $0.at < $1.at }
    let newest = views.max { ($0.revision ?? 0) < ($1.revision ?? 0) }
    var theirs = MatchSides.Side(
      followUp: followUp, coordination: coordination, handover: handover, consent: newest?.consent)
    let since = Timestamp(seconds: Int64(match.detectedAt / 1000))
    var own = MatchSides.Side(
      followUp: match.work.followUp ?? FollowUp(state: .notified, reason: nil, outcome: nil, at: since),
      coordination: Coordination(state: .none, holder: nil, at: since), handover: match.work.handover,
      consent: match.work.consent)
    if let named = match.work.coordination {
      let isAgreed = coordination?.holder == named.holder
      own.coordination = Coordination(state: isAgreed ? .agreed : .proposed, holder: named.holder, at: named.at)
      if isAgreed { theirs.coordination?.state = .agreed }
    }
    if own.handover == nil {
      let hasLeft =
        signals.contains { $0.endReason == .movedAway }
        || views.contains { ($0.involvements ?? []).contains { $0.left != nil } }
      if hasLeft { own.handover = Handover(state: .wanted, at: since) }
    }
    if own.consent == nil {
      own.consent =
        signals.sorted { ($0.startedOn, $0.id) < ($1.startedOn, $1.id) }.compactMap {
          MatchView.Consent(rawValue: $0.consent)
        }.last
    }
    return MatchSides(own: own, theirs: theirs)
  }

  /// True where some own signal behind the match is of the municipality.
  public func concerns(_ match: ShownMatch, _ municipality: String?) -> Bool {
    guard let municipality else { return true }
    return signals(of: match).contains { $0.municipality == municipality }
  }

  /// By when the professionals should have spoken: the shortest `followUpDays` of the match's agreements after it was found,
  /// in milliseconds since 1970; nil where none of them has such a term, since 0 means that there is none.
  public func due(_ match: ShownMatch) -> Int? {
    match.members.compactMap { matches.records[$0]?.key.agreement }
      .compactMap { agreements.records[$0]?.terms.followUpDays }.filter { $0 > 0 }.min().map {
        match.detectedAt + $0 * 86_400_000
      }
  }

  /// Why somebody has to look at an open match, in the order of ``WorkReason``; none where nobody has to.
  ///
  /// `now`: milliseconds since 1970. A release is asked for where it is of the `municipality`.
  public func reasons(_ match: ShownMatch, now: Int, municipality: String? = nil) -> [WorkReason] {
    let sides = sides(of: match)
    var reasons = steps(match, sides)
    if let due = due(match), sides.isContactAwaited, now > due { reasons.append(.overdue) }
    if !signals(awaitingReleaseIn: match, municipality).isEmpty { reasons.append(.awaitsRelease) }
    return reasons
  }

  /// The reasons that neither the day nor a release gives.
  func steps(_ match: ShownMatch, _ sides: MatchSides) -> [WorkReason] {
    var reasons: [WorkReason] = []
    if match.readAt == 0 { reasons.append(.unread) }
    let isOpen = sides.isContactAwaited
    let followUps = [sides.own.followUp?.state, sides.theirs.followUp?.state]
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
    return reasons
  }
}

extension MatchSides {
  /// True while the professionals still have to speak.
  var isContactAwaited: Bool {
    ![own.followUp?.state, theirs.followUp?.state].contains(.contacted) && own.followUp?.state != .noneNeeded
  }
}

// MARK: - What stands beside it

extension MatchReader {
  /// The archived signals of this region on the youths of a shown match; sorted with the latest first.
  public func archive(of match: ShownMatch) -> [SignalSummary] {
    guard match.isOpen else { return [] }
    return shared.archivedBeside(signals(of: match).map(\.id)).map(\.signal)
  }

  /// The archived signals of this region on the youth of a match within it; sorted with the latest first.
  public func archive(of match: WithinMatch) -> [SignalSummary] {
    shared.archivedBeside(match.signals.map(\.id)).map(\.signal)
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
      Set(signals(of: match).map(\.id))
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
