import LocalAPI
import Pages
import PeerProtocol
import Region

/// Documents of the local API as tables of records.
enum RecordTables {
  /// Entries of the audit log, all of one kind.
  static func entries(_ entries: [AuditEntryDocument], of kind: AuditKind, _ names: [String: String]) -> RecordTable {
    let extra = columns(of: kind)
    return RecordTable(
      columns: [.init(.recordEntry), .init(.recordAt), .init(.recordRegion), .init(.recordPerson)]
        + extra.map(\.column),
      rows: entries.map { entry in
        [
          .text(entry.id),
          entry.entry["at"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }.map { .moment($0) } ?? .nothing,
          entry.entry["peer"]?.stringValue.map { .text(names[$0] ?? $0) } ?? .nothing, person(of: entry),
        ] + extra.map { $0.cell(entry) }
      })
  }

  /// Entries of the audit log of several kinds, such as a review chose them.
  static func chosen(_ entries: [AuditEntryDocument], _ names: [String: String]) -> RecordTable {
    RecordTable(
      columns: [
        .init(.recordEntry), .init(.recordAt), .init(.recordKind), .init(.recordPerson), .init(.recordView),
        .init(.recordPurpose), .init(.recordRegion),
      ],
      rows: entries.map { entry in
        func word(_ member: String) -> RecordTable.Cell {
          entry.entry[member]?.stringValue.map { .text($0) } ?? .nothing
        }
        return [
          .text(entry.id),
          entry.entry["at"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }.map { .moment($0) } ?? .nothing,
          word("kind"), person(of: entry), word("view"), word("purpose"),
          entry.entry["peer"]?.stringValue.map { .text(names[$0] ?? $0) } ?? .nothing,
        ]
      })
  }

  private static func person(of entry: AuditEntryDocument) -> RecordTable.Cell {
    guard let holder = entry.opened.first(where: { $0.thing == .holder }) else {
      return entry.entry["role"]?.stringValue.map { .text($0) } ?? .nothing
    }
    return .text(holder.name ?? String(holder.id.prefix(16)))
  }

  private struct Extra {
    var column: RecordTable.Column
    var cell: (AuditEntryDocument) -> RecordTable.Cell
  }

  private static func number(_ heading: Phrase, _ member: String) -> Extra {
    Extra(column: .init(heading, isNumber: true)) { entry in
      entry.entry[member]?.integerValue.map { .number(Int(clamping: $0)) } ?? .nothing
    }
  }

  private static func word(_ heading: Phrase, _ member: String) -> Extra {
    Extra(column: .init(heading)) { entry in entry.entry[member]?.stringValue.map { .text($0) } ?? .nothing }
  }

  private static func columns(of kind: AuditKind) -> [Extra] {
    switch kind {
    case .batchSent, .batchReceived:
      [number(.recordAdditions, "additions"), number(.recordWithdrawals, "withdrawals")]
    case .shown: [word(.recordView, "view"), word(.recordPurpose, "purpose"), number(.recordCount, "count")]
    case .signalsErased:
      [
        word(.recordCause, "cause"),
        Extra(column: .init(.recordCount, isNumber: true)) { .number($0.entry["things"]?.arrayValue?.count ?? 0) },
      ]
    case .reconciled:
      [
        number(.recordAgreeing, "agrees"),
        Extra(column: .init(.recordMissing, isNumber: true)) { .number(LogComparisons.differences($0.entry)) },
        word(.recordFault, "fault"),
      ]
    default: []
    }
  }

  static func endings(_ endings: EndingsDocument?) -> RecordTable {
    let counts = [(Phrase.recordSignals, endings?.signals), (.recordAgreements, endings?.agreements)]
    return RecordTable(
      columns: [.init(.recordWhat), .init(.recordCount, isNumber: true)],
      rows: counts.compactMap { what, count in
        count.map { [.phrase(what), .number($0)] }
      })
  }

  static func withdrawals(
    _ document: WithdrawalsDocument, _ peer: String?, _ names: [String: String]
  ) -> RecordTable {
    RecordTable(
      columns: [
        .init(.recordRegion), .init(.recordAgreement), .init(.recordCount, isNumber: true), .init(.recordSince),
        .init(.recordFault),
      ],
      rows: document.withdrawals.filter { peer == nil || $0.peer == peer }.map { one in
        [
          .text(names[one.peer] ?? one.peer), .link(one.agreement, .agreement(one.agreement)),
          .number(one.unconfirmed), .moment(one.oldestSince), one.reason.map { .text($0) } ?? .nothing,
        ]
      })
  }

  static func alarms(_ status: StatusDocument, _ peer: String?, _ names: [String: String]) -> RecordTable {
    let own = peer == nil ? status.alarms.map { (Phrase.recordOwnRegion, $0) } : []
    let others = status.peers.filter { peer == nil || $0.region == peer }.flatMap { one in
      one.alarms.map { (Phrase.name(names[one.region] ?? one.region), $0) }
    }
    return RecordTable(
      columns: [
        .init(.recordRegion), .init(.recordAlarm), .init(.recordWhatToDo), .init(.recordCount, isNumber: true),
        .init(.recordAt),
      ],
      rows: (own + others).map { about, alarm in
        let words = AlarmWords.words(alarm.code)
        return [
          .phrase(about), .phrase(words?.meaning ?? .name(alarm.detail ?? alarm.code)),
          words.map { .phrase($0.remedy) } ?? .nothing, .number(alarm.count), .moment(alarm.lastAt),
        ]
      })
  }

  static func reviews(_ reviews: ReviewsDocument?) -> RecordTable {
    RecordTable(
      columns: [
        .init(.recordReview), .init(.recordFrom), .init(.recordUntil), .init(.recordDue), .init(.recordCommand),
      ],
      rows: reviews.map { one in
        [
          [
            .text(one.next.id), .day(one.next.from), .day(one.next.to.adding(days: -1)),
            .day(one.next.overdueOn.adding(days: -1)), .link("samenloop audit review next", .reviews),
          ]
        ]
      } ?? [])
  }

  static func agreements(_ agreements: [AgreementDocument], _ names: [String: String]) -> RecordTable {
    RecordTable(
      columns: [
        .init(.recordAgreement), .init(.recordRegion), .init(.recordStatus), .init(.recordFrom), .init(.recordUntil),
        .init(.recordPerson),
      ],
      rows: agreements.map { one in
        [
          .link(one.agreementId, .agreement(one.agreementId)), .text(names[one.peer] ?? one.peer),
          .phrase(AgreementWords.status(one)), .moment(one.validFrom), .moment(one.endsAt ?? one.validUntil),
          .text(one.approvals.map(\.name).joined(separator: ", ")),
        ]
      })
  }
}
