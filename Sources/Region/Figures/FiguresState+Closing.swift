extension FiguresState {
  /// What a quarter was decided over when it closed. Lines that appear later and organisations that move to another sector
  /// would change which counts reports show, and two reports of one quarter could tell a hidden count.
  struct Closing: Hashable, Sendable {
    /// How many lines there were.
    let lineCount: Int
    /// The sector of each organisation among them, by the number of its line.
    let sectors: [UInt16: String]
    /// The organisations that took part on its last day; none where the region keeps no register.
    let connected: [String]
    /// Those among them that reported no signal in it.
    let silent: [String]

    init(_ rows: [FigureRow], of organisations: [String: Organisation], connected: [String], silent: [String]) {
      (self.connected, self.silent) = (connected, silent)
      lineCount = rows.count
      var sectors: [UInt16: String] = [:]
      for (number, row) in rows.enumerated() {
        guard case .organisation(let id) = row, let sector = organisations[id]?.sector else { continue }
        sectors[UInt16(clamping: number)] = sector
      }
      self.sectors = sectors
    }

    func write(to writer: inout ByteWriter) {
      writer.int(lineCount)
      writer.list(sectors.sorted { $0.key < $1.key }) { writer, entry in
        writer.int(Int(entry.key))
        writer.string(entry.value)
      }
      writer.list(connected) { $0.string($1) }
      writer.list(silent) { $0.string($1) }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
      lineCount = try reader.int()
      guard lineCount >= 0 else { throw CodecError("a closed quarter with fewer lines than none") }
      let read = try reader.list { (reader) throws(CodecError) in
        (UInt16(clamping: try reader.int()), try reader.string())
      }
      sectors = Dictionary(read) { first, _ in first }
      connected = try reader.list { (reader) throws(CodecError) in try reader.string() }
      silent = try reader.list { (reader) throws(CodecError) in try reader.string() }
    }
  }

  /// The quarters of a year that are counted, over and kept, in order.
  public func closedQuarters(of year: Int) -> [Quarter] {
    Quarter.quarters(of: year).filter { closings[$0] != nil }
  }

  /// Whether a year is over, its last quarter closed, and every quarter that was counted kept.
  public func isClosed(_ year: Int) -> Bool {
    guard let firstQuarter else { return false }
    let counted = Quarter.quarters(of: year).filter { $0 >= firstQuarter }
    return !counted.isEmpty && counted.allSatisfy { closings[$0] != nil }
  }

  /// The first quarter of which reports can be made, now or when it is over; nil before anything was counted.
  public var firstKeptQuarter: Quarter? { closings.keys.min() ?? openQuarter }
}
