import Cryptography

/// The digest of the records of all pages of one answer, in their order (Schemas/peer-protocol.md, section 7).
public struct ReconciliationDigest {
  private var stream = SHA256.Stream()

  /// A digest of no record yet.
  public init() {}

  /// Adds a record: its type (1 batch, 2 disclosure), its direction (1 sent, 2 received), its id (32 or 16 bytes), 1
  /// where it is confirmed, and the seconds of its moment as eight bytes.
  public mutating func add(_ record: ReconciliationRecord) {
    var bytes: [UInt8] = []
    let id: [UInt8]
    switch record.subject {
    case .batch(let batch): (bytes, id) = ([1], batch.bytes)
    case .disclosure(let disclosure): (bytes, id) = ([2], disclosure.bytes)
    }
    bytes.append(record.direction == .sent ? 1 : 2)
    bytes += id
    bytes.append(record.isConfirmed ? 1 : 0)
    bytes += UInt64(bitPattern: record.at.seconds).bigEndianBytes
    stream.update(bytes)
  }

  /// The 32 bytes for `digest` of the statement.
  public func finish() -> [UInt8] { stream.finish() }

  /// The digest of these records.
  public static func hash(_ records: some Sequence<ReconciliationRecord>) -> [UInt8] {
    var digest = Self()
    for record in records { digest.add(record) }
    return digest.finish()
  }
}
