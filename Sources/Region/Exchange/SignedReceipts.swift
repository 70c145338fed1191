public import PeerProtocol

/// Which receipts of one feed, in one direction, this node signed: by it a node notices its own signature on a batch
/// that it does not know, and so that it was restored from a backup (Schemas/peer-protocol.md, section 5).
///
/// It keeps the newest documentIds and the highest sequence of each generation, and so never grows beyond its limits.
public struct SignedReceipts: Sendable, Equatable {
  /// How many documentIds are kept.
  public static let idLimit = 1_000
  /// For how many generations the highest sequence is kept.
  public static let generationLimit = 1_000

  /// The place of a batch in its feed.
  struct Place: Sendable, Hashable, Comparable {
    var generation: Int
    var sequence: Int

    static func < (left: Place, right: Place) -> Bool {
      (left.generation, left.sequence) < (right.generation, right.sequence)
    }
  }

  struct Signed: Sendable, Equatable {
    var id: DocumentId
    var place: Place
  }

  /// A ring: `next` is the place of the oldest once it is full.
  private var ring: [Signed] = []
  private var next = 0
  /// Up to here documentIds may have been forgotten.
  private(set) var forgottenUpTo = Place(generation: 0, sequence: 0)
  /// The highest sequence that was signed in each generation.
  private(set) var highest: [Int: Int] = [:]

  /// Nothing signed yet.
  public init() {}

  /// A feed of which only its last batch is known: everything up to it counts as signed.
  init(upTo generation: Int, _ sequence: Int) {
    guard generation > 0 else { return }
    forgottenUpTo = Place(generation: generation, sequence: sequence)
    highest[generation] = sequence
  }

  /// What is kept, oldest first.
  var signed: [Signed] { Array(ring[next...] + ring[..<next]) }

  /// Takes note of an own signature.
  mutating func note(_ id: DocumentId, generation: Int, sequence: Int) {
    let signed = Signed(id: id, place: Place(generation: generation, sequence: sequence))
    if ring.count < Self.idLimit {
      ring.append(signed)
    } else {
      forgottenUpTo = max(forgottenUpTo, ring[next].place)
      ring[next] = signed
      next = (next + 1) % Self.idLimit
    }
    highest[generation] = max(highest[generation] ?? 0, sequence)
    if highest.count > Self.generationLimit, let oldest = highest.keys.min() { highest[oldest] = nil }
  }

  /// True where this node signed the receipt and knows it by its documentId.
  func contains(_ id: DocumentId) -> Bool { ring.contains { $0.id == id } }

  /// True where this node's own record lacks a receipt of this place, although it signed it: its store is a restored backup.
  public func isUnknown(_ id: DocumentId, generation: Int, sequence: Int) -> Bool {
    if contains(id) { return false }
    if Place(generation: generation, sequence: sequence) > forgottenUpTo { return true }
    guard let known = highest[generation] else { return generation > highest.keys.min() ?? 0 }
    return sequence > known
  }

  func write(to writer: inout ByteWriter) {
    writer.list(signed) {
      $0.identifier($1.id)
      $0.int($1.place.generation)
      $0.int($1.place.sequence)
    }
    writer.int(forgottenUpTo.generation)
    writer.int(forgottenUpTo.sequence)
    writer.list(highest.sorted { $0.key < $1.key }) {
      $0.int($1.key)
      $0.int($1.value)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    ring = try reader.list { (reader) throws(CodecError) in
      Signed(
        id: try reader.identifier(), place: Place(generation: try reader.int(), sequence: try reader.int()))
    }
    guard ring.count <= Self.idLimit else { throw CodecError("more receipts than are kept") }
    forgottenUpTo = Place(generation: try reader.int(), sequence: try reader.int())
    let pairs = try reader.list { (reader) throws(CodecError) in (try reader.int(), try reader.int()) }
    for (generation, sequence) in pairs { highest[generation] = sequence }
  }
}

extension ExchangeState {
  /// How many documents that already counted as a sign of a restore are kept.
  static let unknownLimit = 1_000

  /// Remembers a document that counted as a sign of a restore, so that it counts once.
  mutating func noteUnknown(_ document: DocumentId) {
    guard !onceUnknown.contains(document) else { return }
    onceUnknown.append(document)
    if onceUnknown.count > Self.unknownLimit { onceUnknown.removeFirst() }
  }

  /// True where this node signed the receipt and no longer knows it, and it did not count as a sign of a restore before.
  public func isUnknown(_ receipt: DocumentId, _ facts: ReceiptPayload, _ key: FeedKey, isSent: Bool) -> Bool {
    guard !onceUnknown.contains(receipt) else { return false }
    let signed = (isSent ? signedAsSender : signedAsReceiver)[key] ?? SignedReceipts()
    return signed.isUnknown(receipt, generation: facts.generation, sequence: facts.sequence)
  }

  /// Stores of format 1 held the documentIds of all receipts in one set, in no order. Each feed begins with its last batch;
  /// of the set only agreements are kept, as signs of a restore that counted already.
  mutating func adopt(signedReceipts former: Set<DocumentId>, agreements: some Sequence<AgreementId>) {
    for (key, feed) in outgoing {
      var signed = SignedReceipts(upTo: feed.generation, feed.sequence)
      if let id = feed.receipt?.documentId, feed.sequence > 0 {
        signed.note(id, generation: feed.generation, sequence: feed.sequence)
      }
      if let batch = feed.pending {
        signed.note(batch.receiptId, generation: batch.generation, sequence: batch.sequence)
      }
      signedAsSender[key] = signed
    }
    for (key, feed) in incoming {
      var signed = SignedReceipts(upTo: feed.generation, feed.sequence)
      if let id = feed.receipt?.documentId {
        signed.note(id, generation: feed.generation, sequence: feed.sequence)
      }
      signedAsReceiver[key] = signed
    }
    for id in agreements.sorted() where former.contains(id) { noteUnknown(id) }
  }

  /// Everything signed that is known by its documentId.
  package var signedReceipts: Set<DocumentId> {
    let feeds = Array(signedAsSender.values) + Array(signedAsReceiver.values)
    return Set(feeds.flatMap { $0.signed.map(\.id) } + onceUnknown)
  }
}
