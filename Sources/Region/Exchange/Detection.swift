public import PeerProtocol

extension ExchangeState {
  /// The matches that a peer's additions bring to light: entries here that carry the same token.
  ///
  /// `name` computes a match's name from the handle here and the one there.
  public func detect(
    received additions: [ReceivedAddition], _ key: FeedKey, name: (Handle, Handle) throws(Refusal) -> MatchId
  ) throws(Refusal) -> [DetectedMatch] {
    guard let own = outgoing[key] else { return [] }
    var found: [DetectedMatch] = []
    for addition in additions {
      guard let identity = own.identity(token: addition.token), let entry = own.entry(identity) else { continue }
      found.append(
        DetectedMatch(
          identity: identity, ownHandle: entry.handle, peerHandle: addition.handle,
          matchId: try name(entry.handle, addition.handle)))
    }
    return found
  }

  /// The matches that a peer's answer to our pending batch brings to light, and whether a token came twice.
  ///
  /// Two additions of one feed with the same token are forged by the receiver: no match (Schemas/peer-protocol.md,
  /// section 5).
  public func detect(
    answered tokens: [MatchToken], _ key: FeedKey, name: (Handle, Handle) throws(Refusal) -> MatchId
  ) throws(Refusal) -> (matches: [DetectedMatch], isForged: Bool) {
    guard let own = outgoing[key], let theirs = incoming[key], let batch = own.pending else {
      return ([], false)
    }
    var counts: [MatchToken: Int] = [:]
    for token in tokens { counts[token, default: 0] += 1 }
    var isForged = counts.count < tokens.count
    var found: [DetectedMatch] = []
    for (item, token) in zip(batch.additions, tokens) {
      if own.forgedTokens.contains(token) || own.tokens[token].map({ $0 != item.identity }) ?? false {
        isForged = true
        continue
      }
      guard counts[token] == 1, item.identity != PendingBatch.noIdentity,
        let handle = theirs.tokens[token]
      else { continue }
      found.append(
        DetectedMatch(
          identity: item.identity, ownHandle: item.handle, peerHandle: handle, matchId: try name(item.handle, handle)))
    }
    return (found, isForged)
  }
}
