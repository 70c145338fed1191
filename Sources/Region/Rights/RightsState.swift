public import PeerProtocol

/// The requests of people about the data on them.
public struct RightsState: Sendable, Equatable {
  /// Open requests that are kept at most.
  static let openLimit = 1_000
  /// Closed requests that are kept at most: beyond it the oldest go. Their entries stay.
  static let closedLimit = 1_000
  /// Days for which a closed request is kept, so that the officer's reason can be reviewed.
  static let closedDays = 400

  /// Every request, by number.
  public internal(set) var requests: [Int: RightsRequest] = [:]
  /// The number of the last one.
  private(set) var last = 0

  init() {}

  /// Every request, oldest first.
  public var all: [RightsRequest] { requests.values.sorted { $0.number < $1.number } }

  /// Those that are open, oldest first.
  public var open: [RightsRequest] { all.filter(\.isOpen) }

  /// The request of an id, or of what holds its youth back.
  public func request(_ id: String) -> RightsRequest? {
    let parts = id.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[1]), String(number) == parts[1] else { return nil }
    switch parts[0] {
    case "request": return requests[number]
    case "objection": return requests.values.first { $0.kind == .objection && $0.isOpen && $0.hold == number }
    case "erasure": return requests.values.first { $0.kind == .erasure && $0.isOpen && $0.hold == number }
    default: return nil
    }
  }

  // MARK: - Decisions

  /// A new request, or the open one with the same question.
  ///
  /// - Throws: ``RightsRefusal`` where too many are open.
  func decideOpening(
    _ kind: RightsKind, _ subject: Subject, reason: String, receivedOn: CalendarDate
  ) throws(Refusal) -> (request: RightsRequest, isNew: Bool) {
    let known = requests.values.first { request in
      request.isOpen && request.kind == kind && request.capacity == subject.capacity
        && request.youth == subject.youth && request.parent == subject.parent
    }
    if let known { return (known, false) }
    guard requests.values.count(where: \.isOpen) < Self.openLimit else { throw .rights(.tooMany(Self.openLimit)) }
    let request = RightsRequest(
      number: last + 1, kind: kind, capacity: subject.capacity, receivedOn: receivedOn, reason: reason,
      youth: subject.youth, parent: subject.parent)
    return (request, true)
  }

  /// A longer term, once (GDPR article 12, paragraph 3).
  public func decideExtension(of id: String, for ground: ExtensionGround, at: Timestamp) throws(Refusal) -> RightsEvent
  {
    let request = try opened(id)
    guard request.extendedFor == nil else { throw .rights(.extendedBefore) }
    return .extended(
      request.number, ground, dueOn: request.dueOn.adding(months: RightsRequest.extensionMonths), at: at)
  }

  /// The request of this id, which is open.
  func opened(_ id: String) throws(Refusal) -> RightsRequest {
    guard let request = request(id) else { throw .rights(.noSuchRequest) }
    guard request.isOpen else { throw .rights(.closed) }
    return request
  }

  /// What is forgotten of closed requests.
  public func decideForgetting(at: Timestamp) -> RightsEvent? {
    let closed = all.filter { !$0.isOpen }
    let today = CalendarDate(at)
    let over = closed.prefix { request in
      request.closedAt.map { CalendarDate($0).adding(days: Self.closedDays) < today } ?? false
    }
    let count = max(over.count, closed.count - Self.closedLimit)
    return count > 0 ? .forgotten(closed.prefix(count).map(\.number), at: at) : nil
  }

  // MARK: - Changes

  mutating func put(_ request: RightsRequest) {
    requests[request.number] = request
    last = max(last, request.number)
  }

  /// The entries of a feed whose end a peer did not confirm.
  func unconfirmed(_ feed: FeedKey) -> [Handle] {
    requests.values.flatMap { $0.withdrawals.lazy.filter { $0.feed == feed }.compactMap(\.handle) }
  }

  /// The peer confirmed that it erased an entry.
  mutating func confirm(_ handle: Handle, _ feed: FeedKey, by receipt: DocumentId, at: Timestamp) {
    for number in requests.keys {
      guard let rows = requests[number]?.withdrawals, rows.contains(where: { $0.handle == handle }) else { continue }
      for row in rows.indices where rows[row].handle == handle && rows[row].feed == feed {
        requests[number]?.withdrawals[row].handle = nil
        requests[number]?.withdrawals[row].receipt = receipt
        requests[number]?.withdrawals[row].confirmedAt = at
      }
    }
  }

  /// An agreement ended, and its feeds with it: no peer confirms anything in them any more, so that no entry of them is named.
  mutating func forgetEntries(under agreement: AgreementId) {
    for (number, request) in requests {
      for row in request.withdrawals.indices where request.withdrawals[row].feed.agreement == agreement {
        requests[number]?.withdrawals[row].handle = nil
      }
    }
  }

  // MARK: - Snapshot

  func write(to writer: inout ByteWriter) {
    writer.int(last)
    writer.list(all) { $1.write(to: &$0) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    last = try reader.int()
    for request in try reader.list({ (reader) throws(CodecError) in try RightsRequest(from: &reader) }) {
      requests[request.number] = request
    }
  }
}

/// Whom a question is about: pseudonyms, and the capacity in which a person asks.
public struct Subject: Sendable, Equatable {
  /// In which capacity.
  public var capacity: SubjectCapacity
  /// The identity as that of a youth.
  public var youth: [Pseudonym]
  /// The identity as that of a parent.
  public var parent: [Pseudonym]

  /// Somebody who is known by these pseudonyms.
  public init(capacity: SubjectCapacity, youth: [Pseudonym], parent: [Pseudonym]) {
    (self.capacity, self.youth, self.parent) = (capacity, youth, parent)
  }
}
