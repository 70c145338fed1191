import Cryptography
import PeerProtocol

/// What a question about the audit log is answered from: a row of 16 bytes for each entry, in files of 4,096 rows beside the
/// tiles. The index holds nothing that the entries do not; it is made anew where it is missing.
enum AuditIndex {
  static let rowsPerFile = 4_096
  static let rowLength = 16

  /// A row: the day, and the first four bytes of SHA-256 over each of three words; zero where the entry has none.
  struct Row: Equatable {
    var day: UInt32
    var kind: UInt32
    var peer: UInt32
    var agreement: UInt32

    var bytes: [UInt8] {
      [day, kind, peer, agreement].flatMap { number in withUnsafeBytes(of: number.bigEndian, Array.init) }
    }
  }

  /// The row of an entry.
  static func row(of leaf: [UInt8]) -> Row {
    guard let entry = try? JSONValue(parsing: leaf) else { return Row(day: 0, kind: 0, peer: 0, agreement: 0) }
    return Row(
      day: entry["at"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }.map { day(of: $0) } ?? 0,
      kind: number(entry["kind"]?.stringValue), peer: number(entry["peer"]?.stringValue),
      agreement: number(entry["agreement"]?.stringValue))
  }

  /// Days since 1970 in UTC.
  static func day(of moment: Timestamp) -> UInt32 { UInt32(clamping: CalendarDate(moment).daysSince1970) }

  /// A word as a number; two words may share one, so that who finds a row reads the entry.
  static func number(_ word: String?) -> UInt32 {
    guard let word else { return 0 }
    return SHA256.hash(Array(word.utf8)).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The places in `bytes`, rows of one file, whose rows have what is asked for; nil means anything.
  static func places(in bytes: [UInt8], days: Range<UInt32>, kind: UInt32?, peer: UInt32?, agreement: UInt32?) -> [Int]
  {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / rowLength).filter { place in
        func number(_ column: Int) -> UInt32 {
          UInt32(bigEndian: raw.loadUnaligned(fromByteOffset: place * rowLength + column * 4, as: UInt32.self))
        }
        return days.contains(number(0)) && (kind.map { $0 == number(1) } ?? true)
          && (peer.map { $0 == number(2) } ?? true) && (agreement.map { $0 == number(3) } ?? true)
      }
    }
  }
}
