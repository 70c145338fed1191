public import PeerProtocol

/// A request of a person about the data on them. It holds no identity and no name.
///
/// The pseudonyms are there while the request is open, so that the same question is one request. A request about somebody
/// of whom nothing is known has the same form.
public struct RightsRequest: Sendable, Equatable {
  /// Days in which a region answers.
  static let termDays = 28
  /// Months by which the term may be made longer, once.
  static let extensionMonths = 2

  /// Its number within the region, from 1.
  public var number: Int
  /// What is asked for.
  public var kind: RightsKind
  /// In which capacity.
  public var capacity: SubjectCapacity
  /// The day on which the request came.
  public var receivedOn: CalendarDate
  /// The last day on which it may be answered.
  public var dueOn: CalendarDate
  /// Why the term was made longer, where it was.
  public var extendedFor: ExtensionGround?
  /// Why a privacy officer looked the person up, in the officer's own words.
  public var reason: String
  /// The pseudonyms of the person, as a youth and as a parent; none once it is closed.
  public internal(set) var youth: [Pseudonym]
  /// See ``youth``.
  public internal(set) var parent: [Pseudonym]
  /// The number of what holds the youth back, where something does.
  public internal(set) var hold: Int?
  /// What peers held of the youth when the request came, and which receipts say that it is gone there.
  public internal(set) var withdrawals: [RightsWithdrawal] = []
  /// What became of it; nil while it is open.
  public internal(set) var outcome: RightsOutcome?
  /// When it was closed.
  public internal(set) var closedAt: Timestamp?
  /// Why it was closed so, in the officer's own words.
  public internal(set) var closingReason: String?
  /// How many signals were erased.
  public internal(set) var erased = 0

  /// A request that is opened.
  init(
    number: Int, kind: RightsKind, capacity: SubjectCapacity, receivedOn: CalendarDate, reason: String,
    youth: [Pseudonym], parent: [Pseudonym]
  ) {
    (self.number, self.kind, self.capacity) = (number, kind, capacity)
    (self.receivedOn, self.reason, self.youth, self.parent) = (receivedOn, reason, youth, parent)
    dueOn = receivedOn.adding(days: Self.termDays)
  }

  /// Its name in lists and commands, such as `request-3`.
  public var id: String { Self.id(number) }

  static func id(_ number: Int) -> String { "request-\(number)" }

  /// True until it is closed.
  public var isOpen: Bool { outcome == nil }

  /// The text of the officer, which is erased with the request.
  public var reasonThing: AuditThing { .requestText(number, reason) }

  /// The same of the text with which it was closed.
  public var closingThing: AuditThing? { closingReason.map { .requestText(number, $0) } }
}

/// An entry of a feed that a peer has to erase, until its receipt says that it did.
public struct RightsWithdrawal: Sendable, Equatable {
  /// The feed.
  public var feed: FeedKey
  /// The peer.
  public var peer: RegionName
  /// The entry's name in the feed; nil once it is confirmed.
  var handle: Handle?
  /// The receipt by which the peer confirmed.
  public var receipt: DocumentId?
  /// When.
  public var confirmedAt: Timestamp?
}

extension RightsRequest {
  func write(to writer: inout ByteWriter) {
    writer.int(number)
    writer.byte(kind.rawValue)
    writer.byte(capacity.rawValue)
    writer.date(receivedOn)
    writer.date(dueOn)
    writer.byte(extendedFor?.rawValue ?? 0)
    writer.string(reason)
    writer.list(youth) { $0.point($1) }
    writer.list(parent) { $0.point($1) }
    writer.optional(hold) { $0.int($1) }
    writer.list(withdrawals) { $1.write(to: &$0) }
    writer.byte(outcome?.rawValue ?? 0)
    writer.optional(closedAt) { $0.time($1) }
    writer.optional(closingReason) { $0.string($1) }
    writer.int(erased)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    number = try reader.int()
    guard let kind = RightsKind(rawValue: try reader.byte()),
      let capacity = SubjectCapacity(rawValue: try reader.byte())
    else { throw CodecError("an unknown kind of request") }
    (self.kind, self.capacity) = (kind, capacity)
    receivedOn = try reader.date()
    dueOn = try reader.date()
    let ground = try reader.byte()
    extendedFor = ExtensionGround(rawValue: ground)
    guard ground == 0 || extendedFor != nil else { throw CodecError("an unknown ground of an extension") }
    reason = try reader.string()
    youth = try reader.list { (reader) throws(CodecError) in try reader.pseudonym() }
    parent = try reader.list { (reader) throws(CodecError) in try reader.pseudonym() }
    hold = try reader.optional { (reader) throws(CodecError) in try reader.int() }
    withdrawals = try reader.list { (reader) throws(CodecError) in try RightsWithdrawal(from: &reader) }
    let word = try reader.byte()
    outcome = RightsOutcome(rawValue: word)
    guard word == 0 || outcome != nil else { throw CodecError("an unknown outcome of a request") }
    closedAt = try reader.optional { (reader) throws(CodecError) in try reader.time() }
    closingReason = try reader.optional { (reader) throws(CodecError) in try reader.string() }
    erased = try reader.int()
  }
}

extension RightsWithdrawal {
  func write(to writer: inout ByteWriter) {
    feed.write(to: &writer)
    writer.region(peer)
    writer.optional(handle) { $0.identifier($1) }
    writer.optional(receipt) { $0.identifier($1) }
    writer.optional(confirmedAt) { $0.time($1) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    feed = try FeedKey(from: &reader)
    peer = try reader.region()
    handle = try reader.optional { (reader) throws(CodecError) in try reader.identifier() }
    receipt = try reader.optional { (reader) throws(CodecError) in try reader.identifier() }
    confirmedAt = try reader.optional { (reader) throws(CodecError) in try reader.time() }
  }
}
