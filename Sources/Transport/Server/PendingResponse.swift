import System

/// An answer on its way: what its client has not taken yet, and how long that may still take.
struct PendingResponse {
  /// What follows the piece that is being written.
  struct Rest {
    let pieces: any BodyPieces
    let isChunked: Bool
    /// Bytes that count as held beside a piece.
    let heldBytes: Int
  }

  /// Whether the connection goes on after it.
  let keepsConnection: Bool
  var rest: Rest?
  private let pace: MinimumRate
  private var piece: [UInt8]
  private var written = 0
  private var began = Deadline.now
  /// Whether the client was ever waited for.
  var wasAwaited = false
  /// Nanoseconds that the client took beyond the least rate.
  private(set) var waited: Int64

  /// `waited`: what the client took too long for the answers before it, where it has not caught up since.
  init(_ bytes: [UInt8], _ pace: MinimumRate, keepsConnection: Bool, waited: Int64 = 0) {
    (piece, self.pace, self.keepsConnection, self.waited) = (bytes, pace, keepsConnection, waited)
  }

  var isPieceTaken: Bool { written == piece.count }

  /// Until when the piece is to be taken. The grace is for all of the answer, and for all answers that had to wait in a row,
  /// so that nobody gets it anew for each piece.
  var end: Deadline { began.advanced(by: pace.grace + pace.allowance(piece.count) - waited) }

  /// Has what is left of the piece written; nil where nothing is left, or where there was no room.
  mutating func write(
    _ write: (UnsafeRawBufferPointer) -> TLSConnection.Outcome?
  ) -> TLSConnection.Outcome? {
    guard !isPieceTaken else { return nil }
    let outcome = piece.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[written...])) }
    if case .bytes(let count) = outcome { written += count }
    return outcome
  }

  /// The client took the piece: what follows is not its time until there is another.
  mutating func stopClock() {
    // What a fast client did not use of its time is not saved up.
    waited = max(0, waited + Deadline.now.nanoseconds - began.nanoseconds - pace.allowance(piece.count))
  }

  /// The next piece of the rest; with nil, the end of it.
  mutating func goOn(with next: [UInt8]?) {
    let isChunked = rest?.isChunked == true
    if let next {
      piece = isChunked ? ResponseEncoder.chunk(next) : next
    } else {
      (piece, rest) = (isChunked ? ResponseEncoder.lastChunk : [], nil)
    }
    (written, began) = (0, .now)
  }
}
