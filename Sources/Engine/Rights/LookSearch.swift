import PeerProtocol
import Region

/// Finds in the audit log when people of this region looked at somebody and what for, and when contact details in one of
/// that person's matches went where.
///
/// An entry does not say whom it is about: each of its commitments is tried with each key of the person. The search goes back
/// in time, and ends with a limit as the other searches do. What it found is complete from a day on, which it names.
struct LookSearch {
  /// What was found.
  struct Found: Sendable {
    /// Oldest first.
    var looks: [SubjectLook] = []
    /// Oldest first.
    var disclosures: [SubjectDisclosure] = []
    /// The first day of those that were searched whole; nil where all of them were.
    var completeFrom: CalendarDate?
  }

  private static let lookKinds: [(kind: AuditKind, purpose: String)] = [
    (.shown, ""), (.subjectReport, "access-request"), (.auditRead, "audit"),
  ]
  private static let pageEntries = 1_000
  /// Days of the log that are searched before the ones before them are.
  private static let stretchDays = 365

  private let audit: AuditLog
  private let today: CalendarDate
  private var trialsLeft: Int

  /// A search of the log as it is now.
  ///
  /// - Parameter trials: commitments times keys that are tried at most.
  init(_ audit: AuditLog, today: CalendarDate, trials: Int = EngineLimits.commitmentTrials) {
    (self.audit, self.today, trialsLeft) = (audit, today, trials)
  }

  /// What the log holds of these things.
  ///
  /// - Throws: ``Refusal`` where the store does not answer.
  mutating func find(_ things: Set<AuditThing>) throws(Refusal) -> Found {
    var found = Found()
    let (keys, oldest) = try audit.store.readDurable { ($0.audit.keys(of: things), $0.audit.keptFrom) }
    guard !keys.isEmpty, let oldest else { return found }
    let matches = keys.filter { thing, _ in if case .match = thing { true } else { false } }
    var until: CalendarDate?
    repeat {
      let start = (until ?? today.adding(days: 1)).adding(days: -Self.stretchDays)
      // A clock that was wrong for a while may have written any day: nothing is before the first stretch or after the last.
      let from = start > oldest ? start : nil
      for (kind, purpose) in Self.lookKinds {
        try forEach(kind, from, until, naming: keys) { leaf, day in
          found.looks.append(SubjectLook(on: day, purpose: leaf["purpose"]?.stringValue ?? purpose))
        }
      }
      try forEach(.disclosureSent, from, until, naming: matches) { leaf, day in
        if let peer = leaf["peer"]?.stringValue { found.disclosures.append(SubjectDisclosure(on: day, peer: peer)) }
      }
      if trialsLeft < 0 { found.completeFrom = until ?? today.adding(days: 1) }
      until = from
    } while until != nil && trialsLeft >= 0
    if let first = found.completeFrom {
      found.looks.removeAll { $0.on < first }
      found.disclosures.removeAll { $0.on < first }
    }
    found.looks.sort { ($0.on, $0.purpose) < ($1.on, $1.purpose) }
    found.disclosures.sort { ($0.on, $0.peer) < ($1.on, $1.peer) }
    return found
  }

  /// Every entry of a kind and of these days with a commitment that one of the keys opens.
  private mutating func forEach(
    _ kind: AuditKind, _ from: CalendarDate?, _ until: CalendarDate?, naming keys: [AuditThing: [UInt8]],
    _ body: (JSONValue, CalendarDate) -> Void
  ) throws(Refusal) {
    guard !keys.isEmpty else { return }
    var query = AuditQuery(limit: Self.pageEntries)
    (query.kind, query.from, query.until) = (kind, from, until)
    var page: [AuditEntry]
    repeat {
      page = try audit.entries(query)
      query.after = page.last?.id
      for entry in page {
        let commitments = entry.commitments
        trialsLeft -= commitments.count * keys.count
        guard trialsLeft >= 0 else { return }
        guard commitments.contains(where: { entry.isOpened($0, by: keys) }),
          let leaf = try? JSONValue(parsing: entry.leaf),
          let at = leaf["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
        else { continue }
        body(leaf, CalendarDate(at))
      }
    } while page.count == query.limit
  }
}

extension AuditEntry {
  /// True where one of the keys opens this commitment of the entry.
  fileprivate func isOpened(_ commitment: Commitment, by keys: [AuditThing: [UInt8]]) -> Bool {
    keys.contains { thing, key in
      let opening = AuditOpening(
        thing: thing, key: key, instance: id.instance, index: id.index, place: commitment.place)
      return Base64URL.encode(opening.commitment) == commitment.text
    }
  }
}
