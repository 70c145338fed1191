public import PeerProtocol

/// What a line of the statistics is about.
public enum FigureRow: Hashable, Sendable {
  /// The region as a whole.
  case region
  /// A municipality, by its code.
  case municipality(String)
  /// A sector, such as `youth-health-care`.
  case sector(String)
  /// An organisation, by its id.
  case organisation(String)
  /// Another region, for matches with it.
  case peer(RegionName)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .region: writer.byte(0)
    case .municipality(let code):
      writer.byte(1)
      writer.string(code)
    case .sector(let name):
      writer.byte(2)
      writer.string(name)
    case .organisation(let id):
      writer.byte(3)
      writer.string(id)
    case .peer(let region):
      writer.byte(4)
      writer.region(region)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 0: self = .region
    case 1: self = .municipality(try reader.string())
    case 2: self = .sector(try reader.string())
    case 3: self = .organisation(try reader.string())
    case 4: self = .peer(try reader.region())
    default: throw CodecError("an unknown line of the statistics")
    }
  }
}
