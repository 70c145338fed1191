import Cryptography
import PeerProtocol

/// What a cluster is made of.
struct ClusterOptions {
  /// The regions, one for each node.
  var names: [String]
  /// Milliseconds that each region's clock is ahead.
  var skews: [Int]
  /// From which the randomness of each node follows.
  var seed: UInt64
  /// Milliseconds since 1970 at the beginning.
  var start = Scenario.start
  /// Ed25519, or what stands in for it.
  var signatures: any SignatureScheme = Ed25519Signatures()
  /// True where nodes compute with the curve and not with its stand-in.
  var usesCurve = false
  /// The nodes that are as those from before there were audit logs: their cards name none.
  var older: Set<Int> = []
}
