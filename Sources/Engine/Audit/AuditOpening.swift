import Cryptography
import Evidence
import Region

/// What opens a commitment of an entry: the thing, and the key under which the commitment was made.
///
/// The key of a commitment follows from the key of the thing and from the place of the commitment in the log, so that
/// opening one of a thing's commitments opens no other.
struct AuditOpening: Sendable {
  private static let keyContext = Array("samenloop/v1/audit-key".utf8) + [0]

  /// What the commitment is made to.
  let thing: AuditThing
  /// 32 bytes: the key of this commitment alone.
  let key: [UInt8]

  /// The opening of the commitment number `place` of the entry `index`; `key`: the 32 random bytes of the thing.
  init(thing: AuditThing, key: [UInt8], instance: String, index: Int, place: Int) {
    self.thing = thing
    let position = withUnsafeBytes(of: UInt64(index).bigEndian, Array.init)
    let number = withUnsafeBytes(of: UInt16(truncatingIfNeeded: place).bigEndian, Array.init)
    self.key = HMACSHA256.authenticate(Self.keyContext + Array(instance.utf8) + position + number, key: key)
  }

  /// The commitment, 32 bytes.
  var commitment: [UInt8] { EvidenceOpening.commitment(to: thing.bytes, key: key) }
}
