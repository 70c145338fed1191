import PeerProtocol
import Region

/// A reason that a person gave, as it may stand in a document for a peer.
enum Reason {
  /// The reason as it was given.
  ///
  /// A peer would refuse the document that holds an empty or long one, or control characters, again and again.
  static func checked(_ reason: String) throws(Refusal) -> String {
    guard !reason.isEmpty, reason.utf8.count <= ProtocolLimits.reason, isPrintable(reason) else {
      throw .unusableReason(bytes: ProtocolLimits.reason)
    }
    return reason
  }
}
