import Cryptography
public import PeerProtocol
import Region

extension Engine {
  /// How the node fares, a member a peer: state, last exchange, what is pending, the reason, and the next command.
  ///
  /// Also told while nothing can be stored; `storage` then says why.
  public func status() -> JSONValue {
    let at = now
    let trouble = storageTrouble()
    return store.readLatest { state in
      let peers = state.peering.peers.values.sorted { $0.facts.region < $1.facts.region }
      let signals = state.signals.figures
      return JSONValue(present: [
        "region": .string(region.text), "name": .string(configuration.name),
        "storage": trouble.map { .string($0) },
        "environment": .string(configuration.environment.rawValue), "version": .string(Engine.version),
        "time": JSONValue(clockNow), "clock": clockWatch.describe(state), "endings": describeEndings(),
        "signals": JSONValue(state.signals.count),
        "restoration": Self.describe(state.peering.restoration),
        "closing": .bool(state.peering.closing?.hasBegun ?? false),
        "signalsByStatus": [
          "active": JSONValue(signals.active), "left": JSONValue(signals.left),
          "archived": JSONValue(signals.archived),
        ],
        "shielded": ["desk": JSONValue(signals.desk), "withheld": JSONValue(signals.withheld)],
        "youthsInFeed": JSONValue(state.peering.closing?.hasBegun == true ? 0 : signals.youthsInFeed),
        "openMatches": JSONValue(state.matches.openCount),
        "peers": .array(peers.map { describe($0, state, at) }),
        "profile": .string(configuration.profile.name), "informing": .string(configuration.profile.informing.rawValue),
        "notInformed": JSONValue(signals.notInformed), "objectedTo": JSONValue(signals.objectedTo),
        "decisions": describeDecisions(state.signals), "alarms": describeAlarms(region, state),
        "disclosures": .array(Self.describe(state.matches.disclosures, upTo: at)),
        "upgradeCopy": store.upgradeCopyHoursLeft.map { ["hoursLeft": JSONValue($0)] },
        "refusedRows": Self.describe(state.signals.refusedRowFigures(ids: EngineLimits.shownRefusedIds)),
        "legalGround": configuration.profile.validUntil.map(describe(ground:)),
      ])
    }
  }

  /// What waits for people to decide or to correct it.
  private func describeDecisions(_ signals: SignalsState) -> JSONValue {
    let holds = signals.allHolds
    return [
      "objections": JSONValue(holds.count { $0.kind == .objection }),
      "deathsReported": JSONValue(holds.count { !$0.reports.isEmpty }),
      "awaitSecondPerson": JSONValue(holds.count { $0.firstWord != nil } + signals.lifts.count),
      "marksOfUnknownCause": JSONValue(signals.unknownMarkCount),
      "birthDateConflicts": JSONValue(signals.dateConflicts),
    ]
  }

  /// How many views with contact details went to each region in each of the last thirteen months.
  private static func describe(_ disclosures: Disclosures, upTo at: Timestamp) -> [JSONValue] {
    let first = Int(CalendarDate(at).yearMonth.months) - 12
    return disclosures.sums.filter { $0.key.month.months >= first }.sorted { $0.key < $1.key }.map { key, count in
      [
        "month": .string(key.month.iso), "peer": .string(key.peer.text), "kind": .string(key.kind == .youth ? "youth" : "family"),
        "views": JSONValue(count),
      ]
    }
  }

  /// Signals whose last row was refused and that wait for a good one: `{"count","byField","ids"}`.
  private static func describe(_ rows: RefusedRowFigures) -> JSONValue {
    [
      "count": JSONValue(rows.count), "byField": .object(rows.byField.mapValues { JSONValue($0) }),
      "ids": .array(rows.ids.map(JSONValue.string)),
    ]
  }

  /// Why nothing can be stored now, for people; nil where all is well.
  private func storageTrouble() -> String? {
    do throws(Refusal) {
      try store.readDurable { _ in }
      return nil
    } catch {
      return rendered(error).detail
    }
  }

  /// How long the legal ground for exchange holds: `{"validUntil","state","days"}`.
  private func describe(ground end: Timestamp) -> JSONValue {
    let days = groundDays(end)
    let state = end <= now ? "ended" : days == nil ? "holds" : "ends-soon"
    return JSONValue(present: [
      "validUntil": JSONValue(end), "state": .string(state), "days": days.map { JSONValue($0) },
    ])
  }

  private func describe(_ peer: Peer, _ state: RegionState, _ at: Timestamp) -> JSONValue {
    let region = peer.facts.region
    let lane = lanes.lane(region) { $0 }
    let records = state.agreements.with(region)
    let inForce = records.filter { $0.isInForce(now: at) }
    let keys = inForce.flatMap { record in record.terms.kinds.map { FeedKey(agreement: record.id, kind: $0) } }
    let exchangedAt =
      keys.map { key in
        max(state.exchange.outgoing[key]?.countersignedAt ?? 0, state.exchange.incoming[key]?.receivedAt ?? 0)
      }.max() ?? 0
    let due = keys.reduce(0) { sum, key in
      sum + state.outstanding(key, additionsWait: feedSender.additionsWait(key, state, lane))
    }
    let pending = due + state.matches.unsettledCount(region)
    let held = inForce.compactMap { waiting($0, state, lane) }.first
    let awaited = awaitedException(region, state, at)
    let (word, why, next) =
      standing(held: peer, state.peering)
      ?? standing(peer, records, inForce, pending, lane, held, awaited)
    let skew = clockWatch.skewSeconds(of: lane)
    let isSkewed = abs(skew) > EngineLimits.shownSkewSeconds
    let reason = isSkewed && why.isEmpty ? "the clocks differ by \(abs(skew)) s: set both by NTP" : why
    return JSONValue(present: [
      "region": .string(region.text), "state": .string(word),
      "lastExchange": exchangedAt > 0 ? JSONValue(Timestamp(seconds: exchangedAt)) : nil,
      "unconfirmedWithdrawals": JSONValue(
        keys.reduce(0) { $0 + (state.exchange.outgoing[$1]?.leavingSince.count ?? 0) }),
      "pending": JSONValue(pending), "reason": .string(reason), "next": .string(next),
      "received": JSONValue(keys.reduce(0) { $0 + (state.exchange.incoming[$1]?.count ?? 0) }),
      "sent": JSONValue(keys.reduce(0) { $0 + (state.exchange.outgoing[$1]?.count ?? 0) }),
      "openMatches": JSONValue(state.matches.openCount(region)),
      "clockSkewSeconds": isSkewed ? JSONValue(skew) : nil,
      "limits": .array(inForce.map { describeLimits($0, state, lane, milliseconds) }),
      "alarms": describeAlarms(region, state),
    ])
  }

  /// The word, the reason and the next command where the exchange with a peer is held back; nil where it is not.
  func standing(held peer: Peer, _ peering: PeeringState) -> (String, String, String)? {
    let region = peer.facts.region
    if let suspension = peer.suspension {
      return (
        "suspended", "this region suspended it: \(suspension.reason)", "samenloop peer resume \(region.text)"
      )
    }
    guard peer.status == .accepted, peering.restoration.holdsBack(region) else { return nil }
    return ("held back", "this node was restored from a backup; it only withdraws", Self.restoreAdvice)
  }

  /// The word, the reason and the next command for a peer.
  private func standing(
    _ peer: Peer, _ records: [AgreementRecord], _ inForce: [AgreementRecord], _ pending: Int, _ lane: Lane,
    _ held: (additions: Int, limit: String, until: Timestamp)?, _ awaited: String?
  ) -> (String, String, String) {
    let region = peer.facts.region.text
    switch peer.status {
    case .requested:
      return (
        "joining", lane.lastFailure.map { text(of: $0) } ?? "the operator of \(region) has to accept", "samenloop peer fingerprint \(region)"
      )
    case .pending:
      return ("pending", "this region's operator has to accept", "samenloop peer fingerprint \(region)")
    case .rejected(let reason, _): return ("rejected", reason, "samenloop peer invite")
    case .accepted: break
    }
    guard let agreement = inForce.first else {
      if let open = records.last(where: \.status.isOpen) {
        let missing = ["operator", "privacy-officer"].first { open.lacksApproval($0) }
        let next = missing.map { "samenloop agreement approve --as \($0) -- \(open.id.base64URL)" }
        let approved = open.approvals.map { "\($0.name) as \($0.role)" }.joined(separator: ", ")
        return (
          "no agreement",
          "an agreement is \(open.status.name)" + (approved.isEmpty ? "" : ", approved by \(approved)"),
          next ?? "wait for \(region)"
        )
      }
      if let waiting = records.last(where: { $0.status == .concluded }) {
        return (
          "no agreement", "the agreement is not in force yet", "samenloop agreement show -- \(waiting.id.base64URL)"
        )
      }
      return ("no agreement", "nothing is exchanged", "samenloop agreement propose \(region) --file TERMS.json")
    }
    if let held, peer.failures == 0 {
      let except =
        "samenloop agreement except --additions N --from DATE --until DATE --reason TEXT -- \(agreement.id.base64URL)"
      return ("waiting", limitReason(held), except)
    }
    if let failure = lane.lastFailure.map({ text(of: $0) }), peer.failures > 0 || pending > 0 {
      return (peer.failures > 0 ? "unreachable" : "waiting", failure, "samenloop sync now \(region)")
    }
    if let awaited { return ("waiting", "a limit exception waits for this region's privacy officer", awaited) }
    if pending > 0 { return ("exchanging", "\(pending) to send", "samenloop sync now \(region)") }
    return ("in step", "", "samenloop match list --peer \(agreement.peer.text)")
  }

  /// Why additions wait, and until when.
  func limitReason(_ held: (additions: Int, limit: String, until: Timestamp)) -> String {
    "\(held.additions) additions wait for the limit \(held.limit), until \(held.until)"
  }
}
