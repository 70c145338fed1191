import PeerProtocol

/// What happened to this region's own signals.
public enum SignalEvent: Sendable, Equatable {
  /// A signal was reported for the first time, or anew with other contents, at `at` (milliseconds since 1970).
  case recorded(SignalContent, at: Int)
  /// The signals ended and stay known: archived, or findable as left.
  case ended(ids: [String], reason: EndReason, on: Int32, at: Int)
  /// The signals were erased; of each only the id, the mark of its last report and the cause stay, so that a repeat is
  /// recognised and what was erased in error can come back.
  case erased([ErasedSignal], reason: EndReason, at: Int)
  /// A youth is held back from now on, or for one more reason.
  case held(YouthHold, at: Int)
  /// The objections against the youth of this signal were rejected, as an earlier version wrote it.
  case objectionRejected(String, at: Int)
  /// What the region's profile lets into the feeds changed.
  case rulesChanged(ExchangeRules, at: Int)
  /// The signals are suspended for that reason: stored, and shown to nobody else.
  case suspended(ids: [String], reason: SignalSuspension, at: Int)
  /// That reason no longer suspends the signals.
  case suspensionEnded(ids: [String], reason: SignalSuspension, at: Int)
  /// The signals get at least this shielding, by a row that was refused or a word that is read anew.
  case shieldingRaised(ids: [String], to: Shielding, at: Int)
  /// The rows were refused, and wait for good ones.
  case rowsRefused([RefusedRow], at: Int)
  /// The signals of refused rows were withdrawn, or their source no longer has them.
  case refusalsResolved(ids: [String], at: Int)
  /// These holds ended: they were decided on, or nobody is there any more on whom to decide.
  case released(holds: [Int], at: Int)
  /// The first person's word on this hold was taken back or refused.
  case wordTaken(hold: Int, at: Int)
  /// What was reported under these ids was corrected: nobody else's signal stands suspended or erased on it any more.
  case corrected(sources: [String], at: Int)
  /// One person wants the mark of this signal lifted, or with nil all marks of unknown cause.
  case liftApproved(String?, Approval)
  /// Two people lifted these marks: the next report restores the signals.
  case lifted(ids: [String], at: Int)
  /// A privacy officer wrote down on which day the families of these signals were informed.
  case informed(ids: [String], on: Int32, at: Int)
  /// These marks can no longer matter.
  case marksForgotten(ids: [String], at: Int)
  /// Marks without a day of erasure, or with one that has not come yet, count from this day on.
  case marksDated(on: Int32, at: Int)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .recorded(let content, let at):
      writer.byte(1)
      writer.int(at)
      content.write(to: &writer)
    case .ended(let ids, let reason, let on, let at):
      writer.byte(2)
      writer.int(at)
      writer.byte(reason.rawValue)
      writer.int(Int(on))
      writer.list(ids) { $0.string($1) }
    case .erased(let signals, let reason, let at):
      writer.byte(3)
      writer.int(at)
      writer.byte(reason.rawValue)
      writer.list(signals) { $1.write(to: &$0) }
    case .held(let hold, let at):
      writer.byte(4)
      writer.int(at)
      hold.write(to: &writer)
    case .objectionRejected(let id, let at):
      writer.byte(5)
      writer.int(at)
      writer.string(id)
    case .rulesChanged(let rules, let at):
      writer.byte(6)
      writer.int(at)
      rules.write(to: &writer)
    case .suspended(let ids, let reason, let at): writer.suspension(7, ids, reason, at)
    case .suspensionEnded(let ids, let reason, let at): writer.suspension(8, ids, reason, at)
    case .shieldingRaised(let ids, let shielding, let at):
      writer.byte(20)
      writer.int(at)
      writer.byte(shielding.rawValue)
      writer.list(ids) { $0.string($1) }
    case .rowsRefused(let rows, let at):
      writer.byte(21)
      writer.int(at)
      writer.list(rows) { $1.write(to: &$0) }
    case .refusalsResolved(let ids, let at):
      writer.byte(22)
      writer.int(at)
      writer.list(ids) { $0.string($1) }
    case .released(let holds, let at):
      writer.byte(9)
      writer.int(at)
      writer.list(holds) { $0.int($1) }
    case .wordTaken(let hold, let at):
      writer.byte(10)
      writer.int(at)
      writer.int(hold)
    case .corrected(let ids, let at): writer.ids(11, ids, at)
    case .liftApproved(let id, let approval):
      writer.byte(12)
      writer.int(approval.at.milliseconds)
      writer.optional(id) { $0.string($1) }
      approval.write(to: &writer)
    case .lifted(let ids, let at): writer.ids(13, ids, at)
    case .informed(let ids, let day, let at):
      writer.ids(23, ids, at)
      writer.int(Int(day))
    case .marksForgotten(let ids, let at): writer.ids(14, ids, at)
    case .marksDated(let day, let at):
      writer.byte(15)
      writer.int(at)
      writer.int(Int(day))
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let tag = try reader.byte()
    let at = try reader.int()
    switch tag {
    case 1: self = .recorded(try SignalContent(from: &reader), at: at)
    case 2:
      let (reason, on) = (try reader.endReason(), try reader.day())
      self = .ended(
        ids: try reader.list { (reader) throws(CodecError) in try reader.string() }, reason: reason, on: on, at: at)
    case 3:
      let reason = try reader.endReason()
      self = .erased(
        try reader.list { (reader) throws(CodecError) in try ErasedSignal(from: &reader) }, reason: reason, at: at)
    case 4 where reader.format < 2:
      let id = try reader.string()
      self = .held(YouthHold(.objection, youth: [], signals: [id], since: try reader.day()), at: at)
    case 4: self = .held(try YouthHold(from: &reader), at: at)
    case 5: self = .objectionRejected(try reader.string(), at: at)
    case 6: self = .rulesChanged(try ExchangeRules(from: &reader), at: at)
    case 7, 8:
      let reason = try reader.suspension()
      let ids = try reader.list { (reader) throws(CodecError) in try reader.string() }
      self =
        tag == 7 ? .suspended(ids: ids, reason: reason, at: at) : .suspensionEnded(ids: ids, reason: reason, at: at)
    case 20:
      guard let shielding = Shielding(rawValue: try reader.byte()) else { throw CodecError("an unknown shielding") }
      let ids = try reader.list { (reader) throws(CodecError) in try reader.string() }
      self = .shieldingRaised(ids: ids, to: shielding, at: at)
    case 21:
      self = .rowsRefused(
        try reader.list { (reader) throws(CodecError) in try RefusedRow(from: &reader) }, at: at)
    case 22:
      self = .refusalsResolved(
        ids: try reader.list { (reader) throws(CodecError) in try reader.string() }, at: at)
    case 9: self = .released(holds: try reader.list { (reader) throws(CodecError) in try reader.int() }, at: at)
    case 10: self = .wordTaken(hold: try reader.int(), at: at)
    case 11: self = .corrected(sources: try reader.ids(), at: at)
    case 12:
      let id = try reader.optional { (reader) throws(CodecError) in try reader.string() }
      self = .liftApproved(id, try Approval(from: &reader))
    case 13: self = .lifted(ids: try reader.ids(), at: at)
    case 23: self = .informed(ids: try reader.ids(), on: try reader.day(), at: at)
    case 14: self = .marksForgotten(ids: try reader.ids(), at: at)
    case 15: self = .marksDated(on: try reader.day(), at: at)
    default: throw CodecError("an unknown signal event")
    }
  }
}

extension ByteWriter {
  fileprivate mutating func ids(_ tag: UInt8, _ ids: [String], _ at: Int) {
    byte(tag)
    int(at)
    list(ids) { $0.string($1) }
  }

  fileprivate mutating func suspension(_ tag: UInt8, _ ids: [String], _ reason: SignalSuspension, _ at: Int) {
    byte(tag)
    int(at)
    byte(reason.rawValue)
    list(ids) { $0.string($1) }
  }
}

extension ByteReader {
  mutating func suspension() throws(CodecError) -> SignalSuspension {
    let reason = SignalSuspension(rawValue: try byte())
    guard SignalSuspension.all.isSuperset(of: reason) else { throw CodecError("an unknown reason of suspension") }
    return reason
  }

  fileprivate mutating func endReason() throws(CodecError) -> EndReason {
    guard let reason = EndReason(rawValue: try byte()) else { throw CodecError("an unknown end reason") }
    return reason
  }

  fileprivate mutating func ids() throws(CodecError) -> [String] {
    try list { (reader) throws(CodecError) in try reader.string() }
  }

  mutating func day() throws(CodecError) -> Int32 {
    guard let day = Int32(exactly: try int()) else { throw CodecError("a date is out of range") }
    return day
  }
}

extension ExchangeRules {
  func write(to writer: inout ByteWriter) {
    writer.bool(holdsUninformed)
    writer.bool(hasEnded)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init(holdsUninformed: try reader.bool(), hasEnded: try reader.bool())
  }
}
