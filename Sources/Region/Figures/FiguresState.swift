public import PeerProtocol

/// The figures of a region: counts by quarter and line, and by month for the region as a whole. They hold no person, and
/// stay when what they counted is erased.
///
/// To count each youth once, marks of the present quarter and year stand beside them; those go with the youth.
public struct FiguresState: Sendable {
  /// Quarters that are kept, the open one included.
  static let keptQuarters = 13
  /// Organisations of a quarter that are told apart.
  static let reportingLimit = 50_000

  /// The first quarter in which anything was counted; nil before.
  public private(set) var firstQuarter: Quarter?
  /// The quarter that is not over; nil before anything was counted.
  public private(set) var openQuarter: Quarter?
  /// The lines, by number.
  public private(set) var rows: [FigureRow] = []
  private var numbers: [FigureRow: UInt16] = [:]
  /// By line, then by quarter.
  private var tallies: [[Quarter: Tally]] = []
  /// Of youths, who count once a year: by line, then by year.
  private var years: [[Int: Tally]] = []
  /// Of the region as a whole.
  private var months: [YearMonth: Tally] = [:]
  /// How an organisation was called last, and its sector.
  public private(set) var organisations: [String: Organisation] = [:]
  /// What each closed quarter was decided over, as far as it is kept.
  private(set) var closings: [Quarter: Closing] = [:]
  /// Which organisations reported a signal in a quarter that is not closed: also those of which reports have no line.
  private(set) var reporting: [Quarter: Set<String>] = [:]
  private(set) var marks: [UInt32: YouthMark] = [:]
  /// Matches in which both regions agreed on who leads: each counts once.
  var agreedLeads: Set<MatchId> = []

  /// An organisation as its latest signal named it.
  public struct Organisation: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its sector.
    public var sector: String
  }

  /// For which lines a youth was counted.
  struct YouthMark: Hashable, Sendable {
    var quarter: Quarter
    var quarterRows: [UInt16] = []
    var yearRows: [UInt16] = []
    var hasMatchInQuarter = false
    var hasMatchInYear = false
  }

  /// Nothing counted yet.
  public init() {}

  // MARK: - What was counted

  /// The tally of a line in a quarter.
  public func tally(_ row: FigureRow, _ quarter: Quarter) -> Tally {
    numbers[row].flatMap { tallies[Int($0)][quarter] } ?? Tally()
  }

  /// The counts of youths of a line in a year.
  public func youths(_ row: FigureRow, year: Int) -> Tally { numbers[row].flatMap { years[Int($0)][year] } ?? Tally() }

  /// The lines that there were when a quarter closed; none where it is not closed, or not kept any more.
  func lines(at quarter: Quarter) -> ArraySlice<FigureRow> { rows.prefix(closings[quarter]?.lineCount ?? 0) }

  /// The tally of the region in a month.
  public func tally(_ month: YearMonth) -> Tally { months[month] ?? Tally() }

  // MARK: - Counting

  /// The quarters that are over by `today` and not closed; `openDays` is the target for a word on contact.
  public func decideQuarters(today: CalendarDate, openDays: Int, at: Int) -> [RegionEvent] {
    let present = Quarter(today.yearMonth)
    guard var quarter = openQuarter else { return [] }
    // A node that was off for years closes what is kept, and nothing before it.
    while present.number - quarter.number > Self.keptQuarters { quarter = quarter.next }
    var events: [RegionEvent] = []
    while quarter < present {
      events.append(.figures(.quarterEnded(quarter, openDays: openDays, at: at)))
      quarter = quarter.next
    }
    return events
  }

  /// Counts what an event adds.
  mutating func add(_ counts: [FigureCount]) {
    for count in counts {
      switch count {
      case .measure(let measure, let lines, let at): self.count(measure, for: lines, at: at)
      case .wait(let wait, let days, let lines, let at): note(wait, days: days, for: lines, at: at)
      case .youth(let youth, let hasMatch, let lines, let at):
        self.count(youth: youth, hasMatch: hasMatch, for: lines, at: at)
      case .match(let youth, let at): noteMatch(youth: youth, at: at)
      case .organisation(let id, let organisation): organisations[id] = organisation
      case .reported(let organisation, let at): note(organisation, at: at)
      case .lead(let match): agreedLeads.insert(match)
      }
    }
  }

  /// Notes that an organisation reported a signal.
  private mutating func note(_ organisation: String, at: Int) {
    let quarter = period(at: at).quarter
    guard reporting[quarter]?.count ?? 0 < Self.reportingLimit else { return }
    reporting[quarter, default: []].insert(organisation)
  }

  /// The quarter in which something of a moment counts: what comes late counts in the one that is open.
  mutating func period(at: Int) -> (quarter: Quarter, month: YearMonth) {
    let month = CalendarDate(Timestamp(seconds: Int64(at / 1000))).yearMonth
    let quarter = Quarter(month)
    let open = openQuarter ?? quarter
    if openQuarter == nil { (firstQuarter, openQuarter) = (quarter, quarter) }
    return quarter < open ? (open, open.months[0]) : (quarter, month)
  }

  /// Counts one thing for each of these lines, and for the region as a whole.
  mutating func count(_ measure: Measure, for lines: some Sequence<FigureRow>, at: Int) {
    let period = period(at: at)
    months[period.month, default: Tally()][measure] += 1
    for number in numbers(of: lines) { tallies[Int(number)][period.quarter, default: Tally()][measure] += 1 }
  }

  /// Counts one thing that stands at the end of a quarter.
  mutating func count(_ measure: Measure, for lines: some Sequence<FigureRow>, in quarter: Quarter) {
    for number in numbers(of: lines) { tallies[Int(number)][quarter, default: Tally()][measure] += 1 }
  }

  /// Notes how long something took, for each of these lines and for the region as a whole.
  mutating func note(_ wait: WritableKeyPath<Tally, DayCounts>, days: Int, for lines: some Sequence<FigureRow>, at: Int)
  {
    let period = period(at: at)
    for number in numbers(of: lines) {
      tallies[Int(number)][period.quarter, default: Tally()][keyPath: wait].note(days: days)
    }
  }

  /// Counts a youth on whom a signal was reported, for lines that did not count this youth in the period.
  mutating func count(youth: UInt32, hasMatch: Bool, for lines: some Sequence<FigureRow>, at: Int) {
    let quarter = period(at: at).quarter
    var mark = mark(youth, quarter)
    for number in numbers(of: lines) {
      if !mark.quarterRows.contains(number) {
        mark.quarterRows.append(number)
        add(.youths, number, quarter)
        if mark.hasMatchInQuarter { add(.youthsWithMatch, number, quarter) }
      }
      if !mark.yearRows.contains(number) {
        mark.yearRows.append(number)
        add(.youths, number, year: quarter.year)
        if mark.hasMatchInYear { add(.youthsWithMatch, number, year: quarter.year) }
      }
    }
    marks[youth] = mark
    if hasMatch { noteMatch(youth: youth, at: at) }
  }

  /// Takes note that a youth has a match: counts where the youth was counted in the period.
  mutating func noteMatch(youth: UInt32, at: Int) {
    let quarter = period(at: at).quarter
    guard marks[youth] != nil else { return }
    var mark = mark(youth, quarter)
    if !mark.hasMatchInQuarter, !mark.quarterRows.isEmpty {
      mark.hasMatchInQuarter = true
      for number in mark.quarterRows { add(.youthsWithMatch, number, quarter) }
    }
    if !mark.hasMatchInYear {
      mark.hasMatchInYear = true
      for number in mark.yearRows { add(.youthsWithMatch, number, year: quarter.year) }
    }
    marks[youth] = mark
  }

  /// The mark of a youth as it counts in this quarter.
  private func mark(_ youth: UInt32, _ quarter: Quarter) -> YouthMark {
    guard var mark = marks[youth] else { return YouthMark(quarter: quarter) }
    guard mark.quarter != quarter else { return mark }
    if mark.quarter.year != quarter.year { return YouthMark(quarter: quarter) }
    (mark.quarter, mark.quarterRows, mark.hasMatchInQuarter) = (quarter, [], false)
    return mark
  }

  /// Forgets a youth of whom nothing is stored any more; the counts stay.
  mutating func forget(youth: UInt32) { marks[youth] = nil }

  /// Closes a quarter: it is counted, and reports may show it.
  ///
  /// - Parameters:
  ///   - silent: the lines of each match that was open too long at its end.
  ///   - connected: the organisations that took part on its last day, where the region keeps a register.
  ///   - isShown: whether a match is still there.
  mutating func close(
    _ quarter: Quarter, silent: [[FigureRow]], connected: [String] = [], isShown: (MatchId) -> Bool
  ) {
    for lines in silent { count(.openTooLong, for: lines, in: quarter) }
    agreedLeads = agreedLeads.filter(isShown)
    openQuarter = quarter.next
    let oldest = quarter.number + 2 - Self.keptQuarters
    let used = reporting.filter { $0.key <= quarter }.values.reduce(into: Set()) { $0.formUnion($1) }
    closings[quarter] = Closing(
      rows, of: organisations, connected: connected, silent: connected.filter { !used.contains($0) })
    reporting = reporting.filter { $0.key > quarter }
    closings = closings.filter { $0.key.number >= oldest }
    for number in tallies.indices {
      tallies[number] = tallies[number].filter { $0.key.number >= oldest && $0.key <= quarter.next }
      years[number] = years[number].filter { $0.key * 4 + 3 >= oldest && $0.key <= quarter.next.year }
    }
    months = months.filter { Quarter($0.key).number >= oldest && Quarter($0.key) <= quarter.next }
    marks = marks.filter { $0.value.quarter.year >= quarter.next.year }
  }

  // MARK: - Lines

  private mutating func numbers(of lines: some Sequence<FigureRow>) -> [UInt16] {
    ([number(of: .region)] + lines.map { number(of: $0) }).compactMap(\.self)
  }

  /// The number of a line; nil beyond what a number holds: such a line counts for the region only.
  private mutating func number(of row: FigureRow) -> UInt16? {
    if let number = numbers[row] { return number }
    guard let number = UInt16(exactly: rows.count) else { return nil }
    numbers[row] = number
    rows.append(row)
    tallies.append([:])
    years.append([:])
    return number
  }

  private mutating func add(_ measure: Measure, _ number: UInt16, _ quarter: Quarter) {
    tallies[Int(number)][quarter, default: Tally()][measure] += 1
  }

  private mutating func add(_ measure: Measure, _ number: UInt16, year: Int) {
    years[Int(number)][year, default: Tally()][measure] += 1
  }

  // MARK: - Snapshot

  func write(to writer: inout ByteWriter) {
    writer.optional(firstQuarter) { $1.write(to: &$0) }
    writer.optional(openQuarter) { $1.write(to: &$0) }
    writer.list(rows.indices) { writer, number in
      rows[number].write(to: &writer)
      writer.list(tallies[number].sorted { $0.key < $1.key }) { writer, entry in
        entry.key.write(to: &writer)
        entry.value.write(to: &writer)
      }
      writer.list(years[number].sorted { $0.key < $1.key }) { writer, entry in
        writer.int(entry.key)
        entry.value.write(to: &writer)
      }
    }
    writer.list(months.sorted { $0.key < $1.key }) { writer, entry in
      writer.int(Int(entry.key.months))
      entry.value.write(to: &writer)
    }
    writer.list(organisations.sorted { $0.key < $1.key }) { writer, entry in
      writer.string(entry.key)
      writer.string(entry.value.name)
      writer.string(entry.value.sector)
    }
    writer.list(agreedLeads.sorted()) { $0.identifier($1) }
    writer.list(closings.sorted { $0.key < $1.key }) { writer, entry in
      entry.key.write(to: &writer)
      entry.value.write(to: &writer)
    }
    writer.list(reporting.sorted { $0.key < $1.key }) { writer, entry in
      entry.key.write(to: &writer)
      writer.list(entry.value.sorted()) { $0.string($1) }
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    firstQuarter = try reader.optional { (reader) throws(CodecError) in try Quarter(from: &reader) }
    openQuarter = try reader.optional { (reader) throws(CodecError) in try Quarter(from: &reader) }
    let lines = try reader.list { (reader) throws(CodecError) in
      (
        try FigureRow(from: &reader),
        try reader.list { (reader) throws(CodecError) in (try Quarter(from: &reader), try Tally(from: &reader)) },
        try reader.list { (reader) throws(CodecError) in (try reader.int(), try Tally(from: &reader)) }
      )
    }
    for (row, quarters, ofYears) in lines {
      guard let number = number(of: row) else { throw CodecError("statistics with more lines than there can be") }
      tallies[Int(number)] = Dictionary(quarters) { first, _ in first }
      years[Int(number)] = Dictionary(ofYears) { first, _ in first }
    }
    let ofMonths = try reader.list { (reader) throws(CodecError) in
      (YearMonth(months: try reader.int()), try Tally(from: &reader))
    }
    months = Dictionary(ofMonths) { first, _ in first }
    let named = try reader.list { (reader) throws(CodecError) in
      (try reader.string(), Organisation(name: try reader.string(), sector: try reader.string()))
    }
    organisations = Dictionary(named) { first, _ in first }
    agreedLeads = Set(try reader.list { (reader) throws(CodecError) in try reader.identifier() as MatchId })
    let closed = try reader.list { (reader) throws(CodecError) in
      (try Quarter(from: &reader), try Closing(from: &reader))
    }
    closings = Dictionary(closed) { first, _ in first }
    guard closings.values.allSatisfy({ $0.lineCount <= rows.count }) else {
      throw CodecError("a closed quarter with more lines than there are")
    }
    let reported = try reader.list { (reader) throws(CodecError) in
      (
        try Quarter(from: &reader),
        Set(try reader.list { (reader) throws(CodecError) in try reader.string() })
      )
    }
    reporting = Dictionary(reported) { first, _ in first }
  }

  /// Leaves what reports need: whoever keeps that while the region counts on makes nothing large be copied.
  public func withoutMarks() -> FiguresState {
    var copy = self
    (copy.marks, copy.agreedLeads, copy.reporting) = ([:], [], [:])
    return copy
  }

  /// Takes in the marks of a snapshot.
  mutating func restore(_ marks: [(UInt32, YouthMark)]) {
    for (youth, mark) in marks { self.marks[youth] = mark }
  }
}

extension FiguresState.YouthMark {
  func write(to writer: inout ByteWriter) {
    quarter.write(to: &writer)
    writer.list(quarterRows) { $0.int(Int($1)) }
    writer.list(yearRows) { $0.int(Int($1)) }
    writer.bool(hasMatchInQuarter)
    writer.bool(hasMatchInYear)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    quarter = try Quarter(from: &reader)
    quarterRows = try reader.list { (reader) throws(CodecError) in UInt16(clamping: try reader.int()) }
    yearRows = try reader.list { (reader) throws(CodecError) in UInt16(clamping: try reader.int()) }
    hasMatchInQuarter = try reader.bool()
    hasMatchInYear = try reader.bool()
  }
}
