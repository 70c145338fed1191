public import PeerProtocol

/// What this node's witness knows of the log of a peer.
public struct WitnessedLog: Sendable, Hashable {
  /// Whose log it is.
  public var region: RegionName
  /// The name of the log.
  public var origin: String
  /// The newest size that was cosigned.
  public var size: Int
  /// The root at that size, 32 bytes.
  public var root: [UInt8]
  /// The checkpoint as the log signed it, with this witness's cosignature.
  public var note: [UInt8]
  /// What the log was asked to prove of that which other witnesses show of it, and did not prove, the oldest first. Each
  /// stands until it is proven itself.
  public private(set) var unproven: [UnprovenPair] = []

  /// A log that was seen at this size.
  public init(region: RegionName, origin: String, size: Int, root: [UInt8], note: [UInt8]) {
    self.region = region
    self.origin = origin
    self.size = size
    self.root = root
    self.note = note
  }

  /// Pairs that are kept at most: beyond it no new one is, so that a log cannot push out the pair that convicts it.
  public static let unprovenLimit = 32

  /// Notes for how long the log has not proven a pair; nil once it did.
  mutating func note(_ pair: LogPair, _ period: FaultPeriod?) {
    let known = unproven.firstIndex { $0.pair == pair }
    switch (known, period) {
    case (let place?, nil): unproven.remove(at: place)
    case (let place?, _): unproven[place].period = period
    case (nil, _?): if unproven.count < Self.unprovenLimit { unproven.append(UnprovenPair(pair, period)) }
    case (nil, nil): break
    }
  }

  /// Takes over what was not proven when a smaller size of the log was cosigned: that it goes on growing proves nothing.
  mutating func keepUnproven(of former: WitnessedLog?) { unproven = former?.unproven ?? [] }

  /// Lets the time for each proof begin anew. The pairs stay.
  mutating func forgetPeriods() {
    for place in unproven.indices { unproven[place].period = nil }
  }

  func write(to writer: inout ByteWriter) {
    writer.region(region)
    writer.string(origin)
    writer.int(size)
    writer.blob(root)
    writer.blob(note)
    writer.list(unproven) { $1.write(to: &$0) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    region = try reader.region()
    origin = try reader.string()
    size = try reader.int()
    root = try reader.blob()
    note = try reader.blob()
    unproven = try reader.list { (reader) throws(CodecError) in try UnprovenPair(from: &reader) }
  }
}
