import LocalAPI
import PeerProtocol

/// What the probes and the metrics tell of the node beside its engine.
struct NodeSurroundings: Sendable {
  var figures = ActivityFigures()
  /// When the process began to serve.
  var startedAt = Timestamp(seconds: 0)
  /// Whether the peer listener takes connections.
  var isPeerListenerAccepting: @Sendable () -> Bool = { true }
  /// When the node's own certificates end.
  var certificateEnds: @Sendable () -> [StatusDocument.CertificateEnd] = { [] }
  /// When the first revocation list is out of date; nil where there are none.
  var revocationListDue: @Sendable () -> Timestamp? = { nil }
  /// The folder of the store, by which the room on its disk is found; nil where there is none.
  var storeFolder: String?
}
