import Cryptography
import Synchronization

/// The shared points S = x·X that one of the two proofs of a match computed, for the other: proving and verifying need the
/// same one. Each is handed out once and then forgotten; it is overwritten whenever it goes.
final class SharedPoints: Sendable {
  struct Key: Hashable {
    let agreement: [UInt8]
    let kind: SubjectKind
    /// The point that the other side sent.
    let peerPoint: [UInt8]
  }

  /// The matches that are begun at a time with a few peers. What is beyond it is computed again.
  static let capacity = 256

  private let held = Mutex<[Key: SecretBytes]>([:])

  var count: Int { held.withLock { $0.count } }

  /// The point that `make` gives unless it is held. The first who asks leaves it for the second.
  func point(_ key: Key, make: () throws(P256PointError) -> [UInt8]) throws(P256PointError) -> [UInt8] {
    if let found = held.withLock({ $0.removeValue(forKey: key) }) { return found.bytes }
    let made = try make()
    held.withLock { held in
      if held.count >= Self.capacity { held.removeAll(keepingCapacity: true) }
      held[key] = SecretBytes(made)
    }
    return made
  }
}
