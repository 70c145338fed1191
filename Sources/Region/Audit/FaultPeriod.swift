public import PeerProtocol

/// For how long a peer's witness or log has shown, again and again, what an honest one would not show for long.
public struct FaultPeriod: Sendable, Hashable {
  /// Seconds between two sightings at most: after a longer pause, such as an absence of the peer, a new period begins.
  public static let longestGap: Int64 = 2 * 86_400

  /// The first sighting.
  public var since: Timestamp
  /// The newest sighting.
  public var until: Timestamp

  /// A period that begins with its first sighting.
  public init(_ at: Timestamp) { (since, until) = (at, at) }

  /// The period after another sighting: the same one, or a new one after too long a pause or a clock that was set back.
  public func seen(at: Timestamp) -> FaultPeriod {
    guard (0...Self.longestGap).contains(at.seconds - until.seconds) else { return FaultPeriod(at) }
    var longer = self
    longer.until = at
    return longer
  }

  /// Seconds from the first sighting to the newest.
  public var seconds: Int64 { until.seconds - since.seconds }

  func write(to writer: inout ByteWriter) {
    writer.time(since)
    writer.time(until)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    since = try reader.time()
    until = try reader.time()
  }
}
