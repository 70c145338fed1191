/// What happened to this region's own signals.
public enum SignalEvent: Sendable, Equatable {
  /// A signal was reported for the first time, or anew with other contents, at `at` (milliseconds since 1970).
  case recorded(SignalContent, at: Int)
  /// The signals ended and stay known: archived, or findable as left.
  case ended(ids: [String], reason: EndReason, on: Int32, at: Int)
  /// The signals were erased; of each only the id and the mark of its last report stay, so that a repeat is recognised.
  case erased([ErasedSignal], at: Int)

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
    case .erased(let signals, let at):
      writer.byte(3)
      writer.int(at)
      writer.list(signals) { writer, signal in
        writer.string(signal.id)
        writer.identifier(signal.mark)
      }
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let tag = try reader.byte()
    let at = try reader.int()
    switch tag {
    case 1: self = .recorded(try SignalContent(from: &reader), at: at)
    case 2:
      guard let reason = EndReason(rawValue: try reader.byte()) else { throw CodecError("an unknown end reason") }
      guard let on = Int32(exactly: try reader.int()) else { throw CodecError("a date is out of range") }
      self = .ended(
        ids: try reader.list { (reader) throws(CodecError) in try reader.string() }, reason: reason, on: on, at: at)
    case 3:
      self = .erased(
        try reader.list { (reader) throws(CodecError) in
          ErasedSignal(id: try reader.string(), mark: try reader.identifier())
        }, at: at)
    default: throw CodecError("an unknown signal event")
    }
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
