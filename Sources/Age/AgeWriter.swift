public import Cryptography

/// Makes an age file (age-encryption.org/v1) piece by piece, so that a large one needs no memory.
public struct AgeWriter {
  private var payload: AgePayload
  private var waiting: [UInt8] = []
  private let write: ([UInt8]) throws -> Void

  /// Begins a file: writes the header.
  ///
  /// - Parameters:
  ///   - recipients: for whom it is: keys, or one pass phrase alone.
  ///   - write: takes the bytes of the file in their order.
  public init(
    for recipients: [AgeRecipient], random: any RandomSource, write: @escaping ([UInt8]) throws -> Void
  ) throws {
    let fileKey = random.bytes(AgeWrapping.fileKeyLength)
    let nonce = random.bytes(AgePayload.nonceLength)
    try write(AgeHeader.bytes(for: recipients, fileKey: fileKey, random: random) + nonce)
    payload = try AgePayload(fileKey: fileKey, nonce: nonce)
    self.write = write
  }

  /// Adds contents.
  public mutating func append(_ bytes: [UInt8]) throws {
    waiting += bytes
    // A full piece waits until it is known that another follows: the last one is marked.
    var start = 0
    while waiting.count - start > AgePayload.pieceLength {
      try write(payload.seal(Array(waiting[start..<start + AgePayload.pieceLength]), isLast: false))
      start += AgePayload.pieceLength
    }
    waiting.removeFirst(start)
  }

  /// Ends the file.
  public mutating func finish() throws { try write(payload.seal(waiting, isLast: true)) }
}
