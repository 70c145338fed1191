public import PeerProtocol

extension IntroductionReader {
  /// What an introducer said that does not fit together with what others say, or with an accepted peer.
  public struct Contradiction: Sendable {
    /// What it said.
    public var claim: IntroductionClaim
    /// True where it contradicts an accepted peer.
    public var contradictsPeer: Bool
  }

  /// The contradictions that are not kept yet, sorted: those that an introduction brought, and those that a region which is
  /// let in again or a new peer brought.
  ///
  /// - Parameter earlier: what an introducer said before it named another key.
  public func newContradictions(now: Timestamp, and earlier: IntroductionClaim? = nil) -> [Contradiction] {
    guard !introductions.received.isEmpty else { return [] }
    let claims = claims(among: liveIntroductions(now: now), and: earlier)
    return claims.all.subtracting(introductions.contradictory).sorted(by: IntroductionClaim.precedes)
      .compactMap { claim -> Contradiction? in
        if isConfirmed(claim) { return nil }
        let isAgainstPeer = contradictsPeer(claim.region, claim.identityKey)
        guard isAgainstPeer || claims.contradict(claim.region, claim.identityKey) else { return nil }
        return Contradiction(claim: claim, contradictsPeer: isAgainstPeer)
      }
  }

  /// True for what people of this region found themselves when they compared: whoever says the same said no untruth.
  private func isConfirmed(_ claim: IntroductionClaim) -> Bool {
    peering.isCompared(claim.region) && peering.peers[claim.region]?.facts.identityKey == claim.identityKey
  }
}
