public import PeerProtocol

/// A match that a batch brings to light: the identity here, the entry of the peer, and the name that both sides compute.
public struct DetectedMatch: Sendable, Equatable {
  /// The row of the identity in this region.
  public var identity: UInt32
  /// The entry in this region's feed.
  public var ownHandle: Handle
  /// The entry in the peer's feed.
  public var peerHandle: Handle
  /// The match's name (Schemas/peer-protocol.md, section 6).
  public var matchId: MatchId

  /// A match between an entry here and one there.
  public init(identity: UInt32, ownHandle: Handle, peerHandle: Handle, matchId: MatchId) {
    self.identity = identity
    self.ownHandle = ownHandle
    self.peerHandle = peerHandle
    self.matchId = matchId
  }

  fileprivate func write(to writer: inout ByteWriter) {
    writer.int(Int(identity))
    writer.identifier(ownHandle)
    writer.identifier(peerHandle)
    writer.identifier(matchId)
  }

  fileprivate init(from reader: inout ByteReader) throws(CodecError) {
    identity = try reader.row()
    ownHandle = try reader.identifier()
    peerHandle = try reader.identifier()
    matchId = try reader.identifier()
  }
}

/// One addition of a peer's batch, as it is kept.
public struct ReceivedAddition: Sendable, Equatable {
  /// The entry's name.
  public var handle: Handle
  /// The peer's point.
  public var point: OpaquePoint
  /// The token that this node answered.
  public var token: MatchToken

  /// An addition with what was computed for it.
  public init(handle: Handle, point: OpaquePoint, token: MatchToken) {
    self.handle = handle
    self.point = point
    self.token = token
  }
}

/// What happened to feeds, sent and received.
public enum ExchangeEvent: Sendable {
  /// A batch was made; it is sent until it is answered.
  case batchPrepared(FeedKey, PendingBatch)
  /// The peer countersigned the pending batch and gave a token for each addition.
  case batchAnswered(FeedKey, receipt: SignedDocument, tokens: [MatchToken], detected: [DetectedMatch], at: Int)
  /// The peer refused the pending batch; its items are sent in another under the same number.
  case batchRefused(FeedKey)
  /// The pending batch may have arrived and cannot be repeated: its items are erased, and the feed needs repair.
  case batchGivenUp(FeedKey)
  /// The sides disagree on the feed; `highest` is the highest generation that either has seen.
  case disagreementFound(FeedKey, highest: Int)
  /// A new generation of an own feed starts; its first batch names `previous`.
  case generationStarted(FeedKey, generation: Int, previous: SignedDocument?, at: Int)
  /// A peer's batch was taken in and countersigned.
  case batchReceived(
    FeedKey, receipt: SignedDocument, facts: BatchFacts, additions: [ReceivedAddition], withdrawals: [Handle],
    detected: [DetectedMatch], at: Int)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .batchPrepared(let key, let batch):
      writer.byte(1)
      key.write(to: &writer)
      batch.write(to: &writer)
    case .batchAnswered(let key, let receipt, let tokens, let detected, let at):
      writer.byte(2)
      key.write(to: &writer)
      writer.document(receipt)
      writer.list(tokens) { $0.identifier($1) }
      writer.list(detected) { $1.write(to: &$0) }
      writer.int(at)
    case .batchRefused(let key):
      writer.byte(3)
      key.write(to: &writer)
    case .batchGivenUp(let key):
      writer.byte(4)
      key.write(to: &writer)
    case .disagreementFound(let key, let highest):
      writer.byte(5)
      key.write(to: &writer)
      writer.int(highest)
    case .generationStarted(let key, let generation, let previous, let at):
      writer.byte(6)
      key.write(to: &writer)
      writer.int(generation)
      writer.optional(previous) { $0.document($1) }
      writer.int(at)
    case .batchReceived(let key, let receipt, let facts, let additions, let withdrawals, let detected, let at):
      writer.byte(7)
      key.write(to: &writer)
      writer.document(receipt)
      facts.write(to: &writer)
      writer.list(additions) { writer, addition in
        writer.identifier(addition.handle)
        writer.point(addition.point)
        writer.identifier(addition.token)
      }
      writer.list(withdrawals) { $0.identifier($1) }
      writer.list(detected) { $1.write(to: &$0) }
      writer.int(at)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let tag = try reader.byte()
    let key = try FeedKey(from: &reader)
    switch tag {
    case 1: self = .batchPrepared(key, try PendingBatch(from: &reader))
    case 2:
      self = .batchAnswered(
        key, receipt: try reader.document(),
        tokens: try reader.list { (reader) throws(CodecError) in try reader.identifier() },
        detected: try reader.list { (reader) throws(CodecError) in try DetectedMatch(from: &reader) },
        at: try reader.int())
    case 3: self = .batchRefused(key)
    case 4: self = .batchGivenUp(key)
    case 5: self = .disagreementFound(key, highest: try reader.int())
    case 6:
      self = .generationStarted(
        key, generation: try reader.int(),
        previous: try reader.optional { (reader) throws(CodecError) in try reader.document() }, at: try reader.int())
    case 7:
      self = .batchReceived(
        key, receipt: try reader.document(), facts: try BatchFacts(from: &reader),
        additions: try reader.list { (reader) throws(CodecError) in
          ReceivedAddition(
            handle: try reader.identifier(), point: try reader.pseudonym(), token: try reader.identifier())
        }, withdrawals: try reader.list { (reader) throws(CodecError) in try reader.identifier() },
        detected: try reader.list { (reader) throws(CodecError) in try DetectedMatch(from: &reader) },
        at: try reader.int())
    default: throw CodecError("an unknown exchange event")
    }
  }
}

/// The numbers of a received batch that the state keeps.
public struct BatchFacts: Sendable, Equatable {
  /// The batch's generation.
  public var generation: Int
  /// The batch's sequence number.
  public var sequence: Int
  /// True where it says that the feed is complete.
  public var complete: Bool
  /// How many of its additions were not in the feed before, under any generation.
  public var newAdditions: Int
  /// How many of those count against limit exceptions.
  public var excepted: [ExceptionDraw]
  /// True where the batch starts a generation that names a receipt of ours that is not known here: this node was restored
  /// from a backup, and what it lacks is sent again.
  public var fillsGap: Bool

  /// The numbers of a batch.
  public init(
    generation: Int, sequence: Int, complete: Bool, newAdditions: Int, excepted: [ExceptionDraw] = [],
    fillsGap: Bool = false
  ) {
    self.generation = generation
    self.sequence = sequence
    self.complete = complete
    self.newAdditions = newAdditions
    self.excepted = excepted
    self.fillsGap = fillsGap
  }

  fileprivate func write(to writer: inout ByteWriter) {
    writer.int(generation)
    writer.int(sequence)
    writer.bool(complete)
    writer.int(newAdditions)
    writer.list(excepted) {
      $0.identifier($1.exception)
      $0.int($1.additions)
    }
    writer.bool(fillsGap)
  }

  fileprivate init(from reader: inout ByteReader) throws(CodecError) {
    generation = try reader.int()
    sequence = try reader.int()
    complete = try reader.bool()
    newAdditions = try reader.int()
    excepted = try reader.list { (reader) throws(CodecError) in
      ExceptionDraw(exception: try reader.identifier(), additions: try reader.int())
    }
    fillsGap = try reader.bool()
  }
}

extension PendingBatch {
  func write(to writer: inout ByteWriter) {
    writer.blob(body)
    writer.identifier(receiptId)
    writer.int(generation)
    writer.int(sequence)
    writer.bool(complete)
    for items in [additions, withdrawals] {
      writer.list(items) { writer, item in
        writer.int(Int(item.identity))
        writer.identifier(item.handle)
      }
    }
    writer.bool(holdsErased)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    func items(_ reader: inout ByteReader) throws(CodecError) -> [Item] {
      try reader.list { (reader) throws(CodecError) in
        Item(identity: try reader.row(), handle: try reader.identifier())
      }
    }
    body = try reader.blob()
    receiptId = try reader.identifier()
    generation = try reader.int()
    sequence = try reader.int()
    complete = try reader.bool()
    additions = try items(&reader)
    withdrawals = try items(&reader)
    holdsErased = try reader.bool()
  }

  /// A batch that is about to be made durable.
  public init(
    body: [UInt8], receiptId: DocumentId, generation: Int, sequence: Int, complete: Bool, additions: [Item],
    withdrawals: [Item]
  ) {
    self.body = body
    self.receiptId = receiptId
    self.generation = generation
    self.sequence = sequence
    self.complete = complete
    self.additions = additions
    self.withdrawals = withdrawals
  }
}

extension ByteReader {
  mutating func row() throws(CodecError) -> UInt32 {
    guard let row = UInt32(exactly: try int()) else { throw CodecError("a row is out of range") }
    return row
  }
}
