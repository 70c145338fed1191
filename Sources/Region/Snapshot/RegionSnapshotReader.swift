import PeerProtocol

import enum Cryptography.SubjectKind

/// Makes a state from the items that ``RegionSnapshotWriter`` emitted, in their order.
public struct RegionSnapshotReader: Sendable {
  private var state = RegionState()
  private var isComplete = false
  private var hasClock = false
  private var hasTrouble = false
  /// The receipts of a snapshot of format 1.
  private var formerReceipts: Set<DocumentId> = []
  /// The format that the snapshot says it has; nil until it did.
  public private(set) var format: Int?

  /// A reader that has seen nothing yet.
  public init() {}

  /// Takes in the next item.
  ///
  /// - Throws: ``CodecError`` where it is none, or of a form that this version does not know.
  public mutating func read(_ item: [UInt8]) throws(CodecError) {
    var reader = ByteReader(item, format: format ?? StoreFormat.current)
    guard let kind = SnapshotItem(rawValue: try reader.byte()) else { throw CodecError("an unknown snapshot item") }
    guard format != nil || kind == .format else { throw CodecError("a snapshot does not begin with its format") }
    switch kind {
    case .format:
      format = try StoreFormat.checked(UInt64(clamping: try reader.int()))
    case .end: isComplete = true
    case .clock:
      state.clock = try ClockTrust(from: &reader)
      hasClock = true
    case .ownCard, .invitation, .peer, .alarms, .restoration, .closing: try readPeering(kind, &reader)
    case .identities, .freeIdentities, .signals, .freeSignals, .erased, .rules, .refusedRows, .hold, .decisions:
      try readSignals(kind, &reader)
    case .agreement:
      let record = try AgreementRecord(from: &reader)
      state.agreements.records[record.id] = record
    case .outgoingFeed, .outgoingEntries, .incomingFeed, .incomingEntries, .signedReceipts, .receiptsOfFeed,
      .onceUnknown:
      try readExchange(kind, &reader)
    case .limitClock, .limitException, .receivedAdditions, .sentAdditions, .feedWatch:
      try state.limits.read(kind, &reader)
    case .match, .shown, .changes, .highestRevision, .recipients, .disclosureSums, .endedDisclosures:
      try readMatches(kind, &reader)
    case .credentials: state.credentials = try CredentialsState(from: &reader)
    case .rights: state.rights = try RightsState(from: &reader)
    case .webhooks: state.webhooks = try WebhooksState(from: &reader)
    case .mail: state.mail = try MailState(from: &reader)
    case .framework:
      let record = try FrameworkRecord(from: &reader)
      state.frameworks.records[record.id] = record
    case .formerTrouble:
      state.frameworks.trouble = try FormerTrouble(from: &reader)
      hasTrouble = true
    case .informedApart:
      let rows = try reader.list { (reader) throws(CodecError) in (try reader.string(), try reader.day()) }
      state.signals.informedApart.merge(rows) { first, _ in first }
    case .audit: try state.audit.restoreHead(from: &reader)
    case .auditTail:
      state.audit.restore(tail: try reader.list { (reader) throws(CodecError) in try reader.blob() })
    case .auditKeys: state.audit.restore(keys: try AuditState.keys(from: &reader))
    case .figures: state.figures = try FiguresState(from: &reader)
    case .countedYouths:
      state.figures.restore(
        try reader.list { (reader) throws(CodecError) in
          (try reader.row(), try FiguresState.YouthMark(from: &reader))
        })
    case .organisations: try state.organisations.restoreOrganisations(from: &reader)
    case .municipalityMerges: try state.organisations.restoreMerges(from: &reader)
    case .auditRetention: state.audit.restore(retention: try AuditRetention(from: &reader))
    case .rosterCards:
      let instance = try reader.string()
      state.audit.restore(
        cards: try reader.list { (reader) throws(CodecError) in try reader.document() }, of: instance)
    }
    guard reader.isAtEnd else { throw CodecError("a snapshot item is longer than it should be") }
  }

  /// The state, once every item was read; a region that knows nothing where there was no snapshot.
  ///
  /// - Throws: ``CodecError`` where the snapshot ends early.
  public consuming func finish() throws(CodecError) -> RegionState {
    guard isComplete || format == nil else { throw CodecError("a snapshot ends early") }
    if format == StoreFormat.first { state.signals.adoptObjections() }
    if format == StoreFormat.first {
      state.exchange.adopt(signedReceipts: formerReceipts, agreements: state.agreements.records.keys)
      state.deriveDisclosures()
    }
    if !hasTrouble { state.frameworks.trouble = FormerTrouble(state.agreements, state.peering) }
    state.deriveAll()
    // The first format told nothing of the clock.
    if !hasClock { state.clock.note(state.newestStoredMoment()) }
    return state
  }

  private mutating func readPeering(_ kind: SnapshotItem, _ reader: inout ByteReader) throws(CodecError) {
    switch kind {
    case .ownCard:
      state.peering.ownCard = try reader.document()
      state.peering.ownCardVersion = try reader.int()
    case .invitation: state.peering.invitations.append(try Invitation(from: &reader))
    case .peer:
      let peer = try Peer(from: &reader)
      state.peering.table.put(peer)
      state.peering.heardAt[peer.facts.region] = Int64(try reader.int())
    case .restoration: state.peering.restoration = try Restoration(from: &reader)
    case .closing: state.peering.closing = try Closing(from: &reader)
    default:
      let region = try reader.region()
      state.peering.alarms[region] = try reader.list { (reader) throws(CodecError) in
        AlarmCount(code: try reader.string(), count: try reader.int(), lastAt: try reader.time())
      }
    }
  }

  private mutating func readSignals(_ kind: SnapshotItem, _ reader: inout ByteReader) throws(CodecError) {
    switch kind {
    case .identities:
      let table = try reader.kind()
      let rows = try reader.list { (reader) throws(CodecError) in
        try reader.optional { (reader) throws(CodecError) in try reader.pseudonym() }
      }
      if table == .youth {
        state.signals.youths.restore(rows: rows)
      } else {
        state.signals.guardians.restore(rows: rows)
      }
    case .freeIdentities:
      let table = try reader.kind()
      let free = try reader.list { (reader) throws(CodecError) in try reader.row() }
      if table == .youth { state.signals.youths.free = free } else { state.signals.guardians.free = free }
    case .signals:
      let rows = try reader.list { (reader) throws(CodecError) in
        try reader.optional { (reader) throws(CodecError) in try SnapshotSignal(from: &reader) }
      }
      for row in rows { try state.signals.restore(row) }
    case .freeSignals:
      state.signals.free = try reader.list { (reader) throws(CodecError) in try reader.row() }
    case .hold: state.signals.holds.put(try YouthHold(from: &reader))
    case .decisions:
      state.signals.holds.last = try reader.int()
      for (id, approval) in try reader.list({ (reader) throws(CodecError) in
        (try reader.string(), try Approval(from: &reader))
      }) { state.signals.marks.lifts[id] = approval }
    case .rules: state.signals.rules = try ExchangeRules(from: &reader)
    case .refusedRows:
      state.signals.note(try reader.list { (reader) throws(CodecError) in try RefusedRow(from: &reader) })
    default:
      let erased = try reader.list { (reader) throws(CodecError) in try ErasureMark(from: &reader) }
      for mark in erased { state.signals.marks.put(mark) }
    }
  }

  private mutating func readExchange(_ kind: SnapshotItem, _ reader: inout ByteReader) throws(CodecError) {
    switch kind {
    case .outgoingFeed:
      let key = try FeedKey(from: &reader)
      state.exchange.outgoing[key] = try OutgoingFeed(head: &reader)
    case .outgoingEntries:
      let key = try FeedKey(from: &reader)
      let entries = try reader.list { (reader) throws(CodecError) in
        (
          try reader.row(),
          OutgoingFeed.Entry(
            handle: try reader.identifier(),
            token: try reader.optional { (reader) throws(CodecError) in try reader.identifier() },
            generation: try reader.int())
        )
      }
      for (row, entry) in entries { state.exchange.outgoing[key]?.setEntry(entry, row) }
    case .incomingFeed:
      let key = try FeedKey(from: &reader)
      state.exchange.incoming[key] = try IncomingFeed(head: &reader)
    case .incomingEntries:
      let key = try FeedKey(from: &reader)
      let entries = try reader.list { (reader) throws(CodecError) in
        (
          try reader.identifier() as Handle,
          IncomingFeed.Entry(
            point: try reader.pseudonym(), token: try reader.identifier(),
            generation: try reader.int(), addedOn: try AdditionDay(from: &reader))
        )
      }
      for (handle, entry) in entries { state.exchange.incoming[key]?.put(handle, entry) }
    case .receiptsOfFeed:
      let key = try FeedKey(from: &reader)
      let isSent = try reader.bool()
      let signed = try SignedReceipts(from: &reader)
      if isSent { state.exchange.signedAsSender[key] = signed } else { state.exchange.signedAsReceiver[key] = signed }
    case .onceUnknown:
      state.exchange.onceUnknown = try reader.list { (reader) throws(CodecError) in try reader.identifier() }
    default:
      let receipts: [DocumentId] = try reader.list { (reader) throws(CodecError) in try reader.identifier() }
      formerReceipts.formUnion(receipts)
    }
  }

  private mutating func readMatches(_ kind: SnapshotItem, _ reader: inout ByteReader) throws(CodecError) {
    switch kind {
    case .match: state.matches.store(try MatchRecord(from: &reader))
    case .highestRevision:
      let peer = try reader.region()
      state.matches.highestRevision[peer] = try reader.int()
    case .endedDisclosures:
      let peer = try reader.region()
      state.matches.endedDisclosures[peer] = try reader.list { (reader) throws(CodecError) in try reader.identifier() }
    case .shown:
      let match = try ShownMatch(from: &reader)
      state.matches.put(match)
    case .recipients:
      let rows = try reader.list { (reader) throws(CodecError) in
        (
          try reader.row(), try reader.region(),
          Disclosures.Days(
            first: Int32(clamping: try reader.int()), last: Int32(clamping: try reader.int()))
        )
      }
      for (youth, peer, days) in rows { state.matches.disclosures.extend(youth, peer, days) }
    case .disclosureSums:
      let rows = try reader.list { (reader) throws(CodecError) in
        (
          Disclosures.Key(
            month: YearMonth(months: try reader.int()), peer: try reader.region(), kind: try reader.kind()),
          try reader.int()
        )
      }
      for (key, count) in rows { state.matches.disclosures.restore(key, count) }
    default:
      state.matches.lastChange = try reader.int()
      state.matches.changes += try reader.list { (reader) throws(CodecError) in
        let sequence = try reader.int()
        let match: MatchId = try reader.identifier()
        guard let kind = MatchChange.Kind(rawValue: try reader.byte()) else { throw CodecError("an unknown change") }
        return MatchChange(sequence: sequence, match: match, kind: kind)
      }
    }
  }
}

extension ByteReader {
  mutating func kind() throws(CodecError) -> FeedKind {
    guard let kind = FeedKind(rawValue: try byte()) else { throw CodecError("an unknown kind of feed") }
    return kind
  }
}
