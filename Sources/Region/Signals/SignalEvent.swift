/// What happened to this region's own signals.
public enum SignalEvent: Sendable, Equatable {
  /// A signal was reported for the first time, or anew with other contents, at `at` (milliseconds since 1970).
  case recorded(SignalContent, at: Int)
  /// The signals ended and stay known: archived, or findable as left.
  case ended(ids: [String], reason: EndReason, on: Int32, at: Int)
  /// The signals were erased; of each only the id and the mark of its last report stay, so that a repeat is recognised.
  /// Of those that the source removed nothing stays: they are news when they come again.
  case erased([ErasedSignal], reason: EndReason, at: Int)
  /// An objection was lodged against the exchange of the youth of this signal, on that day.
  case objectionLodged(String, on: Int32, at: Int)
  /// The objection concerning the youth of this signal was rejected.
  case objectionRejected(String, at: Int)
  /// What the region's profile lets into the feeds changed.
  case rulesChanged(ExchangeRules, at: Int)
  /// The signals are suspended for that reason: stored, and shown to nobody else.
  case suspended(ids: [String], reason: SignalSuspension, at: Int)
  /// That reason no longer suspends the signals.
  case suspensionEnded(ids: [String], reason: SignalSuspension, at: Int)

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
      writer.list(signals) { writer, signal in
        writer.string(signal.id)
        writer.identifier(signal.mark)
      }
    case .objectionLodged(let id, let on, let at):
      writer.byte(4)
      writer.int(at)
      writer.string(id)
      writer.int(Int(on))
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
        try reader.list { (reader) throws(CodecError) in
          ErasedSignal(id: try reader.string(), mark: try reader.identifier())
        }, reason: reason, at: at)
    case 4: self = .objectionLodged(try reader.string(), on: try reader.day(), at: at)
    case 5: self = .objectionRejected(try reader.string(), at: at)
    case 6: self = .rulesChanged(try ExchangeRules(from: &reader), at: at)
    case 7, 8:
      let reason = try reader.suspension()
      let ids = try reader.list { (reader) throws(CodecError) in try reader.string() }
      self =
        tag == 7 ? .suspended(ids: ids, reason: reason, at: at) : .suspensionEnded(ids: ids, reason: reason, at: at)
    default: throw CodecError("an unknown signal event")
    }
  }
}

extension ByteWriter {
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

  fileprivate mutating func day() throws(CodecError) -> Int32 {
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

/// What stays of an erased signal: nothing of the youth.
public struct ErasedSignal: Sendable, Equatable {
  /// The signal's id.
  public var id: String
  /// The mark of what was last reported under it.
  public var mark: SignalMark

  /// The remains of the signal `id`.
  public init(id: String, mark: SignalMark) {
    self.id = id
    self.mark = mark
  }
}
