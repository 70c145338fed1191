public import Cryptography
import Synchronization

/// Repeatable randomness for tests: SplitMix64 from a seed, the same bytes in every run.
public final class SeededRandom: RandomSource, RandomNumberGenerator, Sendable {
  private let state: Mutex<UInt64>

  /// Starts the sequence that belongs to `seed`.
  public init(seed: UInt64) { state = Mutex(seed) }

  /// The next 64 bits.
  public func next() -> UInt64 {
    state.withLock { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// The next `count` bytes.
  public func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}
