import PeerProtocol

import enum Cryptography.SubjectKind

/// Writes a state as the items of a snapshot.
public struct RegionSnapshotWriter: Sendable {
  let state: RegionState

  /// A writer of this state.
  public init(_ state: RegionState) { self.state = state }

  /// Writes everything that ``RegionSnapshotReader`` needs to make the same state again, in items of bounded size.
  ///
  /// Rows keep their numbers, since the events that follow in the journal refer to them.
  public func write(_ emit: ([UInt8]) throws -> Void) rethrows {
    func item(_ kind: SnapshotItem, _ fill: (inout ByteWriter) -> Void) throws -> [UInt8] {
      var writer = ByteWriter()
      writer.byte(kind.rawValue)
      fill(&writer)
      return writer.bytes
    }
    try emit(item(.format) { $0.int(StoreFormat.current) })
    try emit(item(.clock) { state.clock.write(to: &$0) })
    try writePeering { try emit(item($0, $1)) }
    try writeSignals { try emit(item($0, $1)) }
    for record in state.agreements.records.values { try emit(item(.agreement) { record.write(to: &$0) }) }
    try writeExchange { try emit(item($0, $1)) }
    try writeMatches { try emit(item($0, $1)) }
    try writeLimits { try emit(item($0, $1)) }
    try emit(item(.credentials) { state.credentials.write(to: &$0) })
    try emit(item(.rights) { state.rights.write(to: &$0) })
    try emit(item(.webhooks) { state.webhooks.write(to: &$0) })
    try emit(item(.mail) { state.mail.write(to: &$0) })
    for (invitation, terms) in state.onboarding.ofInvitations.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      try emit(
        item(.invitationTerms) {
          $0.blob(invitation)
          $0.blob(terms)
        })
    }
    for (region, terms) in state.onboarding.ofPeers.sorted(by: { $0.key < $1.key }) {
      try emit(
        item(.peerTerms) {
          $0.region(region)
          $0.blob(terms)
        })
    }
    for record in state.frameworks.sorted { try emit(item(.framework) { record.write(to: &$0) }) }
    try emit(item(.formerTrouble) { state.frameworks.trouble.write(to: &$0) })
    for piece in state.signals.informedApart.sorted(by: { $0.key < $1.key }).pieces(of: SnapshotItem.rowsPerItem) {
      try emit(
        item(.informedApart) {
          $0.list(piece) { writer, row in
            writer.string(row.key)
            writer.int(Int(row.value))
          }
        })
    }
    try emit(item(.audit) { state.audit.writeHead(to: &$0) })
    for piece in state.audit.tail.pieces(of: SnapshotItem.rowsPerItem) {
      try emit(item(.auditTail) { $0.list(piece) { $0.blob($1) } })
    }
    for piece in state.audit.keys.pieces(of: SnapshotItem.rowsPerItem) {
      try emit(item(.auditKeys) { AuditState.write(piece, to: &$0) })
    }
    try emit(item(.figures) { state.figures.write(to: &$0) })
    // In an order: the same state makes the same bytes.
    for piece in state.figures.marks.sorted(by: { $0.key < $1.key })[...].pieces(of: SnapshotItem.rowsPerItem) {
      try emit(
        item(.countedYouths) {
          $0.list(piece) { writer, entry in
            writer.int(Int(entry.key))
            entry.value.write(to: &writer)
          }
        })
    }
    for piece in state.organisations.sorted.pieces(of: SnapshotItem.rowsPerItem) {
      try emit(item(.organisations) { $0.list(piece) { $1.write(to: &$0) } })
    }
    try emit(item(.municipalityMerges) { state.organisations.writeMerges(to: &$0) })
    try emit(item(.auditRetention) { state.audit.retention.write(to: &$0) })
    for (instance, cards) in state.audit.retention.rosterCards {
      for piece in cards.pieces(of: SnapshotItem.cardsPerItem) {
        try emit(
          item(.rosterCards) {
            $0.string(instance)
            $0.list(piece) { $0.document($1) }
          })
      }
    }
    try state.introductions.write { try emit(item($0, $1)) }
    try state.peering.writeComparisons { try emit(item($0, $1)) }
    try emit(item(.end) { _ in })
  }

  private typealias Emit = (SnapshotItem, (inout ByteWriter) -> Void) throws -> Void

  private func writePeering(_ emit: Emit) rethrows {
    if let card = state.peering.ownCard {
      try emit(.ownCard) {
        $0.document(card)
        $0.int(state.peering.ownCardVersion)
      }
    }
    for invitation in state.peering.invitations { try emit(.invitation) { invitation.write(to: &$0) } }
    for peer in state.peering.peers.values {
      try emit(.peer) {
        peer.write(to: &$0)
        $0.int(Int(state.peering.heardAt[peer.facts.region] ?? 0))
      }
    }
    try emit(.restoration) { state.peering.restoration.write(to: &$0) }
    if let closing = state.peering.closing { try emit(.closing) { closing.write(to: &$0) } }
    for (region, alarms) in state.peering.alarms {
      try emit(.alarms) {
        $0.region(region)
        $0.list(alarms) { writer, alarm in
          writer.string(alarm.code)
          writer.int(alarm.count)
          writer.time(alarm.lastAt)
        }
      }
    }
  }

  private func writeSignals(_ emit: Emit) rethrows {
    for kind in FeedKind.allCases {
      let table = state.signals.identities(kind)
      for piece in table.rows.pieces(of: SnapshotItem.rowsPerItem) {
        try emit(.identities) {
          $0.byte(kind.rawValue)
          $0.list(piece) { $0.optional($1.pseudonym) { $0.point($1) } }
        }
      }
      try emit(.freeIdentities) {
        $0.byte(kind.rawValue)
        $0.list(table.free) { $0.int(Int($1)) }
      }
    }
    for piece in state.signals.rows.pieces(of: SnapshotItem.rowsPerItem) {
      try emit(.signals) { $0.list(piece) { $0.optional($1) { $1.write(to: &$0, texts: state.signals.texts) } } }
    }
    try emit(.freeSignals) { $0.list(state.signals.free) { $0.int(Int($1)) } }
    try emit(.rules) { state.signals.rules.write(to: &$0) }
    for piece in state.signals.marks.byId.values.pieces(of: SnapshotItem.rowsPerItem) {
      try emit(.erased) { $0.list(piece) { $1.write(to: &$0) } }
    }
    for hold in state.signals.allHolds { try emit(.hold) { hold.write(to: &$0) } }
    try emit(.decisions) {
      $0.int(state.signals.holds.last)
      $0.list(state.signals.marks.lifts) { writer, lift in
        writer.string(lift.key)
        lift.value.write(to: &writer)
      }
    }
    for piece in state.signals.refusedRows.values.pieces(of: SnapshotItem.rowsPerItem) {
      try emit(.refusedRows) { $0.list(piece) { $1.write(to: &$0) } }
    }
  }

  private func writeExchange(_ emit: Emit) rethrows {
    for (key, feed) in state.exchange.outgoing {
      try emit(.outgoingFeed) {
        key.write(to: &$0)
        feed.writeHead(to: &$0)
      }
      for piece in feed.entries.indices.pieces(of: SnapshotItem.rowsPerItem) {
        let present = piece.compactMap { row in feed.entries[row].map { (row, $0) } }
        try emit(.outgoingEntries) {
          key.write(to: &$0)
          $0.list(present) { writer, entry in
            writer.int(entry.0)
            writer.identifier(entry.1.handle)
            writer.optional(entry.1.token) { $0.identifier($1) }
            writer.int(entry.1.generation)
          }
        }
      }
    }
    for (key, feed) in state.exchange.incoming {
      try emit(.incomingFeed) {
        key.write(to: &$0)
        feed.writeHead(to: &$0)
      }
      for piece in feed.entries.keys.indices.pieces(of: SnapshotItem.rowsPerItem) {
        try emit(.incomingEntries) {
          key.write(to: &$0)
          $0.list(piece) { writer, row in
            let entry = feed.entries.values[row]
            writer.identifier(feed.entries.keys[row])
            writer.point(entry.point)
            writer.identifier(entry.token)
            writer.int(entry.generation)
            writer.int(Int(entry.addedOn.bits))
          }
        }
      }
    }
    for (feeds, isSent) in [(state.exchange.signedAsSender, true), (state.exchange.signedAsReceiver, false)] {
      for (key, signed) in feeds {
        try emit(.receiptsOfFeed) {
          key.write(to: &$0)
          $0.bool(isSent)
          signed.write(to: &$0)
        }
      }
    }
    try emit(.onceUnknown) { $0.list(state.exchange.onceUnknown) { $0.identifier($1) } }
  }

  private func writeMatches(_ emit: Emit) rethrows {
    for (peer, revision) in state.matches.highestRevision {
      try emit(.highestRevision) {
        $0.region(peer)
        $0.int(revision)
      }
    }
    for (peer, ids) in state.matches.endedDisclosures {
      try emit(.endedDisclosures) {
        $0.region(peer)
        $0.list(ids) { $0.identifier($1) }
      }
    }
    for record in state.matches.records.values { try emit(.match) { record.write(to: &$0) } }
    for match in state.matches.shown.values { try emit(.shown) { match.write(to: &$0) } }
    let recipients = state.matches.disclosures.recipients.flatMap { youth, peers in
      peers.map { (youth, $0.key, $0.value) }
    }
    for piece in recipients.pieces(of: SnapshotItem.rowsPerItem) {
      try emit(.recipients) {
        $0.list(piece) { writer, row in
          writer.int(Int(row.0))
          writer.region(row.1)
          writer.int(Int(row.2.first))
          writer.int(Int(row.2.last))
        }
      }
    }
    for piece in state.matches.disclosures.sums.pieces(of: SnapshotItem.rowsPerItem) {
      try emit(.disclosureSums) {
        $0.list(piece) { writer, sum in
          writer.int(Int(sum.key.month.months))
          writer.region(sum.key.peer)
          writer.byte(sum.key.kind.rawValue)
          writer.int(sum.value)
        }
      }
    }
    try emit(.changes) {
      $0.int(state.matches.lastChange)
      $0.list([MatchChange]()) { _, _ in }
    }
    for piece in state.matches.changes.pieces(of: SnapshotItem.rowsPerItem) {
      try emit(.changes) {
        $0.int(state.matches.lastChange)
        $0.list(piece) { writer, change in
          writer.int(change.sequence)
          writer.identifier(change.match)
          writer.byte(change.kind.rawValue)
        }
      }
    }
  }
}
