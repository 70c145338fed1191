import Cryptography

/// The unit of sealing, of writing and of durability: the records of one group commit, or one chunk of a snapshot.
///
/// `header(32) ‖ sealed ‖ padding(4…35)`, where the header is
/// `magic(4) ‖ length of sealed(4) ‖ frame number(8) ‖ nonce(12) ‖ CRC-32C of the 28 bytes before(4)`, sealed is
/// AES-256-GCM ciphertext and tag with `file kind ‖ file number ‖ frame number ‖ length` as associated data, and the
/// padding is the byte 0xA5 up to a multiple of 32. Frames start at multiples of 32, so that no header and no last
/// block of a frame lies in two disk sectors, and no part of a frame that fills a sector's share of it is all zeros.
/// What follows from that for a frame that does not verify is in `SegmentScan`.
enum Frame {
  /// What a frame holds, its first sealed byte.
  enum Kind: UInt8 {
    /// Position of the first record (8), then for each record its length (4) and its bytes.
    case records = 1
    /// Nothing: the journal was closed, so that everything before this was durable.
    case closed = 2
    /// Number of the next frame (8) and position of the last record (8) behind the snapshot.
    case snapshotHead = 3
    /// A chunk as it was given.
    case chunk = 4
    /// The count of chunks (8).
    case snapshotEnd = 5
  }

  static let headerBytes = 32
  static let alignment = 32
  static let paddingByte: UInt8 = 0xA5
  static let magic: [UInt8] = [0xF5, 0x53, 0x4C, 0x4A]
  private static let minimumPadding = 4
  private static let tagBytes = 16

  /// Bytes in the file of a frame around `sealed` bytes of ciphertext and tag.
  static func size(sealed: Int) -> Int { (headerBytes + sealed + minimumPadding).roundedUp(to: alignment) }

  /// Bytes in the file of a frame around `plaintext` bytes.
  static func size(plaintext: Int) -> Int { size(sealed: plaintext + tagBytes) }

  /// The readable part of a frame.
  struct Header: Equatable {
    let length: Int
    let number: UInt64
    let nonce: [UInt8]

    /// The header at `offset`, or nil where the bytes there are none.
    init?(_ bytes: [UInt8], at offset: Int) {
      guard offset + Frame.headerBytes <= bytes.count, bytes.uint32(at: offset) == 0xF553_4C4A,
        bytes.uint32(at: offset + 28) == CRC32C.checksum(bytes, in: offset..<offset + 28)
      else { return nil }
      length = Int(bytes.uint32(at: offset + 4))
      number = bytes.uint64(at: offset + 8)
      nonce = Array(bytes[offset + 16..<offset + 28])
    }

    /// Bytes of the whole frame.
    var frameSize: Int { Frame.size(sealed: length) }
  }
}

/// Seals and opens the frames of one file.
///
/// Nonces are random: a counter would come again with other contents when the tail of a segment is cut after a crash,
/// or when a store continues from a restored backup. The key is the file's own, derived from a random salt, so that
/// a collision needs two equal 96-bit numbers among the some ten thousand frames of one file.
struct FrameSealer: Sendable {
  let kind: FileHeader.Kind
  let fileNumber: UInt64
  let cipher: AuthenticatedCipher
  let random: any RandomSource

  init(_ header: FileHeader, storageKey: [UInt8], random: any RandomSource) throws(JournalError) {
    kind = header.kind
    fileNumber = header.number
    cipher = try header.cipher(storageKey: storageKey)
    self.random = random
  }

  /// The bytes in the file of frame `number` around `plaintext`.
  func frame(_ plaintext: [UInt8], number: UInt64) throws(JournalError) -> [UInt8] {
    let nonce = random.bytes(12)
    let length = plaintext.count + 16
    let sealed: [UInt8]
    do {
      sealed = try cipher.seal(plaintext, nonce: nonce, additionalData: associatedData(number: number, length: length))
    } catch { throw .cryptography(error) }
    let size = Frame.size(sealed: sealed.count)
    var bytes = Frame.magic
    bytes.reserveCapacity(size)
    bytes.append(bigEndian: UInt32(sealed.count))
    bytes.append(bigEndian: number)
    bytes.append(contentsOf: nonce)
    bytes.append(bigEndian: CRC32C.checksum(bytes, in: 0..<28))
    bytes.append(contentsOf: sealed)
    bytes.append(contentsOf: repeatElement(Frame.paddingByte, count: size - bytes.count))
    return bytes
  }

  /// The plaintext of the frame at `offset` with this header, which lies in `bytes` as a whole; nil when a bit differs.
  func open(_ bytes: [UInt8], header: Frame.Header, at offset: Int) -> [UInt8]? {
    let end = offset + header.frameSize
    let sealed = offset + Frame.headerBytes..<offset + Frame.headerBytes + header.length
    guard end <= bytes.count, bytes[sealed.upperBound..<end].allSatisfy({ $0 == Frame.paddingByte }) else { return nil }
    return try? cipher.open(
      Array(bytes[sealed]), nonce: header.nonce,
      additionalData: associatedData(number: header.number, length: header.length))
  }

  private func associatedData(number: UInt64, length: Int) -> [UInt8] {
    var data: [UInt8] = [kind.rawValue]
    data.reserveCapacity(21)
    data.append(bigEndian: fileNumber)
    data.append(bigEndian: number)
    data.append(bigEndian: UInt32(length))
    return data
  }
}
