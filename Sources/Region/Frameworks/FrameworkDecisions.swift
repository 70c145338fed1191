public import PeerProtocol

/// Which frameworks a region keeps, and whose signatures.
public struct FrameworkDecisions: Sendable {
  let frameworks: FrameworksState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) { frameworks = region.frameworks }

  /// What a peer's signature changes, once it was verified. The first signature of a region stands.
  ///
  /// - Parameter unsigned: the document without any signature.
  /// - Throws: ``Refusal`` `conflict` where there is no room, or the peer signed under another class before.
  public func decideReceipt(
    _ unsigned: SignedDocument, _ terms: Framework, of peer: RegionName, _ signature: FrameworkSignature,
    at now: Timestamp
  ) throws(Refusal) -> [RegionEvent] {
    let id = unsigned.documentId
    let signed = RegionEvent.frameworks(.peerSigned(id, peer, signature))
    if let held = frameworks.signature(of: peer, identity: signature.key, on: id) {
      guard held.className == signature.className else { throw .frameworks(.peerSignedAs(held.className)) }
      return []
    }
    let foreign = frameworks.records.values.count { $0.own == nil && $0.signatures[peer] != nil && $0.id != id }
    if !frameworks.signedByOwn(id), foreign >= ProtocolLimits.foreignFrameworks {
      throw .frameworks(.tooManyOfPeer(foreign))
    }
    if frameworks.records[id] != nil { return [signed] }
    guard terms.validUntil > now else { throw .frameworks(.termOver) }
    return try makeRoom(for: peer, at: now) + [.frameworks(.received(unsigned, at: now)), signed]
  }

  /// What drawing one up changes: it takes the place of one that this region's people did nothing with, where need be.
  ///
  /// - Throws: ``Refusal`` `conflict` where there is no room.
  public func decideCreation(_ unsigned: SignedDocument, at now: Timestamp) throws(Refusal) -> [RegionEvent] {
    guard frameworks.records[unsigned.documentId] == nil else { return [] }
    return try makeRoom(for: nil, at: now) + [.frameworks(.created(unsigned, at: now))]
  }

  /// - Parameter peer: who brings the framework; nil where this region's people draw it up.
  private func makeRoom(for peer: RegionName?, at now: Timestamp) throws(Refusal) -> [RegionEvent] {
    let held = frameworks.sorted
    guard held.count >= ProtocolLimits.frameworks else { return [] }
    let over = held.filter { $0.terms.validUntil <= now }
    if !over.isEmpty { return over.map { .frameworks(.forgotten($0.id)) } }
    // Strangers to our people cannot keep them from drawing one up, nor a few peers all others from bringing theirs: the
    // one with the fewest signatures goes.
    let foreign = held.filter { $0.own == nil && !$0.isOwnDraft && $0.approvals.isEmpty }
    let displaceable = peer.map { Self.displaceable(by: $0, foreign) } ?? foreign
    guard let least = displaceable.min(by: { $0.signatures.count < $1.signatures.count }) else {
      throw .frameworks(.tooMany(held.count))
    }
    return [.frameworks(.forgotten(least.id))]
  }

  /// Those of the peers that hold most, for a peer that holds fewer even after it took a place: otherwise two peers could
  /// take each other's place for ever.
  private static func displaceable(by peer: RegionName, _ foreign: [FrameworkRecord]) -> [FrameworkRecord] {
    var counts: [RegionName: Int] = [:]
    for record in foreign { for region in record.signatures.keys { counts[region, default: 0] += 1 } }
    guard let most = counts.values.max(), most > counts[peer, default: 0] + 1 else { return [] }
    return foreign.filter { record in record.signatures.keys.contains { counts[$0] == most } }
  }
}
