import PeerProtocol

import enum Cryptography.SubjectKind

/// What an event of the matches changes, and what changes of the rest mean for matches.
extension RegionState {
  mutating func apply(_ event: MatchEvent) {
    switch event {
    case .proofMade(let id, let proof): matches.update(id) { $0.proof = proof }
    case .proven(let id, let proof, let at):
      matches.update(id) { $0.peerProof = proof }
      guard let record = matches.records[id] else { return }
      if record.key.kind == .guardian {
        refreshFamily(id, at: at)
      } else {
        matches.show(id, group: signals.youth(of: [record.identity]), at: at)
        youthMatchChanged(of: record.identity, record.key.agreement, at: at)
      }
    case .viewReceived(let id, let view, let seen, let at):
      let before = matches.records[id]
      matches.update(id) { record in
        if let view, (view.revision ?? 0) > record.peerRevision, record.isActive { record.view = view }
        // A view that the peer holds under a higher number than ours is older: ours goes on above it.
        if seen > record.revision { record.revision = MatchRecord.revision(after: seen, at: 0) }
        record.seenByPeer = min(seen, record.revision)
        record.unknownSince = 0
      }
      if let after = matches.records[id], after.seenByPeer > before?.seenByPeer ?? 0 { noteDisclosure(after, at: at) }
      guard let after = matches.records[id], after.peerRevision != before?.peerRevision else { return }
      if let shown = after.shown, let match = matches.shown[shown], match.isOwnSideChanged(before?.view, after.view) {
        sendAnew(shown, at: at)
      }
      if let shown = after.shown {
        if after.view?.holdsContacts == true { matches.shown[shown]?.contactsAt = at }
        matches.note(shown, .changed)
      }
      refreshFamily(id, at: at)
    case .resendAsked(let id): matches.update(id) { $0.seenByPeer = 0 }
    case .unknownAtPeer(let id, let at): matches.update(id) { $0.unknownSince = at }
    case .disclosureSent(let id, let disclosure, let revision, _):
      matches.update(id) { $0.disclosures.noteSent(disclosure, revision: revision) }
    case .disclosureConfirmed(let id, let disclosure, _): matches.update(id) { $0.disclosures.confirm(disclosure) }
    case .disclosureReceived(let id, let disclosure, let revision, _):
      matches.update(id) { $0.disclosures.noteReceived(.init(id: disclosure, revision: revision)) }
    case .read(let id, let at):
      matches.shown[id]?.readAt = at
      matches.touch(id)
    case .worked(let id, let work, let at):
      matches.shown[id]?.work = work
      sendAnew(id, at: at)
      matches.note(id, .changed)
    case .assigned(let id, let assignment):
      if matches.shown[id]?.isOpen == true { matches.shown[id]?.assignment = assignment }
      matches.touch(id)
    case .forgotten(let ids, let month):
      for id in ids where matches.shown[id]?.isOpen == false { matches.drop(id) }
      matches.disclosures.forgetSums(before: month)
    case .releasesNamed(let id, let signals):
      matches.shown[id]?.work.isReleasedThroughout = false
      matches.shown[id]?.work.released.formUnion(signals)
      matches.touch(id)
    }
  }

  /// Users see one match per youth and peer: signals that come and go may show that two youths are one, or are not.
  mutating func regroup(_ identities: [UInt32], at: Int) {
    guard identities.count > 1 else { return }
    var groups: [[UInt32]] = []
    var rest = Set(identities)
    for identity in identities where rest.contains(identity) {
      let youth = signals.youth(of: [identity])
      rest.subtract(youth)
      groups.append(youth)
    }
    if groups.count > 1 { matches.split(youths: groups, kind: .youth) }
    for youth in groups { matches.merge(youth: youth, kind: .youth, at: at) }
  }

  /// The views of all matches of the protocol in a shown match say something else now.
  mutating func sendAnew(_ shown: MatchId, at: Int) {
    for member in (matches.shown[shown]?.members ?? []).sorted() {
      matches.update(member) { $0.revision = MatchRecord.revision(after: $0.revision, at: at) }
    }
  }

  /// Notes that what a match shows of an own youth or guardian may have changed.
  mutating func refreshMatches(of identity: UInt32, _ kind: FeedKind, at: Int) {
    let isActive = belongsInFeed(identity, kind)
    for id in matches.matches(of: identity, kind: kind) {
      guard let before = matches.records[id] else { continue }
      matches.update(id) { record in
        record.revision = MatchRecord.revision(after: record.revision, at: at)
        record.isActive = isActive
        if !isActive {
          record.shown = nil
          record.view = nil
        } else if !before.isActive {
          record.seenByPeer = 0
        }
      }
      if before.isActive && !isActive, let shown = before.shown {
        matches.leave(shown, id, at: at)
      } else if kind == .guardian {
        if let shown = before.shown { matches.note(shown, .changed) }
        refreshFamily(id, at: at)
      } else if !before.isActive && isActive {
        matches.show(id, group: signals.youth(of: [identity]), at: at)
      } else if let shown = before.shown {
        matches.note(shown, .changed)
      }
    }
  }

  /// Erases the match of an identity under a feed; with a youth's match the family's views change.
  mutating func endMatch(of identity: UInt32, _ key: FeedKey, at: Int) {
    guard let id = matches.match(of: identity, key) else { return }
    let gone = matches.records[id]
    matches.remove(id, at: at)
    // With its view may go what this side said in the others of the same shown match: that a handover is wanted, say.
    if let shown = gone?.shown, let match = matches.shown[shown], match.isOpen, match.isOwnSideChanged(gone?.view, nil)
    {
      sendAnew(shown, at: at)
    }
    if key.kind == .youth { youthMatchChanged(of: identity, key.agreement, at: at) }
  }
}

extension MatchRecord {
  /// The number of our next view. A peer's number never drives one of ours past what JSON can carry.
  static func revision(after last: Int, at: Int) -> Int {
    min(max(last < .max ? last + 1 : last, at), ProtocolLimits.largestInteger)
  }
}

extension ShownMatch {
  /// Whether our own side says something else since the peer's view is another: that who leads is agreed, or that a
  /// handover is wanted because the family left there.
  fileprivate func isOwnSideChanged(_ before: MatchView?, _ after: MatchView?) -> Bool {
    func hasLeft(_ view: MatchView?) -> Bool { (view?.involvements ?? []).contains { $0.left != nil } }
    if work.handover == nil, hasLeft(before) != hasLeft(after) { return true }
    guard let holder = work.coordination?.holder else { return false }
    return (before?.coordination?.holder == holder) != (after?.coordination?.holder == holder)
  }
}
