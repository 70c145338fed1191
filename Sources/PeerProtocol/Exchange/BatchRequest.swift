/// One numbered batch of a feed, as the sender posts it (Schemas/peer-protocol.md, section 5).
public struct BatchRequest: Hashable, Sendable {
  /// Bytes of one uncompressed point.
  public static let pointLength = 65

  /// The feed's generation.
  public let generation: Int
  /// The batch's number in its generation.
  public let sequence: Int
  /// The points to add, 65 bytes each, one after another. Whether they lie on the curve is not checked here.
  public let points: [UInt8]
  /// The handles of the entries to withdraw.
  public let withdraw: [Handle]
  /// 32 bytes.
  public let salt: [UInt8]
  /// The newest receipt that either side holds, at the start of a later generation.
  public let previousReceipt: SignedDocument?
  /// The receipt with the sender's signature.
  public let receipt: SignedDocument
  /// What `receipt` says.
  public let receiptPayload: ReceiptPayload

  /// A batch of these members; `points` is a multiple of 65 bytes and `receiptPayload` the payload of `receipt`.
  public init(
    generation: Int, sequence: Int, points: [UInt8], withdraw: [Handle], salt: [UInt8],
    previousReceipt: SignedDocument?, receipt: SignedDocument, receiptPayload: ReceiptPayload
  ) {
    self.generation = generation
    self.sequence = sequence
    self.points = points
    self.withdraw = withdraw
    self.salt = salt
    self.previousReceipt = previousReceipt
    self.receipt = receipt
    self.receiptPayload = receiptPayload
  }

  /// A batch of these members; `points` is a multiple of 65 bytes. Throws where the payload of `receipt` is no receipt.
  public init(
    generation: Int, sequence: Int, points: [UInt8], withdraw: [Handle], salt: [UInt8],
    previousReceipt: SignedDocument?, receipt: SignedDocument
  ) throws(JSONFaults) {
    self.init(
      generation: generation, sequence: sequence, points: points, withdraw: withdraw, salt: salt,
      previousReceipt: previousReceipt, receipt: receipt, receiptPayload: try receipt.payload(as: ReceiptPayload.self))
  }

  /// How many points it adds.
  public var pointCount: Int { points.count / Self.pointLength }

  /// The 65 bytes of point `index`, or nothing where there is none.
  public func point(_ index: Int) -> [UInt8] {
    guard index >= 0, index < pointCount else { return [] }
    return Array(points[index * Self.pointLength..<(index + 1) * Self.pointLength])
  }

  /// The first member of the receipt that says something else than the batch itself; nil where they agree. The digest is
  /// compared by whoever can compute it.
  public var receiptMismatch: String? {
    if receiptPayload.generation != generation { return "generation" }
    if receiptPayload.sequence != sequence { return "sequence" }
    if receiptPayload.added != pointCount { return "added" }
    if receiptPayload.withdrawn != withdraw.count { return "withdrawn" }
    return nil
  }

  /// The index of the first point that stands in the batch a second time; nil where all differ.
  public var firstDuplicate: Int? {
    var seen: Set<ArraySlice<UInt8>> = []
    seen.reserveCapacity(pointCount)
    return (0..<pointCount).first { index in
      !seen.insert(points[index * Self.pointLength..<(index + 1) * Self.pointLength]).inserted
    }
  }
}
