import FoundationEssentials

/// The time of day, given to the engine so that tests decide it.
public protocol EngineClock: Sendable {
  /// Milliseconds since 1970, UTC.
  var milliseconds: Int { get }

  /// Milliseconds that passed since some moment, whatever the clock was set to meanwhile.
  var uptimeMilliseconds: Int { get }
}

extension EngineClock {
  /// A clock that is never set.
  public var uptimeMilliseconds: Int { milliseconds }
}

/// The machine's clock.
public struct SystemClock: EngineClock {
  /// The clock holds no state.
  public init() {}

  /// Milliseconds since 1970, UTC.
  public var milliseconds: Int { Int((Date().timeIntervalSince1970 * 1000).rounded(.down)) }

  /// Milliseconds since the process began, with those during which the machine slept.
  public var uptimeMilliseconds: Int {
    let passed = Self.start.duration(to: .now).components
    return Int(passed.seconds) * 1000 + Int(passed.attoseconds / 1_000_000_000_000_000)
  }

  private static let start = ContinuousClock.now
}
