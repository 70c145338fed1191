public import PeerProtocol

/// Whom mail about alarms is for.
public enum MailAudience: UInt8, Sendable, CaseIterable {
  case `operator` = 1
  case privacyOfficer = 2

  /// The role, as configuration and certificates name it.
  public var role: String {
    switch self {
    case .operator: "operator"
    case .privacyOfficer: "privacy-officer"
    }
  }

  /// Whether an alarm of this code is for them. Operators are told of all.
  func concerns(_ code: String) -> Bool { self == .operator || Self.officerCodes.contains(code) }

  /// What privacy officers have to look at themselves.
  private static let officerCodes: Set<String> = Set(GuessingSign.allCases.map(\.code)).union([
    "limit-exceeded", "death-reported", "objection-upheld", "privacy-officer-unopposed", "review-overdue",
    "review-incident", "split-view", "unproven-log", "false-witness", "inconsistent-log", "log-restarted",
    "own-signature-unknown", "seen-ahead",
  ])
}

/// An alarm that people are told of by mail: its name and the region that it is about, nothing else.
public struct MailAlarm: Hashable, Sendable {
  /// The region that it is about.
  public var region: RegionName?
  /// Its name, such as `limit-exceeded`.
  public var code: String
  /// When it was raised last.
  public var at: Timestamp

  init(_ code: String, about region: RegionName?, at: Timestamp) {
    (self.code, self.region, self.at) = (code, region, at)
  }

  /// What tells it from others, whenever it is raised.
  var key: String { (region?.text ?? "") + " " + code }

  func write(to writer: inout ByteWriter) {
    writer.optional(region) { $0.region($1) }
    writer.string(code)
    writer.time(at)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    region = try reader.optional { (reader) throws(CodecError) in try reader.region() }
    code = try reader.string()
    at = try reader.time()
  }
}

extension RegionState {
  /// Every alarm that the state tells of, each with the last time.
  var alarmsToTell: [MailAlarm] {
    var found = peering.alarms.flatMap { region, alarms in
      alarms.map { MailAlarm($0.code, about: region, at: $0.lastAt) }
    }
    found += limits.suspicions.flatMap { region, suspicions in
      suspicions.map { MailAlarm($0.sign.code, about: region, at: $0.at) }
    }
    found += audit.faults.map { MailAlarm($0.kind.name, about: $0.region, at: $0.at) }
    found += credentials.proposals.compactMap { proposal in
      proposal.lastAlarmAt.map { MailAlarm("privacy-officer-unopposed", about: nil, at: $0) }
    }
    if let at = audit.reviews.overdueToldAt { found.append(MailAlarm("review-overdue", about: nil, at: at)) }
    if let last = audit.reviews.closed.last, last.outcome == .incident {
      found.append(MailAlarm("review-incident", about: nil, at: last.at))
    }
    return found.sorted { ($0.at, $0.key) < ($1.at, $1.key) }
  }
}
