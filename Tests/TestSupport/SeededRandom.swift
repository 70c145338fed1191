public import Cryptography
import Synchronization

/// Repeatable randomness for tests: SplitMix64 from a seed, the same in every run.
public final class SeededRandom: RandomSource, RandomNumberGenerator, Sendable {
  /// By which the state grows with each number.
  public static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private let state: Mutex<UInt64>

  /// Starts the sequence that belongs to `seed`.
  public init(seed: UInt64) { state = Mutex(seed) }

  /// The next 64 bits.
  public func next() -> UInt64 {
    Self.mix(
      state.withLock { state in
        state &+= Self.increment
        return state
      })
  }

  /// A number that follows from another one and has nothing visibly in common with it.
  public static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The next `count` bytes.
  public func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
      withUnsafeBytes(of: next()) { bytes.append(contentsOf: $0) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
