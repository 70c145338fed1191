public import PeerProtocol

/// Something that an entry of the audit log is about and that has to be erased one day. The entry holds a commitment to it
/// only; the key of the commitment is erased with the thing.
public enum AuditThing: Hashable, Sendable {
  /// A signal of this region, by its id.
  case signal(String)
  /// A shown match, or a match with a peer, by its id.
  case match(MatchId)
  /// The holder of a certificate: SHA-256 of it, 32 bytes.
  case holder([UInt8])
  /// A text that a person wrote about a peer, such as why it is suspended.
  case peerText(RegionName, String)
  /// A text that a privacy officer wrote about a request of a person, by the request's number.
  case requestText(Int, String)

  /// What the commitment is made over: the kind of thing in one byte, then what names it.
  public var bytes: [UInt8] {
    switch self {
    case .signal(let id): [1] + Array(id.utf8)
    case .match(let id): [2] + id.bytes
    case .holder(let fingerprint): [3] + fingerprint
    case .peerText(let peer, let text): [4] + Array(peer.text.utf8) + [0] + Array(text.utf8)
    case .requestText(let number, let text): [5] + Array("\(number)".utf8) + [0] + Array(text.utf8)
    }
  }

  func write(to writer: inout ByteWriter) {
    switch self {
    case .signal(let id):
      writer.byte(1)
      writer.string(id)
    case .match(let id):
      writer.byte(2)
      writer.identifier(id)
    case .holder(let fingerprint):
      writer.byte(3)
      writer.blob(fingerprint)
    case .peerText(let peer, let text):
      writer.byte(4)
      writer.region(peer)
      writer.string(text)
    case .requestText(let number, let text):
      writer.byte(5)
      writer.int(number)
      writer.string(text)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .signal(try reader.string())
    case 2: self = .match(try reader.identifier())
    case 3: self = .holder(try reader.blob())
    case 4: self = .peerText(try reader.region(), try reader.string())
    case 5: self = .requestText(try reader.int(), try reader.string())
    default: throw CodecError("an unknown thing of the audit log")
    }
  }
}
