import Cryptography
import Synchronization

/// Repeatable randomness: SplitMix64 from a seed, the same in every run.
package struct Dice: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The sequence that belongs to `seed`.
  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A number that follows from another and looks like none.
  package static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number of the range; what little the remainder favours does not matter here.
  package mutating func number(_ range: Range<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound))
  }

  /// True in so many of a thousand.
  package mutating func chance(_ thousandths: Int) -> Bool { number(0..<1_000) < thousandths }

  /// One of some values.
  package mutating func pick<Value>(_ values: [Value]) -> Value { values[number(0..<values.count)] }
}

/// The randomness of a simulated node.
package final class SeededSource: RandomSource {
  private let dice: Mutex<Dice>

  /// The sequence that belongs to `seed`.
  package init(seed: UInt64) { dice = Mutex(Dice(seed: seed)) }

  /// The next `count` bytes.
  package func bytes(_ count: Int) -> [UInt8] {
    dice.withLock { dice in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(count + 8)
      while bytes.count < count {
        withUnsafeBytes(of: dice.next()) { bytes.append(contentsOf: $0) }
      }
      bytes.removeLast(bytes.count - count)
      return bytes
    }
  }
}
