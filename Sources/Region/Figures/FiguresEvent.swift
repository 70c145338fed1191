/// What happened to the figures of the region, besides what they count.
public enum FiguresEvent: Sendable, Equatable {
  /// A quarter ended: it is counted, and reports may show it. A match was open too long at its end where it was found
  /// more than `openDays` days before; `at` is milliseconds since 1970.
  case quarterEnded(Quarter, openDays: Int, at: Int)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .quarterEnded(let quarter, let openDays, let at):
      writer.byte(1)
      quarter.write(to: &writer)
      writer.int(openDays)
      writer.int(at)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    guard try reader.byte() == 1 else { throw CodecError("an unknown event of the figures") }
    self = .quarterEnded(try Quarter(from: &reader), openDays: try reader.int(), at: try reader.int())
  }
}
