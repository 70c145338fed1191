public import PeerProtocol

/// What happened between this region and those that it knows or invites.
public enum PeeringEvent: Sendable {
  /// This node signed a new version of its own card.
  case ownCardIssued(SignedDocument, version: Int)
  /// An operator made an invitation.
  case invitationCreated(Invitation)
  /// A region used the invitation with this id; its operator consented by that.
  case peerRequested(invitation: [UInt8], Peer)
  /// This region used another's invitation.
  case joined(Peer)
  /// Both operators agreed.
  case accepted(RegionName)
  /// One operator declined.
  case rejected(RegionName, reason: String, at: Timestamp)
  /// The peer sent a newer card under the same identity key.
  case cardReplaced(SignedDocument, RegionCard)
  /// The peer confirmed that it holds this version of our card.
  case cardConfirmed(RegionName, version: Int)
  /// A delivery failed; the next is due at `retryAt` (milliseconds since 1970).
  case deliveryDeferred(RegionName, failures: Int, retryAt: Int)
  /// The peer answered or asked something after failures, or for the first time in a day.
  case contactMade(RegionName, at: Timestamp)
  /// A peer did what it should not.
  case alarmRaised(RegionName, code: String, count: Int, at: Timestamp)
  /// A sign that this node was restored from a backup, with the document or the revision that showed it.
  case restoreNoticed(Restoration.Sign, RegionName?, DocumentId?, seen: Int, at: Int)
  /// An operator confirmed that the index was imported anew; milliseconds since 1970.
  case importConfirmed(at: Int)
  /// While a sign of a restore waits for an operator, a file of the whole index was read; milliseconds since 1970.
  case indexImported(at: Int)
  /// This region's people keep the peer from everything.
  case suspended(RegionName, Suspension)
  /// They let it in again.
  case resumed(RegionName)
  /// It was accepted, or joined, by mistake: this region's people know it no longer.
  case removed(RegionName, at: Timestamp)
  /// The region leaves the federation, step by step.
  case closing(ClosingEvent)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .ownCardIssued(let card, let version):
      writer.byte(1)
      writer.document(card)
      writer.int(version)
    case .invitationCreated(let invitation):
      writer.byte(2)
      invitation.write(to: &writer)
    case .peerRequested(let invitation, let peer):
      writer.byte(3)
      writer.blob(invitation)
      peer.write(to: &writer)
    case .joined(let peer):
      writer.byte(4)
      peer.write(to: &writer)
    case .accepted(let region):
      writer.byte(5)
      writer.region(region)
    case .rejected(let region, let reason, let at):
      writer.byte(6)
      writer.region(region)
      writer.string(reason)
      writer.time(at)
    case .cardReplaced(let card, _):
      writer.byte(7)
      writer.document(card)
    case .cardConfirmed(let region, let version):
      writer.byte(8)
      writer.region(region)
      writer.int(version)
    case .deliveryDeferred(let region, let failures, let retryAt):
      writer.byte(9)
      writer.region(region)
      writer.int(failures)
      writer.int(retryAt)
    case .contactMade(let region, let at):
      writer.byte(10)
      writer.region(region)
      writer.time(at)
    case .alarmRaised(let region, let code, let count, let at):
      writer.byte(11)
      writer.region(region)
      writer.string(code)
      writer.int(count)
      writer.time(at)
    case .restoreNoticed(let sign, let peer, let document, let seen, let at):
      writer.byte(12)
      writer.byte(sign.rawValue)
      writer.optional(peer) { $0.region($1) }
      writer.optional(document) { $0.identifier($1) }
      writer.int(seen)
      writer.int(at)
    case .importConfirmed(let at):
      writer.byte(13)
      writer.int(at)
    case .suspended(let region, let suspension):
      writer.byte(14)
      writer.region(region)
      suspension.write(to: &writer)
    case .resumed(let region):
      writer.byte(15)
      writer.region(region)
    case .indexImported(let at):
      writer.byte(17)
      writer.int(at)
    case .removed(let region, let at):
      writer.byte(18)
      writer.region(region)
      writer.time(at)
    case .closing(let event):
      writer.byte(16)
      event.write(to: &writer)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .ownCardIssued(try reader.document(), version: try reader.int())
    case 2: self = .invitationCreated(try Invitation(from: &reader))
    case 3: self = .peerRequested(invitation: try reader.blob(), try Peer(from: &reader))
    case 4: self = .joined(try Peer(from: &reader))
    case 5: self = .accepted(try reader.region())
    case 6: self = .rejected(try reader.region(), reason: try reader.string(), at: try reader.time())
    case 7:
      let card = try reader.document()
      self = .cardReplaced(card, try RegionCard(stored: card))
    case 8: self = .cardConfirmed(try reader.region(), version: try reader.int())
    case 9:
      self = .deliveryDeferred(try reader.region(), failures: try reader.int(), retryAt: try reader.int())
    case 10: self = .contactMade(try reader.region(), at: try reader.time())
    case 11:
      self = .alarmRaised(
        try reader.region(), code: try reader.string(), count: try reader.int(), at: try reader.time())
    case 12:
      self = .restoreNoticed(
        try reader.restorationSign(), try reader.optional { (reader) throws(CodecError) in try reader.region() },
        try reader.optional { (reader) throws(CodecError) in try reader.identifier() }, seen: try reader.int(),
        at: try reader.int())
    case 13: self = .importConfirmed(at: try reader.int())
    case 14: self = .suspended(try reader.region(), try Suspension(from: &reader))
    case 15: self = .resumed(try reader.region())
    case 16: self = .closing(try ClosingEvent(from: &reader))
    case 17: self = .indexImported(at: try reader.int())
    case 18: self = .removed(try reader.region(), at: try reader.time())
    default: throw CodecError("an unknown peering event")
    }
  }
}

extension RegionCard {
  /// What a card that was verified when it came says.
  ///
  /// Versions that knew no `log` and no `introducible` kept whatever stood there: one that does not read counts as none.
  init(stored document: SignedDocument) throws(CodecError) {
    do {
      var members = try JSONValue(parsing: document.payload)
      if let log = members["log"], (try? Log(log)) == nil { members["log"] = nil }
      if members["introducible"]?.boolValue == nil { members["introducible"] = nil }
      self = try RegionCard(members)
    } catch {
      throw CodecError("a stored card does not read")
    }
  }
}

extension Suspension {
  func write(to writer: inout ByteWriter) {
    writer.string(reason)
    writer.time(at)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init(reason: try reader.string(), at: try reader.time())
  }
}

extension Invitation {
  func write(to writer: inout ByteWriter) {
    writer.blob(id)
    writer.blob(secret)
    writer.time(expiresAt)
    writer.optional(usedBy) { $0.region($1) }
    writer.optional(usedByCard) { $0.identifier($1) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init(id: try reader.blob(), secret: try reader.blob(), expiresAt: try reader.time())
    usedBy = try reader.optional { (reader) throws(CodecError) in try reader.region() }
    usedByCard = try reader.optional { (reader) throws(CodecError) in try reader.identifier() }
  }
}

extension Peer {
  func write(to writer: inout ByteWriter) {
    writer.document(card)
    switch status {
    case .requested: writer.byte(1)
    case .pending: writer.byte(2)
    case .accepted: writer.byte(3)
    case .rejected(let reason, let at):
      writer.byte(4)
      writer.string(reason)
      writer.time(at)
    }
    writer.string(requestId)
    writer.blob(nonce)
    writer.bool(weJoined)
    writer.int(confirmedCardVersion)
    writer.int(failures)
    writer.int(retryAt)
    writer.optional(suspension) { $1.write(to: &$0) }
    writer.bool(hasHadLog)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    card = try reader.document()
    facts = try RegionCard(stored: card)
    switch try reader.byte() {
    case 1: status = .requested
    case 2: status = .pending
    case 3: status = .accepted
    case 4: status = .rejected(reason: try reader.string(), at: try reader.time())
    default: throw CodecError("an unknown status of a peer")
    }
    requestId = try reader.string()
    nonce = try reader.blob()
    weJoined = try reader.bool()
    confirmedCardVersion = try reader.int()
    failures = try reader.int()
    retryAt = try reader.int()
    suspension = try reader.optional { (reader) throws(CodecError) in try Suspension(from: &reader) }
    if reader.format >= 3 { hasHadLog = try reader.bool() }
  }

  /// A peer at the beginning of its acquaintance.
  public init(
    card: SignedDocument, facts: RegionCard, status: PeerStatus, requestId: String, nonce: [UInt8], weJoined: Bool,
    confirmedCardVersion: Int
  ) {
    self.card = card
    self.facts = facts
    self.status = status
    self.requestId = requestId
    self.nonce = nonce
    self.weJoined = weJoined
    self.confirmedCardVersion = confirmedCardVersion
    failures = 0
    retryAt = 0
  }
}
