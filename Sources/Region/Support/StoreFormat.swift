/// The form of the journal's records and of snapshots. Every record and snapshot carries its number.
///
/// Whoever changes the form of an event or of a snapshot's item raises ``current``, and lets the reader of the old form
/// look at ``ByteReader/format``. Stores of every earlier format stay readable.
public enum StoreFormat {
  /// The format of the first stores, whose records carry no number.
  public static let first = 1
  /// The format that this version writes.
  public static let current = 3
  /// The first byte of a record that carries the number of its format; no event of format 1 begins with it.
  package static let mark: UInt8 = 0xF0

  /// The format that a record says it has, whether this version reads it or not; ``first`` where it says none.
  public static func number(ofRecord record: [UInt8]) -> Int {
    guard record.first == mark else { return first }
    var reader = ByteReader(record)
    guard (try? reader.byte()) != nil, let number = try? reader.unsigned() else { return first }
    return Int(clamping: number)
  }

  /// The format of this number.
  ///
  /// - Throws: ``CodecError`` that is newer where a later version of the program wrote it.
  static func checked(_ number: UInt64) throws(CodecError) -> Int {
    guard let format = Int(exactly: number), format >= first else { throw CodecError("a format without a number") }
    guard format <= current else { throw CodecError(newerFormat: format) }
    return format
  }
}
