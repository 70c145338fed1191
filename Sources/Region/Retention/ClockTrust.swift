public import PeerProtocol

/// How far the machine's clock is trusted. What cannot be taken back is never decided by a clock in doubt.
///
/// The journal's own moments are the measure: a clock that stands far from the newest of them, and from the time that
/// passed since, is in doubt until peers agree with it, it ran steadily for hours, or an operator confirms it.
public struct ClockTrust: Sendable, Equatable {
  /// Why the clock came in doubt.
  public enum Cause: UInt8, Sendable, CaseIterable {
    /// At a start it stood far from the newest moment in the journal.
    case start = 1
    /// It was set while the node ran.
    case leap = 2
    /// Most reachable peers' clocks say something else.
    case peers = 3

    /// The word in documents.
    public var name: String {
      switch self {
      case .start: "start"
      case .leap: "leap"
      case .peers: "peers"
      }
    }
  }

  /// What ended a doubt.
  public enum Ending: UInt8, Sendable, CaseIterable {
    /// Most reachable peers agreed with the clock for long enough.
    case peers = 1
    /// No peer was reachable, and the clock ran steadily for hours.
    case steady = 2
    /// An operator confirmed the clock.
    case confirmed = 3

    /// The word in documents.
    public var name: String {
      switch self {
      case .peers: "peers"
      case .steady: "steady"
      case .confirmed: "confirmed"
      }
    }
  }

  /// A doubt that has not ended; moments are milliseconds since 1970.
  public struct Doubt: Sendable, Equatable {
    /// Why it began.
    public var cause: Cause
    /// What the machine's clock said then.
    public var clock: Int
    /// What it was expected to say; at a start at the least, for the node may have been off.
    public var expected: Int

    /// A doubt that begins.
    public init(cause: Cause, clock: Int, expected: Int) {
      self.cause = cause
      self.clock = clock
      self.expected = expected
    }
  }

  /// The newest moment that the journal holds, or that the last doubt ended with; milliseconds since 1970, 0 for none.
  public private(set) var newestMoment = 0
  /// The doubt, while there is one.
  public private(set) var doubt: Doubt?
  /// Peers whose clocks said something else when the last doubt ended: such a difference of theirs only raises an alarm.
  public private(set) var differing: Set<RegionName> = []

  /// True while nothing may be decided that cannot be taken back.
  public var isInDoubt: Bool { doubt != nil }

  /// Nothing is known of the clock yet.
  init() {}

  /// Takes in the moment of an event.
  mutating func note(_ moment: Int) { newestMoment = max(newestMoment, moment) }

  mutating func apply(_ event: ClockEvent) {
    switch event {
    case .observed(let at): newestMoment = at
    case .doubtBegan(let doubt): self.doubt = doubt
    case .doubtEnded(_, let at, let differing):
      doubt = nil
      newestMoment = at
      self.differing = Set(differing)
    }
  }

  func write(to writer: inout ByteWriter) {
    writer.int(newestMoment)
    writer.optional(doubt) { $1.write(to: &$0) }
    writer.list(differing.sorted()) { $0.region($1) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    newestMoment = try reader.int()
    doubt = try reader.optional { (reader) throws(CodecError) in try Doubt(from: &reader) }
    differing = Set(try reader.list { (reader) throws(CodecError) in try reader.region() })
  }
}

extension ClockTrust.Doubt {
  func write(to writer: inout ByteWriter) {
    writer.byte(cause.rawValue)
    writer.int(clock)
    writer.int(expected)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    guard let cause = ClockTrust.Cause(rawValue: try reader.byte()) else {
      throw CodecError("an unknown cause of doubt")
    }
    self.init(cause: cause, clock: try reader.int(), expected: try reader.int())
  }
}
