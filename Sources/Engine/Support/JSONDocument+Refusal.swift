import PeerProtocol
import Region

extension JSONDocument {
  /// Reads a body, or refuses it with every fault in it.
  init(reading bytes: [UInt8]) throws(Refusal) {
    do { self = try Self(parsing: bytes) } catch { throw Refusal(error) }
  }
}
