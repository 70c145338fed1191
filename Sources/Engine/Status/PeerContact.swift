public import PeerProtocol
import Region

/// When a peer was last in touch with this node, and since when it does not answer.
public struct PeerContact: Sendable, Equatable {
  /// When the peer last answered this node, or made itself heard; nil for never.
  public var lastAt: Timestamp?
  /// Since when the peer does not answer; nil while it does, and for one that this node asks nothing: suspended,
  /// rejected, or not accepted here. Counted from the first failure since this process started.
  public var downSince: Timestamp?

  init(_ peer: Peer, _ lane: DeliveryLane, heardAt: Int64?, _ clock: NodeClock) {
    let (now, uptime) = (clock.machineMilliseconds, clock.uptimeMilliseconds)
    // From milliseconds, so that one moment is the same second whenever it is asked for.
    func moment(_ milliseconds: Int) -> Timestamp { Timestamp(seconds: Int64((now + milliseconds - uptime) / 1000)) }
    let contact = max(lane.answeredAt, lane.lastContactAt)
    lastAt = [contact >= 0 ? moment(contact) : nil, heardAt.map { Timestamp(seconds: $0) }].compactMap(\.self).max()
    let isAsked = (peer.status == .accepted || peer.status == .requested) && peer.suspension == nil
    downSince = isAsked ? lane.downSince.map(moment) : nil
  }
}
