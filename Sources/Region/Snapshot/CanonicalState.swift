import Cryptography
package import PeerProtocol

/// A state as sorted lines, the same for equal states whatever their tables' inner order: simulations and tests
/// compare them.
package func canonical(_ state: RegionState) -> [String] {
  var dump = CanonicalDump()
  dump.peering(state.peering)
  dump.signals(state.signals)
  for (id, record) in state.agreements.records {
    dump.add("agreement \(id.base64URL)") { record.write(to: &$0) }
  }
  dump.exchange(state)
  dump.matches(state.matches)
  dump.limits(state.limits)
  dump.add("audit") {
    state.audit.writeHead(to: &$0)
    $0.list(state.audit.tail) { $0.blob($1) }
    AuditState.write(state.audit.keys, to: &$0)
    state.audit.retention.write(to: &$0)
  }
  dump.add("figures") {
    state.figures.write(to: &$0)
    $0.list(state.figures.marks.sorted { $0.key < $1.key }) { writer, entry in
      writer.int(Int(entry.key))
      entry.value.write(to: &writer)
    }
  }
  for (instance, cards) in state.audit.retention.rosterCards where !cards.isEmpty {
    dump.add("roster cards \(instance)") { $0.list(cards) { $0.document($1) } }
  }
  dump.add("rights") { state.rights.write(to: &$0) }
  dump.add("organisations") {
    $0.list(state.organisations.sorted) { $1.write(to: &$0) }
    state.organisations.writeMerges(to: &$0)
  }
  dump.lines += state.signals.informedApart.map { "informed \($0.key) \($0.value)" }
  dump.introductions(state)
  dump.add("mail") { state.mail.write(to: &$0) }
  for (id, terms) in state.onboarding.ofInvitations {
    dump.lines.append("terms of invitation \(Base64URL.encode(id)) \(Base64URL.encode(terms))")
  }
  for (region, terms) in state.onboarding.ofPeers {
    dump.lines.append("terms with \(region.text) \(Base64URL.encode(terms))")
  }
  for (id, record) in state.frameworks.records {
    dump.add("framework \(id.base64URL)") { record.write(to: &$0) }
  }
  dump.add("former trouble") { state.frameworks.trouble.write(to: &$0) }
  dump.add("webhooks") { state.webhooks.write(to: &$0) }
  dump.add("credentials") { state.credentials.write(to: &$0) }
  dump.add("clock") { state.clock.write(to: &$0) }
  return dump.lines.sorted()
}

/// Lines of two dumps that only one has.
package func difference(_ left: [String], _ right: [String]) -> [String] {
  let (first, second) = (Set(left), Set(right))
  return first.subtracting(second).map { "- " + $0 } + second.subtracting(first).map { "+ " + $0 }
}

private struct CanonicalDump {
  var lines: [String] = []

  mutating func add(_ name: String, _ write: (inout ByteWriter) -> Void) {
    var writer = ByteWriter()
    write(&writer)
    lines.append(name + " " + Base64URL.encode(writer.bytes))
  }

  mutating func peering(_ peering: PeeringState) {
    lines.append("card \(peering.ownCard?.documentId.base64URL ?? "") \(peering.ownCardVersion)")
    for invitation in peering.invitations { add("invitation") { invitation.write(to: &$0) } }
    for (region, peer) in peering.peers { add("peer \(region.text)") { peer.write(to: &$0) } }
    for (region, at) in peering.heardAt where at > 0 { lines.append("heard \(region.text) \(at)") }
    add("restoration") { peering.restoration.write(to: &$0) }
    if let closing = peering.closing { add("closing") { closing.write(to: &$0) } }
    for (region, alarms) in peering.alarms { lines.append("alarms \(region.text) \(alarms)") }
  }

  mutating func introductions(_ state: RegionState) {
    state.introductions.write { kind, write in add("introductions \(kind)", write) }
    state.peering.writeComparisons { kind, write in add("introductions \(kind)", write) }
  }

  mutating func signals(_ signals: SignalsState) {
    for (number, row) in signals.rows.enumerated() {
      if let row { add("signal \(number)") { row.write(to: &$0, texts: signals.texts) } }
    }
    lines.append("signals \(signals.rows.count) free \(signals.free) count \(signals.count)")
    lines.append("rules \(signals.rules) objections \(signals.objections)")
    for (id, row) in signals.index { lines.append("id \(id) \(row)") }
    for (id, row) in signals.refusedRows.byId { lines.append("refused \(id) \(row)") }
    for (id, mark) in signals.marks.byId { add("erased \(id)") { mark.write(to: &$0) } }
    for (source, ids) in signals.marks.bySource { lines.append("source \(source) \(ids.sorted())") }
    for hold in signals.allHolds { add("hold \(hold.id)") { hold.write(to: &$0) } }
    for (pseudonym, holds) in signals.holds.byIdentity {
      lines.append("held \(Base64URL.encode(pseudonym.point)) \(holds.sorted())")
    }
    for (id, approval) in signals.marks.lifts { add("lift \(id)") { approval.write(to: &$0) } }
    lines.append(
      "last hold \(signals.holds.last) date conflicts \(signals.dateConflicts) unknown \(signals.marks.unknownCount)")
    lines += signals.countFaults
    for kind in FeedKind.allCases {
      let table = signals.identities(kind)
      lines.append("\(kind.name)s \(table.rows.count) free \(table.free) count \(table.count)")
      for (number, row) in table.rows.enumerated() {
        guard let pseudonym = row.pseudonym else { continue }
        let found = table.reference(of: pseudonym) ?? .max
        lines.append(
          "\(kind.name) \(number) \(Base64URL.encode(pseudonym.point)) found \(found) "
            + "signals \(row.signals.elements.sorted())")
      }
    }
  }

  mutating func exchange(_ state: RegionState) {
    for (key, feed) in state.exchange.outgoing {
      let name = "out \(feed.peer.text) \(key.agreement.base64URL.prefix(6)) \(key.kind.name)"
      lines.append(
        "\(name) \(feed.generation).\(feed.sequence) \(feed.complete) \(feed.receipt?.documentId.base64URL ?? "") "
          + "previous \(feed.previousReceipt?.documentId.base64URL ?? "") repair \(feed.needsRepair) "
          + "highest \(feed.highestGeneration) at \(feed.repairedAt) \(feed.countersignedAt) \(feed.isCatchingUp) count \(feed.count) "
          + "named \(feed.named)")
      if let pending = feed.pending { add("\(name) pending") { pending.write(to: &$0) } }
      for (handle, generation) in feed.orphans { lines.append("\(name) orphan \(handle.base64URL) \(generation)") }
      for (handle, at) in feed.leavingSince { lines.append("\(name) leaving \(handle.base64URL) \(at)") }
      for token in feed.forgedTokens { lines.append("\(name) forged \(token.base64URL)") }
      for (token, identity) in feed.tokens { lines.append("\(name) token \(token.base64URL) \(identity)") }
      for (row, entry) in feed.entries.enumerated() {
        guard let entry else { continue }
        let token = entry.token?.base64URL ?? ""
        lines.append("\(name) entry \(row) \(entry.handle.base64URL) \(token) \(entry.generation)")
      }
      // What is dirty is derived; what needs work and nobody looks at would never be sent.
      let waiting = Set((feed.pending.map { $0.additions + $0.withdrawals } ?? []).map(\.identity))
      let rows = UInt32(max(state.signals.identities(key.kind).rows.count, feed.entries.count))
      for row in 0..<rows where state.needsWork(row, key, feed) && !waiting.contains(row) {
        lines.append("\(name) work \(row) \(feed.dirty.contains(row) ? "" : "FORGOTTEN")")
      }
    }
    for (key, feed) in state.exchange.incoming {
      let name = "in \(feed.peer.text) \(key.agreement.base64URL.prefix(6)) \(key.kind.name)"
      lines.append(
        "\(name) \(feed.generation).\(feed.sequence) \(feed.complete) \(feed.receipt?.documentId.base64URL ?? "") "
          + "at \(feed.receivedAt) \(feed.isCatchingUp) count \(feed.count) named \(feed.named) "
          + "loading \(feed.loadingSince ?? 0) " + Base64URL.encode(feed.lastTokens))
      for (handle, entry) in zip(feed.entries.keys, feed.entries.values) {
        lines.append(
          "\(name) entry \(handle.base64URL) \(entry.token.base64URL) \(entry.generation) \(entry.addedOn.bits) "
            + "\(Base64URL.encode(entry.point.point)) \(feed.tokens[entry.token] == handle)")
      }
    }
    for (key, signed) in state.exchange.signedAsSender {
      add("signed out \(key.agreement.base64URL.prefix(6)) \(key.kind.name)") { signed.write(to: &$0) }
    }
    for (key, signed) in state.exchange.signedAsReceiver {
      add("signed in \(key.agreement.base64URL.prefix(6)) \(key.kind.name)") { signed.write(to: &$0) }
    }
    lines.append("signed once unknown \(state.exchange.onceUnknown.map(\.base64URL))")
  }

  mutating func limits(_ limits: LimitsState) {
    add("limit clock") { limits.clock.write(to: &$0) }
    for (id, record) in limits.exceptions { add("exception \(id.base64URL)") { record.write(to: &$0) } }
    for (region, window) in limits.received { add("received \(region.text)") { window.write(to: &$0) } }
    for (region, window) in limits.sent { add("sent \(region.text)") { window.write(to: &$0) } }
    for (region, watch) in limits.watches { add("watch \(region.text)") { watch.write(to: &$0) } }
    for (region, raised) in limits.suspicions { lines.append("suspicions \(region.text) \(raised)") }
  }

  mutating func matches(_ matches: MatchesState) {
    for (id, record) in matches.records {
      add("match \(id.base64URL) of \(record.identity)") { record.write(to: &$0) }
      lines.append("match \(id.base64URL) found \(matches.match(of: record.identity, record.key) == id)")
      if record.isUnsettled { lines.append("unsettled \(record.peer.text) \(id.base64URL)") }
      let isHeld = [false, true].map {
        matches.unsettled(record.peer, record.key.kind, isPeersTurn: $0).contains(id)
      }
      if isHeld != [record.isUnsettled && !record.isPeersTurn, record.isUnsettled && record.isPeersTurn] {
        lines.append("unsettled \(id.base64URL) FORGOTTEN")
      }
    }
    for match in matches.shown.values {
      lines.append(
        "shown \(match.id.base64URL) \(match.kind.name) \(match.peer.text) "
          + "\(match.members.map(\.base64URL).sorted()) \(match.detectedAt) \(match.endedAt) \(match.readAt) "
          + "\(match.people.sorted()) \(match.contactsAt) \(match.assignment)")
    }
    for (youth, peers) in matches.disclosures.recipients {
      for (peer, days) in peers { lines.append("recipient of \(youth) \(peer.text) \(days.first) \(days.last)") }
    }
    for (key, count) in matches.disclosures.sums {
      lines.append("disclosed \(key.month) \(key.peer.text) \(key.kind.name) \(count)")
    }
    for (peer, ids) in matches.endedDisclosures {
      lines.append("ended disclosures \(peer.text) \(ids.map(\.base64URL))")
    }
    lines += matches.shownFaults
    for change in matches.changes {
      lines.append("change \(change.sequence) \(change.match.base64URL) \(change.kind.name)")
    }
    for (peer, revision) in matches.highestRevision { lines.append("highest \(peer.text) \(revision)") }
    lines.append("last change \(matches.lastChange)")
  }
}

// What simulations hold against each other.

extension LimitsState {
  /// How many new additions of a peer count in the last `hours`; `at` is milliseconds since 1970.
  package func countedAdditions(of peer: RegionName, hours: Int, at: Int) -> Int {
    received[peer]?.count(in: hours * 3_600_000, now: clock.time(at: at)) ?? 0
  }
}

extension MatchesState {
  /// True where a view of the peer with this disclosure came, in the present life of the match or in one before.
  package func hasNoted(_ sent: ViewDisclosures.Sent, of match: MatchId, from peer: RegionName) -> Bool {
    records[match]?.disclosures.knows(.init(id: sent.id, revision: sent.revision)) == true
      || isOfEndedMatch(sent.id, peer)
  }
}

extension OutgoingFeed {
  /// Every entry's handle with the token that was answered for it.
  package var entryTokens: [Handle: MatchToken?] {
    Dictionary(entries.compactMap { $0 }.map { ($0.handle, $0.token) }, uniquingKeysWith: { first, _ in first })
  }
}

extension IncomingFeed {
  /// Every entry's handle with the token that was computed for it.
  package var entryTokens: [Handle: MatchToken?] {
    Dictionary(zip(entries.keys, entries.values).map { ($0, $1.token) }, uniquingKeysWith: { first, _ in first })
  }
}
