public import PeerProtocol

/// Why a signal was erased. Kept with its mark, so that the erasure can be taken back where the cause was false.
public enum ErasureCause: UInt8, Sendable, CaseIterable {
  /// An earlier version of this program erased it, which did not keep the cause.
  case unknown = 0
  /// Its reporter entered it by mistake.
  case mistaken = 3
  /// Its reporter ended it for an objection.
  case objection = 4
  /// The youth's death was reported.
  case deceased = 5
  /// The region's index no longer named it.
  case sourceRemoved = 7
  /// The youth reached the age limit.
  case ageLimit = 8
  /// Its term and its time in the archive were over.
  case archiveEnded = 9
  /// Two people upheld an objection.
  case objectionUpheld = 20
  /// Two people confirmed the youth's death.
  case deathConfirmed = 21
  /// Two people granted a request that everything on the youth is erased.
  case erasureRequested = 22

  /// The name in documents, such as `age-limit`.
  public var name: String {
    switch self {
    case .unknown: "unknown"
    case .objectionUpheld: "objection-upheld"
    case .deathConfirmed: "death-confirmed"
    case .erasureRequested: "erasure-request"
    default: EndReason(rawValue: rawValue)?.name ?? "unknown"
    }
  }

  /// The cause that a reason of the same meaning stands for.
  init(_ reason: EndReason) { self = ErasureCause(rawValue: reason.rawValue) ?? .unknown }

  /// True where two people decided: no report brings the signal back, only two people do.
  var isDecided: Bool { self == .objectionUpheld || self == .deathConfirmed || self == .erasureRequested }

  /// True where nothing stays of the youth, not even matches that ended.
  var leavesNothing: Bool { self == .objectionUpheld || self == .erasureRequested }
}

/// What stays of an erased signal: nothing of the youth.
public struct ErasedSignal: Sendable, Equatable {
  /// The signal's id.
  public var id: String
  /// The mark of what was last reported under it.
  public var mark: SignalMark
  /// Why it was erased.
  public var cause: ErasureCause
  /// The ids of the signals by whose reports it was erased, where they are others.
  public var sources: [String]
  /// The day from which nothing was to be kept on the youth, where that is the cause.
  var eraseOn = SignalsState.noDate
  /// How people had ended it before: so it comes back.
  var end: UInt8 = 0
  /// When they had.
  var endedOn = SignalsState.noDate
  /// What its last report said of an objection: the code of an ``ObjectionStep``, or 0.
  var told: UInt8 = 0

  /// The remains of the signal `id`.
  public init(id: String, mark: SignalMark, cause: ErasureCause = .unknown, sources: [String] = []) {
    self.id = id
    self.mark = mark
    self.cause = cause
    self.sources = sources
  }

  func write(to writer: inout ByteWriter) {
    writer.string(id)
    writer.identifier(mark)
    writer.byte(cause.rawValue)
    writer.list(sources) { $0.string($1) }
    writer.int(Int(eraseOn))
    writer.byte(end)
    writer.int(Int(endedOn))
    writer.byte(told)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init(id: try reader.string(), mark: try reader.identifier())
    guard reader.format >= 2 else { return }
    guard let cause = ErasureCause(rawValue: try reader.byte()) else { throw CodecError("an unknown cause of erasure") }
    self.cause = cause
    sources = try reader.list { (reader) throws(CodecError) in try reader.string() }
    eraseOn = try reader.day()
    end = try reader.byte()
    endedOn = try reader.day()
    told = try reader.byte()
  }
}

/// An erased signal's mark: by it a repeated report is recognised, and what it stood on can be taken back.
public struct ErasureMark: Sendable, Equatable {
  /// What is left of the signal.
  public var signal: ErasedSignal
  /// The day on which it was erased; ``SignalsState/noDate`` where an earlier version did not keep it.
  var erasedOn: Int32
  /// True once its cause was corrected, or two people lifted it: the next report restores the signal.
  public var isLifted = false

  /// True where nobody knows why the signal was erased, and nobody lifted it.
  var isUnknown: Bool { signal.cause == .unknown && !isLifted }

  /// The day on which it was erased, where that is known.
  public var day: CalendarDate? {
    erasedOn == SignalsState.noDate ? nil : CalendarDate(daysSince1970: Int(erasedOn))
  }

  func write(to writer: inout ByteWriter) {
    signal.write(to: &writer)
    writer.int(Int(erasedOn))
    writer.bool(isLifted)
  }

  init(_ signal: ErasedSignal, erasedOn: Int32) {
    self.signal = signal
    self.erasedOn = erasedOn
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    signal = try ErasedSignal(from: &reader)
    erasedOn = SignalsState.noDate
    guard reader.format >= 2 else { return }
    erasedOn = try reader.day()
    isLifted = try reader.bool()
  }
}
