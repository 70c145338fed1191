/// Where random bytes come from: the operating system in production, a seed in tests.
public protocol RandomSource: Sendable {
  /// `count` fresh random bytes, fit for keys and nonces.
  func bytes(_ count: Int) -> [UInt8]
}

/// The operating system's generator (getrandom), which the standard library draws from.
public struct SystemRandom: RandomSource {
  /// The generator holds no state of its own.
  public init() {}

  /// `count` bytes from the operating system.
  public func bytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
      withUnsafeBytes(of: generator.next() as UInt64) { bytes.append(contentsOf: $0) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
