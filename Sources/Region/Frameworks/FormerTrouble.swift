public import PeerProtocol

/// Regions and identity keys of which an agreement or proposal was rejected or revoked, or whose peering was rejected,
/// suspended or removed. No standing approval covers them any more (Schemas/peer-protocol.md, section 9).
public struct FormerTrouble: Sendable, Equatable {
  /// Names and keys that are remembered, each; beyond it everybody counts as troubled, so that nothing is forgotten.
  static let limit = 2_000

  private(set) var regions: Set<RegionName> = []
  private(set) var keys: Set<KeyThumbprint> = []

  /// None yet.
  public init() {}

  /// True where people of this region have to decide on the region itself.
  public func concerns(_ region: RegionName, _ identity: KeyThumbprint) -> Bool {
    regions.contains(region) || keys.contains(identity) || regions.count >= Self.limit || keys.count >= Self.limit
  }

  mutating func note(_ region: RegionName, _ identity: KeyThumbprint?) {
    if regions.count < Self.limit { regions.insert(region) }
    if let identity, keys.count < Self.limit { keys.insert(identity) }
  }

  /// An agreement that ended with a document, whoever signed that, was rejected or revoked; one whose term is over was not.
  mutating func note(_ record: AgreementRecord, _ standing: AgreementStanding, _ ending: SignedDocument?) {
    guard ending != nil || standing == .rejected || standing == .revoked else { return }
    note(record.peer, record.terms.identityKeys[record.peer])
  }

  func write(to writer: inout ByteWriter) {
    writer.list(regions.sorted()) { $0.region($1) }
    writer.list(keys.sorted()) { $0.identifier($1) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    regions = Set(try reader.list { (reader) throws(CodecError) in try reader.region() })
    keys = Set(try reader.list { (reader) throws(CodecError) in try reader.identifier() })
  }
}

extension FormerTrouble {
  /// Notes what an event that is about to be applied says of trouble with a region.
  mutating func note(_ event: RegionEvent, _ agreements: AgreementsState, _ peering: PeeringState) {
    switch event {
    case .peering(.rejected(let region, _, _)), .peering(.suspended(let region, _)), .peering(.removed(let region, _)):
      note(region, peering.peers[region]?.facts.identityKey.thumbprint)
    case .agreements(.closed(let id, let standing, let ending, _, _, _)):
      if let record = agreements.records[id] { note(record, standing, ending) }
    default: break
    }
  }

  /// What a snapshot of before there were frameworks still tells.
  init(_ agreements: AgreementsState, _ peering: PeeringState) {
    self.init()
    for record in agreements.records.values { note(record, record.status, record.ending) }
    for peer in peering.peers.values where peer.status.isRejected || peer.suspension != nil {
      note(peer.facts.region, peer.facts.identityKey.thumbprint)
    }
  }
}
