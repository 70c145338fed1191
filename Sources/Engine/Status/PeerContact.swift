public import PeerProtocol

/// When a peer was last in touch with this node, and since when it does not answer.
public struct PeerContact: Sendable, Equatable {
  /// When the peer last answered this node, or made itself heard; nil for never.
  public var lastAt: Timestamp?
  /// Since when no request to the peer gets an answer that is of use; nil while it answers. Counted from the first failure
  /// since this process started.
  public var downSince: Timestamp?

  init(_ lane: Lane, heardAt: Int64?, _ clock: NodeClock) {
    let (now, uptime) = (clock.machineMilliseconds, clock.uptimeMilliseconds)
    // From milliseconds, so that one moment is the same second whenever it is asked for.
    func moment(_ milliseconds: Int) -> Timestamp { Timestamp(seconds: Int64((now + milliseconds - uptime) / 1000)) }
    let contact = max(lane.answeredAt, lane.lastContactAt)
    lastAt = [contact >= 0 ? moment(contact) : nil, heardAt.map { Timestamp(seconds: $0) }].compactMap(\.self).max()
    downSince = lane.downSince.map(moment)
  }
}
