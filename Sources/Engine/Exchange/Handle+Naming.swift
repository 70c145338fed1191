import Cryptography
import PeerProtocol
import PrivateMatching
import Region

extension Handle {
  /// The name of an entry with this blinded point.
  init(point: [UInt8], kind: FeedKind) throws(Refusal) {
    guard let handle = Handle(Naming.handle(of: point, kind: kind)) else { throw .miscomputed }
    self = handle
  }
}

extension MatchId {
  /// The name of a match between an entry of this region's feed and one of a peer's: both sides compute the same.
  init(
    _ key: FeedKey, own: (region: RegionName, handle: Handle), theirs: (region: RegionName, handle: Handle)
  ) throws(Refusal) {
    let (first, second) = own.region < theirs.region ? (own, theirs) : (theirs, own)
    let name = Naming.matchId(
      agreement: key.agreement.bytes, kind: key.kind, handleOfFirstParty: first.handle.bytes,
      handleOfSecondParty: second.handle.bytes)
    guard let id = MatchId(name) else { throw .miscomputed }
    self = id
  }
}
