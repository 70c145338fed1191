public import PeerProtocol

/// What happened to the trust in the machine's clock; moments are milliseconds since 1970.
public enum ClockEvent: Sendable, Equatable {
  /// The clock was looked at and trusted, so that an idle node that starts again is not in doubt.
  case observed(at: Int)
  /// The clock came in doubt.
  case doubtBegan(ClockTrust.Doubt)
  /// The doubt ended: what the clock says is the new base, although these peers' clocks say something else.
  case doubtEnded(ClockTrust.Ending, at: Int, differing: [RegionName])

  func write(to writer: inout ByteWriter) {
    switch self {
    case .observed(let at):
      writer.byte(1)
      writer.int(at)
    case .doubtBegan(let doubt):
      writer.byte(2)
      doubt.write(to: &writer)
    case .doubtEnded(let ending, let at, let differing):
      writer.byte(3)
      writer.byte(ending.rawValue)
      writer.int(at)
      writer.list(differing) { $0.region($1) }
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .observed(at: try reader.int())
    case 2: self = .doubtBegan(try ClockTrust.Doubt(from: &reader))
    case 3:
      guard let ending = ClockTrust.Ending(rawValue: try reader.byte()) else {
        throw CodecError("an unknown end of doubt")
      }
      self = .doubtEnded(
        ending, at: try reader.int(), differing: try reader.list { (reader) throws(CodecError) in try reader.region() })
    default: throw CodecError("an unknown clock event")
    }
  }
}
