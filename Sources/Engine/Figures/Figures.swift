public import PeerProtocol
public import Region
import Synchronization

/// The figures of the region: closes each quarter when it is over, and reads the statistics of those that are.
public final class Figures: Sendable {
  private let store: Store
  private let clock: NodeClock
  private let targets: FigureTargets
  private let reports = Mutex(Reports())

  /// Reports that were made. A closed quarter never changes, and a report of many organisations costs a second.
  private struct Reports {
    /// Raised when a quarter closes: a report that was begun before is not kept.
    var generation = 0
    var made: [Statistics.Period: PeriodFigures] = [:]
  }

  init(store: Store, clock: NodeClock, targets: FigureTargets) {
    (self.store, self.clock, self.targets) = (store, clock, targets)
  }

  /// The statistics of a period, with small counts hidden.
  ///
  /// - Throws: ``FiguresRefusal`` where the period is not over, or was not counted.
  public func statistics(_ period: Statistics.Period) throws(Refusal) -> PeriodFigures {
    let (made, generation) = reports.withLock { ($0.made[period], $0.generation) }
    if let made { return made }
    // Copied under the lock, and worked on outside it.
    let figures = try store.readDurable { $0.figures.withoutMarks() }
    if let statistics = Statistics(period, of: figures), let first = figures.firstQuarter {
      let report = PeriodFigures(statistics: statistics, countedFrom: first, targets: targets)
      reports.withLock { reports in
        if reports.generation == generation { reports.made[period] = report }
      }
      return report
    }
    let last = period.lastQuarter
    if let first = figures.firstQuarter, last >= first, last >= figures.openQuarter ?? first {
      throw .figures(.notOver(period.text, readyOn: CalendarDate(firstOf: last.next.months[0])))
    }
    throw .figures(.notCounted(period.text, first: figures.firstKeptQuarter?.text))
  }

  /// The quarters and years of which there are statistics, such as `2026-Q4` and `2026`, the newest first.
  public func periods() throws(Refusal) -> [String] {
    let figures = try store.readDurable { $0.figures.withoutMarks() }
    guard let first = figures.firstQuarter, let open = figures.openQuarter else { return [] }
    return (first.year...open.year).reversed().flatMap { year in
      (figures.isClosed(year) ? [Statistics.Period.year(year).text] : [])
        + figures.closedQuarters(of: year).reversed().map(\.text)
    }
  }

  /// Since when organisations of the register reported no signal, by their ids; `limit` quarters are looked back.
  public func silentSince(lookingBack limit: Int) throws(Refusal) -> [String: CalendarDate] {
    try store.readDurable { $0.figures.silentSince(lookingBack: limit) }
  }

  /// Closes the quarters that are over.
  func advance() throws(Refusal) {
    let (today, at, days) = (clock.today, clock.milliseconds, targets.contactDays)
    func decide(_ state: RegionState) -> [RegionEvent] {
      state.figures.decideQuarters(today: today, openDays: days, at: at)
    }
    guard !store.readLatest({ decide($0).isEmpty }) else { return }
    // A commit that fails may have closed a quarter in memory already.
    defer {
      reports.withLock { reports in
        reports.generation += 1
        reports.made = [:]
      }
    }
    try store.commit { (transaction) throws(Refusal) in try transaction.append(decide(transaction.state)) }
  }
}

/// Statistics, and what they are held against.
public struct PeriodFigures: Sendable {
  /// The statistics.
  public var statistics: Statistics
  /// The first quarter that was counted.
  public var countedFrom: Quarter
  /// What the region aims at.
  public var targets: FigureTargets
}

/// What a region aims at.
public struct FigureTargets: Hashable, Sendable {
  /// Days within which a match has a word on contact; a match that waits longer was open too long.
  public var contactDays = 14
  /// Youths with a match, of a hundred; nil where there is no target.
  public var matchedPercent: Int?
  /// Matches with contact, of a hundred; nil where there is no target.
  public var contactedPercent: Int?

  /// The targets of a region that sets none.
  public init() {}
}

extension Statistics.Period {
  /// The quarter with which the period ends.
  var lastQuarter: Quarter {
    switch self {
    case .quarter(let quarter): quarter
    case .year(let year): Quarter.quarters(of: year)[3]
    }
  }
}
