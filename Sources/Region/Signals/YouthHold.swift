import PeerProtocol

/// One organisation's report that a youth died.
public struct DeathReport: Sendable, Equatable {
  /// The signal under which it was reported.
  public var signal: String
  /// The organisation that reported it.
  public var organisation: String
  /// The day of the report.
  public var on: Int32
}

/// What holds back all signals on a youth, also those that come later: an objection that is not decided on, or a death
/// that was reported or is being confirmed, or a request for erasure that waits for a second person.
///
/// It belongs to the youth and outlives every signal: no new id, withdrawal or file undoes it.
public struct YouthHold: Sendable, Equatable {
  /// What it is about.
  public enum Kind: UInt8, Sendable {
    /// An objection against the exchange of the youth.
    case objection = 1
    /// The youth's death.
    case death = 2
    /// A request that everything on the youth is erased.
    case erasure = 3

    /// The name in documents.
    public var name: String {
      switch self {
      case .objection: "objection"
      case .death: "death"
      case .erasure: "erasure"
      }
    }
  }

  /// Identities of a youth that it names at most.
  static let identityLimit = 64
  /// Ids of signals, present and former, that it names at most.
  static let signalLimit = 64
  /// Reports of a death that it names at most.
  static let reportLimit = 64
  /// Days after which a hold ends that nobody decided on, and whose youth no signal names any more.
  static let unnamedDays: Int32 = 5 * 365

  /// Its number within the region; given when it is taken in.
  public var number = 0
  /// What it is about.
  public var kind: Kind
  /// Every identity by which the youth was known since.
  public var youth: [Pseudonym]
  /// The ids of signals on the youth, also of those that are gone.
  public var signals: [String]
  /// The day on which it began.
  public var since: Int32
  /// The last day on which a signal named the youth.
  var namedOn: Int32
  /// Of a death: who reported it.
  public var reports: [DeathReport] = []
  /// Who upheld the objection, confirmed the death or wants the erasure; a second person has not yet.
  public var firstWord: Approval?

  init(_ kind: Kind, youth: [Pseudonym], signals: [String], since: Int32) {
    self.kind = kind
    self.youth = Array(youth.prefix(Self.identityLimit))
    self.signals = Array(signals.prefix(Self.signalLimit))
    self.since = since
    namedOn = since
  }

  /// Its name in lists and commands, such as `objection-3`.
  public var id: String { "\(kind.name)-\(number)" }

  /// Why it suspends signals, beside an objection that is lodged.
  var suspension: SignalSuspension {
    var reasons: SignalSuspension = []
    if !reports.isEmpty { reasons.insert(.reportedDeath) }
    if firstWord != nil { reasons.insert(.awaitsSecondPerson) }
    return reasons
  }

  /// Takes in what another of the same kind says of the same youth.
  mutating func merge(_ other: YouthHold) {
    note(youth: other.youth, signals: other.signals)
    for report in other.reports {
      if let known = reports.firstIndex(where: { $0.signal == report.signal }) {
        reports[known].organisation = report.organisation
      } else {
        reports.append(report)
      }
    }
    firstWord = firstWord ?? other.firstWord
    namedOn = max(namedOn, other.namedOn)
  }

  mutating func note(youth new: [Pseudonym], signals ids: [String]) {
    for pseudonym in new where !youth.contains(pseudonym) && youth.count < Self.identityLimit {
      youth.append(pseudonym)
    }
    for id in ids where !signals.contains(id) {
      // The first is the one that it began with.
      if signals.count >= Self.signalLimit { signals.remove(at: 1) }
      signals.append(id)
    }
  }

  func write(to writer: inout ByteWriter) {
    writer.int(number)
    writer.byte(kind.rawValue)
    writer.list(youth) { $0.point($1) }
    writer.list(signals) { $0.string($1) }
    writer.int(Int(since))
    writer.int(Int(namedOn))
    writer.list(reports) { writer, report in
      writer.string(report.signal)
      writer.string(report.organisation)
      writer.int(Int(report.on))
    }
    writer.optional(firstWord) { $1.write(to: &$0) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    number = try reader.int()
    guard let kind = Kind(rawValue: try reader.byte()) else { throw CodecError("an unknown kind of hold") }
    self.kind = kind
    youth = try reader.list { (reader) throws(CodecError) in try reader.pseudonym() }
    signals = try reader.list { (reader) throws(CodecError) in try reader.string() }
    since = try reader.day()
    namedOn = try reader.day()
    reports = try reader.list { (reader) throws(CodecError) in
      DeathReport(signal: try reader.string(), organisation: try reader.string(), on: try reader.day())
    }
    firstWord = try reader.optional { (reader) throws(CodecError) in try Approval(from: &reader) }
  }
}
