public import PeerProtocol

/// A review under way: the entries that were chosen from a period, and what anyone needs to choose them again.
public struct OpenReview: Sendable, Hashable {
  /// Entries of one review at most.
  public static let entryLimit = 500

  /// The week or month.
  public var period: ReviewPeriod
  /// The percentage of the entries that was to be chosen.
  public var share: Int
  /// The checkpoint whose root is the seed of the choice.
  public var seed: AuditHead
  /// How many entries of the period concern people.
  public var found: Int
  /// The chosen ones, in the order of the choice.
  public var chosen: [AuditEntryId]
  /// When it was opened.
  public var openedAt: Timestamp

  /// The id, such as `week-2026-11-16`.
  public var id: String { period.id }

  /// How many entries the share asks for: rounded up.
  public static func count(share: Int, of found: Int) -> Int { (found * share + 99) / 100 }

  /// A review of these particulars.
  public init(
    period: ReviewPeriod, share: Int, seed: AuditHead, found: Int, chosen: [AuditEntryId], openedAt: Timestamp
  ) {
    self.period = period
    self.share = share
    self.seed = seed
    self.found = found
    self.chosen = chosen
    self.openedAt = openedAt
  }

  func write(to writer: inout ByteWriter) {
    period.write(to: &writer)
    writer.int(share)
    seed.write(to: &writer)
    writer.int(found)
    writer.list(chosen) { $1.write(to: &$0) }
    writer.time(openedAt)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    period = try ReviewPeriod(from: &reader)
    share = try reader.int()
    seed = try AuditHead(from: &reader)
    found = try reader.int()
    chosen = try reader.list { (reader) throws(CodecError) in try AuditEntryId(from: &reader) }
    openedAt = try reader.time()
  }
}

/// What a review found.
public enum ReviewOutcome: UInt8, Sendable, CaseIterable {
  /// Every entry is as it should be.
  case inOrder = 1
  /// Something stood out, and there is a good reason for it.
  case explained = 2
  /// Something should not have happened: the region's procedure for incidents takes over.
  case incident = 3

  /// The word in documents.
  public var name: String {
    switch self {
    case .inOrder: "in-order"
    case .explained: "explained"
    case .incident: "incident"
    }
  }
}

/// A review that a privacy officer closed. Who did stands in its entry only.
public struct ClosedReview: Sendable, Hashable {
  /// The week or month.
  public var period: ReviewPeriod
  /// What it found.
  public var outcome: ReviewOutcome
  /// The entries that the outcome is about.
  public var references: [AuditEntryId]
  /// When it was closed.
  public var at: Timestamp

  /// The id, such as `week-2026-11-16`.
  public var id: String { period.id }

  func write(to writer: inout ByteWriter) {
    period.write(to: &writer)
    writer.byte(outcome.rawValue)
    writer.list(references) { $1.write(to: &$0) }
    writer.time(at)
  }

  init(period: ReviewPeriod, outcome: ReviewOutcome, references: [AuditEntryId], at: Timestamp) {
    self.period = period
    self.outcome = outcome
    self.references = references
    self.at = at
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    period = try ReviewPeriod(from: &reader)
    guard let outcome = ReviewOutcome(rawValue: try reader.byte()) else {
      throw CodecError("an unknown outcome of a review")
    }
    self.outcome = outcome
    references = try reader.list { (reader) throws(CodecError) in try AuditEntryId(from: &reader) }
    at = try reader.time()
  }
}
