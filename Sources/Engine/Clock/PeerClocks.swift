import PeerProtocol

/// What peers' clocks say of this one.
struct PeerClocks {
  /// Peers that answered lately, and whose word counts.
  var asked = 0
  /// Those of them that agree.
  var agreeing = 0
  /// Peers whose clocks differ, with the milliseconds that each is ahead of this one; those whose word does not count
  /// any more among them.
  var differing: [(peer: RegionName, ahead: Int)] = []

  /// True where most of those that answered agree.
  var agree: Bool { agreeing * 2 > asked }

  /// True where most of those that answered say something else.
  var contradict: Bool { (asked - agreeing) * 2 > asked }
}
