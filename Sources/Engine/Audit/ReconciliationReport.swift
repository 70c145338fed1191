public import PeerProtocol
import Region

/// What came of comparing the own audit log with a peer's (Schemas/peer-protocol.md, section 7).
public struct ReconciliationReport: Sendable {
  /// What both logs say of one exchange. The raw value is the word in documents.
  public enum Outcome: String, Hashable, Sendable, CaseIterable {
    /// Both sides hold it.
    case agrees
    /// Both sides hold it; the one that sent it never saw that the other got it.
    case confirmationDiffers = "confirmation-differs"
    /// The one that sent it never saw it confirmed, and the other did not get it: nothing is missing.
    case notArrived = "not-arrived"
    /// The peer's log lacks it.
    case missingThere = "missing-there"
    /// The own log lacks it.
    case missingHere = "missing-here"
    /// The peer's log lacks it because the peer's node was restored from a backup, or had no log yet.
    case lostThere = "lost-there"
    /// The own log lacks it because this node was restored from a backup, or had no log yet.
    case lostHere = "lost-here"
  }

  /// An exchange that does not simply agree.
  public struct Difference: Hashable, Sendable {
    /// As this region sees it; `at` and `isConfirmed` are of the side that holds it, of this one where both do.
    public var record: ReconciliationRecord
    /// What is different.
    public var outcome: Outcome
  }

  /// How many exchanges a side's log holds in the period.
  public struct Counts: Hashable, Sendable {
    /// Batches.
    public var batches: Int
    /// Views with contact details.
    public var disclosures: Int

    init(_ records: some Sequence<ReconciliationRecord>) {
      (batches, disclosures) = (0, 0)
      for record in records {
        if case .batch = record.subject { batches += 1 } else { disclosures += 1 }
      }
    }
  }

  /// The agreement.
  public let agreement: AgreementId
  /// The other party.
  public let peer: RegionName
  /// What was asked.
  public let asked: ReconciliationRequest
  /// When the answer was complete.
  public let at: Timestamp
  /// What the own log holds.
  public let here: Counts
  /// What the peer's log holds.
  public let there: Counts
  /// How many exchanges have each outcome.
  public let outcomes: [Outcome: Int]
  /// All that do not simply agree, in the order of the logs.
  public let differences: [Difference]
  /// Whether what seemed to be missing was asked for once more with an hour on either side, or nothing was.
  public let isSettled: Bool
  /// The peer's signed statement about all that its log holds.
  public let statement: SignedDocument

  /// Whether neither log lacks what the other holds, but for what a restore explains.
  public var isAgreed: Bool { outcomes[.missingHere] == nil && outcomes[.missingThere] == nil }
}

/// Holds two lists of exchanges against each other, by their ids.
struct ReconciliationComparison {
  /// Until when a log may lack something: a restore, or the first start of a log, lost what is older.
  struct Beginning {
    var here: Timestamp?
    var there: Timestamp?
  }

  /// The own list in the period, before the peer was asked.
  let own: [ReconciliationRecord]
  /// The own log as it was after the peer answered, over all time.
  let history: ExchangeHistory
  /// The peer's list in the period.
  let theirs: [ReconciliationRecord]
  let beginning: Beginning

  /// What the peer's log seems to lack; a clock that differs or the way over the network may explain it.
  func missingThere() -> [ReconciliationRecord] {
    let known = Set(theirs.map(\.key))
    return own.filter { !known.contains($0.mirrored) }
  }

  /// Every exchange of either list, once, with its outcome.
  ///
  /// - Parameter widened: the peer's list of a longer period.
  func outcomes(widened: [ReconciliationRecord]) -> [ReconciliationReport.Difference] {
    let known = Dictionary((theirs + widened).map { ($0.key, $0) }) { first, _ in first }
    let own = own.map { record -> ReconciliationReport.Difference in
      guard let other = known[record.mirrored] else {
        return lacking(record, isOlder: beginning.there.map { record.at < $0 } ?? false, .missingThere, .lostThere)
      }
      return ReconciliationReport.Difference(
        record: record, outcome: record.isConfirmed && other.isConfirmed ? .agrees : .confirmationDiffers)
    }
    let compared = Set(own.map(\.record.key))
    return own
      + theirs.filter { !compared.contains($0.mirrored) }.map { record in
        var seen = record
        seen.direction = record.direction == .sent ? .received : .sent
        guard let held = history.record(record.mirrored) else {
          return lacking(
            seen, isConfirmed: record.isConfirmed, isOlder: beginning.here.map { record.at < $0 } ?? false,
            .missingHere,
            .lostHere)
        }
        return ReconciliationReport.Difference(
          record: held, outcome: held.isConfirmed && record.isConfirmed ? .agrees : .confirmationDiffers)
      }
  }

  private func lacking(
    _ record: ReconciliationRecord, isConfirmed: Bool? = nil, isOlder: Bool,
    _ missing: ReconciliationReport.Outcome, _ lost: ReconciliationReport.Outcome
  ) -> ReconciliationReport.Difference {
    ReconciliationReport.Difference(
      record: record, outcome: isConfirmed ?? record.isConfirmed ? (isOlder ? lost : missing) : .notArrived)
  }
}
