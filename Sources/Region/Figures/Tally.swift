/// What was counted of one line in one period.
public struct Tally: Hashable, Sendable {
  /// By the place of the measure.
  private var counts = [Int](repeating: 0, count: Measure.allCases.count)
  /// Days from the start of this region's latest signal to the match.
  public internal(set) var daysToMatch = DayCounts()
  /// Days from the match to the word on contact.
  public internal(set) var daysToContact = DayCounts()

  /// Nothing counted yet.
  public init() {}

  /// The count of a measure.
  public internal(set) subscript(measure: Measure) -> Int {
    get { counts[Int(measure.rawValue)] }
    set { counts[Int(measure.rawValue)] = newValue }
  }

  func write(to writer: inout ByteWriter) {
    writer.list(counts) { $0.int($1) }
    daysToMatch.write(to: &writer)
    daysToContact.write(to: &writer)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let read = try reader.list { (reader) throws(CodecError) in try reader.int() }
    for (place, count) in read.enumerated() where place < counts.count { counts[place] = count }
    daysToMatch = try DayCounts(from: &reader)
    daysToContact = try DayCounts(from: &reader)
  }
}
