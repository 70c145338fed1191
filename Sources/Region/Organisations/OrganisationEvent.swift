/// What happened to the register of organisations, and to the municipalities of the region.
public enum OrganisationEvent: Sendable, Equatable {
  /// One import added or changed these organisations; `at` is milliseconds since 1970.
  case registered([Organisation], at: Int)
  /// A merger of municipalities was announced, perhaps for a day to come.
  case mergePlanned(MunicipalityMerge, at: Int)
  /// The day of these mergers came: what named the old municipality names the new one from now on.
  case merged([MunicipalityMerge], at: Int)

  /// What this node's clock said, in milliseconds since 1970.
  var moment: Int {
    switch self {
    case .registered(_, let at), .mergePlanned(_, let at), .merged(_, let at): at
    }
  }

  func write(to writer: inout ByteWriter) {
    switch self {
    case .registered(let organisations, let at):
      writer.byte(1)
      writer.int(at)
      writer.list(organisations) { $1.write(to: &$0) }
    case .mergePlanned(let merge, let at):
      writer.byte(2)
      writer.int(at)
      merge.write(to: &writer)
    case .merged(let merges, let at):
      writer.byte(3)
      writer.int(at)
      writer.list(merges) { $1.write(to: &$0) }
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let tag = try reader.byte()
    let at = try reader.int()
    switch tag {
    case 1:
      self = .registered(
        try reader.list { (reader) throws(CodecError) in try Organisation(from: &reader) }, at: at)
    case 2: self = .mergePlanned(try MunicipalityMerge(from: &reader), at: at)
    case 3:
      self = .merged(
        try reader.list { (reader) throws(CodecError) in try MunicipalityMerge(from: &reader) }, at: at)
    default: throw CodecError("an unknown event of the organisations")
    }
  }
}
