/// Two states of a peer's log, seen by two witnesses: the newer one has to continue the older one.
public struct LogPair: Sendable, Hashable {
  /// The size of the older state.
  public var olderSize: Int
  /// The root at that size, 32 bytes.
  public var olderRoot: [UInt8]
  /// The size of the newer state.
  public var newerSize: Int
  /// The root at that size, 32 bytes.
  public var newerRoot: [UInt8]

  /// Two states, the older first.
  public init(olderSize: Int, olderRoot: [UInt8], newerSize: Int, newerRoot: [UInt8]) {
    (self.olderSize, self.olderRoot) = (olderSize, olderRoot)
    (self.newerSize, self.newerRoot) = (newerSize, newerRoot)
  }

  func write(to writer: inout ByteWriter) {
    writer.int(olderSize)
    writer.blob(olderRoot)
    writer.int(newerSize)
    writer.blob(newerRoot)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    olderSize = try reader.int()
    olderRoot = try reader.blob()
    newerSize = try reader.int()
    newerRoot = try reader.blob()
  }
}

/// A pair of states for which the log was asked for a proof and gave none.
public struct UnprovenPair: Sendable, Hashable {
  /// The two states.
  public var pair: LogPair
  /// For how long it has given none; nil where the time begins anew with the next try.
  public var period: FaultPeriod?

  /// A pair that the log did not prove.
  public init(_ pair: LogPair, _ period: FaultPeriod?) { (self.pair, self.period) = (pair, period) }

  func write(to writer: inout ByteWriter) {
    pair.write(to: &writer)
    writer.optional(period) { $1.write(to: &$0) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    pair = try LogPair(from: &reader)
    period = try reader.optional { (reader) throws(CodecError) in try FaultPeriod(from: &reader) }
  }
}
