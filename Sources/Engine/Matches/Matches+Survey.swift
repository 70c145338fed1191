public import PeerProtocol
public import Region
import Synchronization

/// What stands on the worklist, as far as a page needs it to count, filter and choose what it shows.
public struct WorklistSurvey: Sendable {
  /// All open matches, most urgent first; ``MatchBrief/isListed(in:)`` says which somebody has to look at.
  public var matches: [MatchBrief]
  /// A number that stays the same as long as ``matches`` does; nil where a match changed while they were read.
  public var version: Int?
  /// After them: the signals of each youth on whom they tell different birth dates.
  public var conflicts: [[SignalSummary]]
}

/// The worklist a page at a time: the state is held for a short moment for the list, and for the lines of the page.
extension Matches {
  /// What stands on the worklist now.
  ///
  /// - Parameter municipality: only conflicts with an own signal of this municipality; all where nil.
  public func survey(municipality: String?) throws(Refusal) -> WorklistSurvey {
    let found = store.lookAtOpenMatches(briefs)
    var conflicts: [[SignalSummary]] = []
    for group in try store.birthDateConflicts(municipality: municipality) {
      let signals = store.readLatest { state in
        group.compactMap { state.signals.summary($0) }.filter(\.hasDateConflict)
      }
      if !signals.isEmpty { conflicts.append(signals) }
    }
    // All that was looked at is durable before it leaves the node.
    try store.readDurable { _ in }
    return WorklistSurvey(matches: found.briefs, version: found.version, conflicts: conflicts)
  }

  /// The version that a survey would have now.
  public var surveyVersion: Int { store.readLatest { $0.matches.version } }

  /// The lines of these matches as they are now, by their ids; none of one that nobody has to look at any more.
  public func lines(of ids: [MatchId], municipality: String?) throws(Refusal) -> [MatchId: OpenMatch] {
    let at = clock.milliseconds
    var lines: [MatchId: OpenMatch] = [:]
    for piece in ids[...].pieces(of: PagedList<WorkItem>.itemsHeld) {
      store.readLatest { state in
        let reader = MatchReader(state)
        for id in piece {
          guard let match = state.matches.shown[id], match.isOpen, reader.concerns(match, municipality),
            case let reasons = reader.reasons(match, now: at, municipality: municipality), !reasons.isEmpty
          else { continue }
          lines[id] = line(on: match, reasons, reader, municipality)
        }
      }
    }
    try store.readDurable { _ in }
    return lines
  }
}

extension Store {
  /// The brief of each open match, most urgent first; `kept` is what was made of them before, and is brought up to date.
  func lookAtOpenMatches(_ kept: borrowing Mutex<MatchBriefs>) -> MatchBriefs.Round {
    var round = kept.withLock { $0 }
    while readLatest({ round.look(at: $0) }) {}
    let found = round.finish()
    kept.withLock { [round] in $0 = round }
    return found
  }

  /// Rows of signals that are looked at while the state is held.
  private static let conflictRows = 64

  /// The ids of the signals that tell different birth dates of one youth, a list a youth, sorted.
  func birthDateConflicts(municipality: String?) throws(Refusal) -> [[String]] {
    var groups: [[String]] = []
    let rows = readLatest { WithinRegion($0).conflictRows }
    for piece in rows[...].pieces(of: Self.conflictRows) {
      groups += readLatest { state in
        let within = WithinRegion(state)
        return piece.compactMap { within.birthDateConflict(at: $0, municipality: municipality) }
      }
    }
    try readDurable { _ in }
    return groups.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
