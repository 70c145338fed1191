/// What the receiver holds of one of the caller's feeds (Schemas/peer-protocol.md, sections 4 and 5).
public struct FeedStateReport: Hashable, Sendable {
  /// The generation of the last batch, 0 where there is none.
  public var generation: Int
  /// The number of the last batch, 0 where there is none.
  public var sequence: Int
  /// Whether the generation has named the whole feed.
  public var complete: Bool
  /// Entries named in the generation.
  public var active: Int
  /// The last receipt with both signatures.
  public var receipt: SignedDocument?

  /// A report of these members.
  public init(generation: Int, sequence: Int, complete: Bool, active: Int, receipt: SignedDocument?) {
    self.generation = generation
    self.sequence = sequence
    self.complete = complete
    self.active = active
    self.receipt = receipt
  }

  /// What a receiver reports that holds nothing of the feed.
  public static let empty = FeedStateReport(generation: 0, sequence: 0, complete: false, active: 0, receipt: nil)
}
