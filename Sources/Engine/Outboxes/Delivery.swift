public import PeerProtocol
import Region

/// One request that is due to a peer.
public struct Delivery: Sendable {
  /// The peer.
  public let peer: RegionName
  /// What to send and where.
  public let call: PeerCall
  let key: DeliveryKey
  /// The revision of our view in a match message; nil for a bare proof.
  var revision: Int?
}
