import PeerProtocol
import Region
import Synchronization

/// Proposals that people of this region asked for before they came, so that asking for one that never comes ends.
final class AwaitedAgreements: Sendable {
  private struct Asked {
    var first: Int
    var last: Int
  }

  /// Milliseconds during which a proposal may still be on its way.
  static let patience = 60_000
  /// Milliseconds without a question after which it begins anew.
  private static let pause = 300_000
  /// Ids that are remembered; beyond that the one that was asked for longest ago goes.
  private static let limit = 100

  private let asked = Mutex<[AgreementId: Asked]>([:])

  /// Notes a question at this moment. Seconds for which it has been asked where that was long enough; nil until then.
  func ask(for id: AgreementId, at now: Int) -> Int? {
    asked.withLock { asked in
      var entry = asked[id] ?? Asked(first: now, last: now)
      // A clock that was set back begins anew, too.
      if now - entry.last > Self.pause || now < entry.last { entry.first = now }
      entry.last = now
      if asked[id] == nil, asked.count >= Self.limit, let oldest = asked.min(by: { $0.value.last < $1.value.last }) {
        asked[oldest.key] = nil
      }
      asked[id] = entry
      return now - entry.first >= Self.patience ? (now - entry.first) / 1_000 : nil
    }
  }
}
