import Cryptography
import PeerProtocol
import Synchronization

/// Tells the operator in the log 60, 14 and 3 days before a certificate of this region's own ends, and once it ended. The peer
/// listener's has its own notice (``TrustKeeper``).
final class EndNotices: Sendable {
  /// Something that ends.
  struct Ending: Equatable, Sendable {
    /// What it is, for a sentence.
    var what: String
    /// Seconds since 1970.
    var at: Int64
    /// What makes another one.
    var command: String
  }

  private static let days: [Int64] = [60, 14, 3, 0]

  private let endings: [Ending]
  /// How many of the moments each was told of.
  private let told: Mutex<[Int]>

  init(_ endings: [Ending]) {
    self.endings = endings
    told = Mutex(Array(repeating: 0, count: endings.count))
  }

  /// The own authority and the local listener's certificate.
  convenience init(_ home: NodeHome, authorityPEM: [UInt8], localPEM: [UInt8]) {
    let found: [(String, [UInt8], String)] = [
      ("this region's own authority (\(home.key(.authorityCertificate)))", authorityPEM, "authority"),
      ("the local listener's certificate (\(home.key(.localCertificate)))", localPEM, "local"),
    ]
    self.init(
      found.compactMap { what, pem, command in
        (try? X509Certificate(pem: pem)).map {
          Ending(what: what, at: $0.notAfter, command: "samenloop cert renew \(command) --home \(home.path)")
        }
      })
  }

  /// What is to be told now, each once until a nearer moment comes.
  func due(at now: Int64) -> [String] {
    told.withLock { told in
      endings.indices.compactMap { index in
        let ending = endings[index]
        let passed = Self.days.count { ending.at - $0 * 86_400 <= now }
        guard passed > told[index] else { return nil }
        told[index] = passed
        let verb = ending.at <= now ? "ended" : "ends"
        return
          "\(ending.what) \(verb) at \(Timestamp(seconds: ending.at).rfc3339): \(ending.command), and restart the node"
      }
    }
  }
}
