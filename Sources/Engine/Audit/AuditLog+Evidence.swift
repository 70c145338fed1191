public import Evidence
import PeerProtocol
public import Region
import TransparencyLog

extension AuditLog {
  /// Entries that are read at a time for an export.
  private static let pageEntries = 10_000

  /// What an export of these entries holds: every log as far as its newest checkpoint, the entries under those, and the
  /// documents that they name. That it was asked for is an entry, which is durable when it returns.
  ///
  /// - Parameter opens: whether the records say what their commitments were made to, as far as it is still there. Of
  ///   entries about one peer that is only what is the peer's, too: matches, and what people wrote about it.
  /// - Throws: ``Refusal`` where the store does not answer; ``EvidenceExportError`` where there is too much, or nothing
  ///   that can be proven.
  public func evidence(
    _ scope: EvidenceScope, opens: Bool = false, for holder: AuditHolder
  ) throws -> EvidenceContents {
    let logs = try provableLogs()
    guard !logs.isEmpty else { throw EvidenceExportError.noCheckpoint }
    let sizes = Dictionary(logs.map { ($0.instance, Int(clamping: $0.checkpoint.checkpoint.size)) }) { first, _ in first
    }
    var query = AuditQuery(limit: Self.pageEntries)
    (query.from, query.until, query.peer) = (scope.from, scope.until, scope.peer)
    query.kind = scope.kind.flatMap { AuditKind(rawValue: $0) }
    var (entries, later, bytes) = ([AuditEntry](), 0, 0)
    var page: [AuditEntry]
    repeat {
      page = try self.entries(query)
      query.after = page.last?.id
      for entry in page {
        guard let leaf = try? JSONValue(parsing: entry.leaf), scope.contains(leaf) else { continue }
        guard entry.id.index < sizes[entry.id.instance] ?? 0 else {
          later += 1
          continue
        }
        entries.append(entry)
        bytes += entry.leaf.count
        guard entries.count <= EvidenceExport.maxRecords, bytes <= EvidenceExport.maxRecordBytes else {
          throw EvidenceExportError.tooMuch
        }
      }
    } while page.count == query.limit
    // Only what is still there opens anything. What an officer wrote about a person's request leaves the node with no export.
    let keys = opens ? try store.readDurable { $0.audit.keys.filter { $0.key.isExported(about: scope.peer) } } : [:]
    let openings = opens ? entries.openings(with: keys) : nil
    let (agreements, cards) = try store.readDurable { state in
      (state.agreements.records.values.map(\.document), state.peering.peers.values.map(\.card))
    }
    var members: [String: AuditFact.Value] = ["count": .number(entries.count), "opened": .flag(openings != nil)]
    members["from"] = .word(scope.from.iso)
    members["to"] = .word(scope.until.iso)
    members["asked"] = scope.kind.map { .word($0) }
    members["request"] = (scope.erasure?.request).map { .word($0) }
    try record([AuditFact(.exported, peer: scope.peer, holder: holder, members)])
    return EvidenceContents(
      region: region, identityKey: identityKey, scope: scope, madeAt: clock.now, logs: logs,
      records: entries.enumerated().map { number, entry in
        EvidenceRecord(
          id: EvidenceRecordId(instance: entry.id.instance, index: UInt64(entry.id.index)), leaf: entry.leaf,
          openings: openings?[number] ?? [])
      }, isOpened: openings != nil && scope.peer == nil, later: later, agreements: agreements,
      peerCards: (cards + logs.flatMap(\.rosterCards)).distinct)
  }

  /// The instances that have a checkpoint, oldest first, each with the newest one.
  private func provableLogs() throws -> [EvidenceLog] {
    let (former, present, note, cards, retention) = try store.readDurable { state in
      (
        state.audit.former.map(\.instance.id), state.audit.instance?.id, state.audit.checkpoints.note,
        state.peering.peers.values.map(\.card), state.audit.retention
      )
    }
    func log(_ instance: String, _ bytes: [UInt8]) -> EvidenceLog? {
      guard let checkpoint = try? SignedCheckpoint(parsing: bytes) else { return nil }
      // Stores of before the cards were kept have only those of today.
      return EvidenceLog(
        instance: instance, checkpoint: checkpoint,
        rosterCards: ((retention.rosterCards[instance] ?? []) + cards).distinct,
        removed: retention.removedForExport(of: instance), keptFrom: retention.pruned[instance]?.keptFrom
      ) { [self] path in
        try file(path, of: instance)
      }
    }
    return former.compactMap { id in log(id, (try? files.read(Self.folder(id) + "checkpoint")) ?? []) }
      + (present.flatMap { log($0, note) }.map { [$0] } ?? [])
  }
}

extension [SignedDocument] {
  /// Each document once, in their order.
  fileprivate var distinct: [SignedDocument] {
    var seen: Set<DocumentId> = []
    return filter { seen.insert($0.documentId).inserted }
  }
}

extension [AuditEntry] {
  /// What opens the commitments of these entries with keys of things; nil where there are too many to try.
  fileprivate func openings(with keys: [AuditThing: [UInt8]]) -> [[EvidenceOpening]]? {
    let commitments = map(\.commitments)
    let (trials, overflows) = commitments.reduce(0) { $0 + $1.count }.multipliedReportingOverflow(by: keys.count)
    guard !overflows, trials <= EngineLimits.commitmentTrials else { return nil }
    return zip(self, commitments).map { entry, commitments in
      commitments.compactMap { commitment in
        for (thing, key) in keys {
          let opening = AuditOpening(
            thing: thing, key: key, instance: entry.id.instance, index: entry.id.index, place: commitment.place)
          if Base64URL.encode(opening.commitment) == commitment.text {
            return EvidenceOpening(place: commitment.place, key: opening.key, thing: thing.bytes)
          }
        }
        return nil
      }
    }
  }
}

extension AuditThing {
  /// Whether an export may tell of it. Somebody who gets the entries about a peer learns no id of a signal, nor who of this
  /// region's people did something, nor what was written about another peer.
  fileprivate func isExported(about peer: RegionName?) -> Bool {
    switch self {
    case .match: true
    case .peerText(let about, _): peer == nil || about == peer
    case .signal, .holder: peer == nil
    case .requestText: false
    }
  }
}

extension AuditRetention {
  /// How many entries at the front of an instance are not there: all, also under a checkpoint that reaches further than the
  /// store knows of, where none is kept.
  fileprivate func removedForExport(of instance: String) -> UInt64 {
    guard let span = pruned[instance] else { return 0 }
    return span.keptFrom == nil ? .max : UInt64(clamping: span.before)
  }
}
