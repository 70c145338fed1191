import PeerProtocol

public import enum Cryptography.SubjectKind

/// Every signal of this region that its index reported, and the identities that they name.
public struct SignalsState: Sendable {
  struct Row: Sendable {
    var id: String
    var youth: ReferenceList
    var guardians: ReferenceList
    var reporter: StoredReporter
    var municipality: UInt32
    var mark: SignalMark
    var startedOn: Int32
    var termEndsOn: Int32
    var endedOn: Int32
    var informedOn: Int32
    var leftOn: Int32
    var eraseOn: Int32
    /// The day on which an objection was lodged that is not decided on; follows from the youth's holds.
    var objectedOn = SignalsState.noDate
    var aliens: AliensNumbers
    var shielding: Shielding
    var endReason: UInt8
    var consent: UInt8
    /// What the last report said of an objection: the code of an ``ObjectionStep``, or 0.
    var toldObjection: UInt8
    var isIndirect: Bool
    var isTemporary: Bool
    /// Why the signal is suspended; empty where it is not.
    var suspension: SignalSuspension = []
    /// Whether the next good report is news, also where it says what the last one said.
    var awaitsReport = false
    /// True where another signal on the youth tells another birth date.
    var hasDateConflict = false
  }

  static let noDate = Int32.min
  /// What a family can have said, in the order of the stored number.
  public static let consents = ["", "asked", "given", "refused", "safety-exception"]

  var rows = ChunkedArray<Row?>()
  var free: [UInt32] = []
  var index = ShardedMap<String, UInt32>()
  /// What many signals say alike: organisations, names, addresses, municipalities.
  var texts = InternTable<String>()
  /// Rows that were refused and wait for a good one.
  public internal(set) var refusedRows = RefusedRowTable()
  /// The marks of erased signals.
  public internal(set) var marks = ErasureMarks()
  /// What holds back youths.
  public internal(set) var holds = YouthHolds()
  /// The days of informing that a privacy officer wrote down, by the signal's id: they stand where a report tells none.
  var informedApart: [String: Int32] = [:]
  /// The youths' identities.
  public internal(set) var youths = IdentityTable()
  /// The guardians' identities.
  public internal(set) var guardians = IdentityTable()

  /// What the region's profile lets into the feeds.
  public internal(set) var rules = ExchangeRules()
  /// How many signals and youths there are of each kind; derived, not stored.
  var counts = SignalCounts()
  /// How many signals are under an objection.
  var objections = 0
  /// The rows of the signals that tell another birth date than others on the youth; derived.
  var conflictRows: Set<UInt32> = []

  /// When a signal last changed; milliseconds since 1970. Not stored: after a start nothing has changed yet.
  public internal(set) var changedAt = 0

  /// A region without signals.
  public init() {}

  /// How many signals tell another birth date than others on the youth.
  public var dateConflicts: Int { conflictRows.count }

  /// How many signals are stored, ended ones included.
  public var count: Int { index.count }

  /// The row of the signal `id`, or nil where there is none.
  func row(_ id: String) -> UInt32? { index[id] }

  /// The identities of one kind.
  public func identities(_ kind: FeedKind) -> IdentityTable { kind == .youth ? youths : guardians }

  /// True where peers may learn of the signal: active or left, not withheld, and nothing suspends its exchange.
  func isInFeed(_ row: UInt32) -> Bool {
    guard let signal = rows[Int(row)] else { return false }
    return signal.isFindable && rules.permits(signal)
  }

  /// True where the identity belongs in the feeds: some signal that names it may be known to peers.
  func isInFeed(identity: UInt32, kind: FeedKind) -> Bool {
    identities(kind).signals(identity).contains { isInFeed($0) }
  }

  /// All identities of the youth who is known by one of `identities`: those that signals name together.
  func youth(of identities: [UInt32]) -> [UInt32] {
    var found = ReferenceList(identities)
    var open = identities
    while let identity = open.popLast() {
      for signal in youths.signals(identity) {
        for other in rows[Int(signal)]?.youth.elements ?? [] where !found.contains(other) {
          found.insert(other)
          open.append(other)
        }
      }
    }
    return found.elements
  }

  /// The guardians that the signals on a youth name.
  func guardians(ofYouth identities: [UInt32]) -> [UInt32] {
    var found = ReferenceList()
    for signal in signals(naming: identities, kind: .youth) {
      for guardian in rows[Int(signal)]?.guardians.elements ?? [] { found.insert(guardian) }
    }
    return found.elements
  }

  /// The rows of all signals on the youths of a guardian: those that name it, and the others on the same youths.
  func signals(ofGuardian identity: UInt32) -> [UInt32] {
    var youths = ReferenceList()
    for signal in guardians.signals(identity) {
      for youth in rows[Int(signal)]?.youth.elements ?? [] { youths.insert(youth) }
    }
    return signals(naming: youth(of: youths.elements), kind: .youth)
  }

  /// The rows of all signals that name one of `identities`, each once, ascending.
  func signals(naming identities: [UInt32], kind: FeedKind) -> [UInt32] {
    let table = self.identities(kind)
    return Array(Set(identities.flatMap { table.signals($0) })).sorted()
  }

  mutating func put(_ content: SignalContent, at day: Int32) -> SignalChange {
    var change = SignalChange()
    if let old = index[content.id] {
      change.noteBefore(self, row: old)
    }
    let row = index[content.id] ?? free.popLast() ?? UInt32(rows.count)
    let previous = Int(row) < rows.count ? rows[Int(row)] : nil
    let before = previous?.youth.elements.compactMap { youths.pseudonym($0) } ?? []
    let formerMates = previous == nil ? [] : sameYouth(row)
    // Linked before the old links go, so that an identity which stays named keeps its row.
    let youth = ReferenceList(content.youth.map { youths.link($0, to: row) })
    let carers = ReferenceList(content.guardians.map { guardians.link($0, to: row) })
    let reporter = texts.retain(content.reporter)
    let municipality = texts.retain(content.municipality)
    if let previous {
      conflictRows.remove(row)
      // What was written down apart is about the family of the youth whom the signal named then.
      if !previous.youth.elements.contains(where: { youth.contains($0) }) { informedApart[content.id] = nil }
      release(previous, row: row, keepingYouth: youth, keepingGuardians: carers, change: &change)
    }
    if Int(row) == rows.count { rows.append(nil) }
    rows[Int(row)] = Row(
      id: content.id, youth: youth, guardians: carers, reporter: reporter, municipality: municipality,
      mark: content.mark, startedOn: content.startedOn.daysSince1970, termEndsOn: content.termEndsOn.daysSince1970,
      endedOn: content.endedOn?.daysSince1970 ?? Self.noDate,
      informedOn: content.informedOn?.daysSince1970 ?? informedApart[content.id] ?? Self.noDate,
      leftOn: content.leftOn?.daysSince1970 ?? Self.noDate, eraseOn: content.eraseOn?.daysSince1970 ?? Self.noDate,
      objectedOn: previous?.objectedOn ?? Self.noDate, aliens: content.aliens,
      shielding: content.shielding, endReason: content.endReason?.rawValue ?? 0,
      consent: UInt8(Self.consents.firstIndex(of: content.consent) ?? 0),
      toldObjection: content.objection?.code ?? 0, isIndirect: content.isIndirect,
      isTemporary: content.isTemporary, suspension: previous?.suspension.subtracting(.endedByReport) ?? [])
    index[content.id] = row
    refusedRows.forget(content.id)
    marks.forget(content.id)
    change.formUnion(review([row]))
    change.formUnion(extendHolds(row, before: before, at: day))
    compareBirthDates(formerMates)
    compareBirthDates(sameYouth(row))
    change.noteAfter(self, row: row)
    return change
  }

  /// Suspends signals for a reason, or ends that reason.
  mutating func suspend(_ ids: [String], for reason: SignalSuspension, isEnded: Bool) -> SignalChange {
    var change = SignalChange()
    for id in ids {
      guard let row = index[id] else { continue }
      change.noteBefore(self, row: row)
      if isEnded {
        rows[Int(row)]?.suspension.subtract(reason)
      } else {
        rows[Int(row)]?.suspension.formUnion(reason)
      }
    }
    return change
  }

  /// Sets the day on which the families of signals were informed.
  mutating func inform(_ ids: [String], on day: Int32) -> SignalChange {
    var change = SignalChange()
    for id in ids {
      guard let row = index[id] else { continue }
      change.noteBefore(self, row: row)
      informedApart[id] = day
      rows[Int(row)]?.informedOn = day
      change.noteAfter(self, row: row)
    }
    return change
  }

  mutating func end(_ ids: [String], reason: EndReason, on day: Int32) -> SignalChange {
    var change = SignalChange()
    for id in ids {
      guard let row = index[id], var signal = rows[Int(row)] else { continue }
      change.noteBefore(self, row: row)
      // What left may still be found: a refused row is corrected by a good one only.
      if reason != .movedAway { refusedRows.forget(id) }
      signal.endReason = reason.rawValue
      signal.endedOn = day
      if reason == .movedAway { signal.leftOn = day }
      rows[Int(row)] = signal
      change.noteAfter(self, row: row)
    }
    return change
  }

  mutating func erase(_ signals: [ErasedSignal], reason: EndReason, at day: Int32) -> SignalChange {
    var change = SignalChange()
    for signal in signals {
      refusedRows.forget(signal.id)
      informedApart[signal.id] = nil
      marks.forget(signal.id)
      marks.put(ErasureMark(signal, erasedOn: day))
      guard let row = index.removeValue(forKey: signal.id), let old = rows[Int(row)] else { continue }
      change.noteBefore(self, row: row)
      holds.noteNamed(old.youth.elements.compactMap { youths.pseudonym($0) }, on: day)
      if reason == .archiveEnded { copyEraseDateToSiblings(old, row: row) }
      let mates = sameYouth(row)
      release(old, row: row, keepingYouth: ReferenceList(), keepingGuardians: ReferenceList(), change: &change)
      rows[Int(row)] = nil
      if old.objectedOn != Self.noDate { objections -= 1 }
      conflictRows.remove(row)
      compareBirthDates(mates)
      free.append(row)
    }
    return change
  }

  private mutating func release(
    _ old: Row, row: UInt32, keepingYouth: ReferenceList, keepingGuardians: ReferenceList, change: inout SignalChange
  ) {
    for identity in old.youth.elements where !keepingYouth.contains(identity) {
      if youths.unlink(identity, from: row) { change.freedYouths.insert(identity) }
    }
    for identity in old.guardians.elements where !keepingGuardians.contains(identity) {
      if guardians.unlink(identity, from: row) { change.freedGuardians.insert(identity) }
    }
    texts.release(old.reporter)
    texts.release(old.municipality)
  }
}

extension SignalsState.Row {
  /// True while the signal can be found: it is active, or the family left.
  var isFindable: Bool { endReason == 0 || endReason == EndReason.movedAway.rawValue }

  /// True where people of this region may see the signal beside others on the youth.
  var isShownWithin: Bool {
    shielding != .withheld && objectedOn == SignalsState.noDate && suspension.isSubset(of: .towardsPeers)
  }
}

extension ExchangeRules {
  /// True where the signal, active or not, may be told of to peers.
  func permits(_ signal: SignalsState.Row) -> Bool {
    signal.isShownWithin && signal.suspension.isEmpty && !hasEnded
      && !(holdsUninformed && signal.informedOn == SignalsState.noDate)
  }
}

/// Which identities a change of signals concerns, before and after it.
struct SignalChange: Sendable {
  var youths: Set<UInt32> = []
  var guardians: Set<UInt32> = []
  /// Rows that no signal names any more.
  var freedYouths: Set<UInt32> = []
  var freedGuardians: Set<UInt32> = []
  /// The signals themselves.
  var rows: Set<UInt32> = []

  mutating func formUnion(_ other: SignalChange) {
    youths.formUnion(other.youths)
    guardians.formUnion(other.guardians)
    freedYouths.formUnion(other.freedYouths)
    freedGuardians.formUnion(other.freedGuardians)
  }

  mutating func noteBefore(_ state: SignalsState, row: UInt32) { note(state, row: row) }
  mutating func noteAfter(_ state: SignalsState, row: UInt32) { note(state, row: row) }

  private mutating func note(_ state: SignalsState, row: UInt32) {
    rows.insert(row)
    guard let signal = state.rows[Int(row)] else { return }
    let youth = state.youth(of: signal.youth.elements)
    youths.formUnion(youth)
    // A family match shows all signals of the guardian's youths, whichever of them names the guardian.
    guardians.formUnion(signal.guardians.elements)
    guardians.formUnion(state.guardians(ofYouth: youth))
  }
}
