public import PeerProtocol

/// What happened to the audit log.
public enum AuditEvent: Sendable {
  /// An instance of the log began; the entries that follow are its own.
  case instanceBegan(AuditInstance)
  /// Entries were added, each as the bytes of its leaf; with the keys of commitments to things that had none yet.
  case recorded([[UInt8]], keys: [AuditThing: [UInt8]])
  /// The entries of the instance below this index are in its files.
  case stored(Int)
  /// A checkpoint was signed over the entries below this index, the roster the last of them.
  case checkpointSigned(size: Int, root: [UInt8], note: [UInt8], roster: [RosterMember], at: Timestamp)
  /// A peer's witness cosigned the checkpoint of this size: the note with all cosignatures so far.
  case cosigned(RegionName, size: Int, note: [UInt8], at: Timestamp)
  /// A peer said which size of this log its witness cosigned last.
  case cosignedSizeLearnt(RegionName, Int)
  /// A peer's witness does not cosign, and showed no reason; nil ends it.
  case refusalNoted(RegionName, FaultPeriod?)
  /// This node's witness is about to cosign a checkpoint of a peer's log.
  case witnessed(WitnessedLog)
  /// A log gives no proof that two of its states go together; nil once it gave one.
  case unproven(origin: String, LogPair, FaultPeriod?)
  /// A peer has another log now.
  case logForgotten(origin: String)
  /// Something showed that cannot be true of an honest log or witness.
  case faultNoticed(LogFault)
  /// Something happened to the reviews.
  case review(ReviewEvent)
  /// A peer showed a newer state of the instance before than this node knew.
  case previousLearnt(AuditHead)
  /// Entries at the front of these instances were removed after their term, on this day.
  case pruned([PrunedSpan], on: CalendarDate)
  /// The files of all removed entries of these instances are gone.
  case prunedFilesRemoved([String])
  /// Entries of this day name the holders of these certificates (SHA-256).
  case holdersNamed([[UInt8]], on: CalendarDate)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .instanceBegan(let instance):
      writer.byte(1)
      instance.write(to: &writer)
    case .recorded(let entries, let keys):
      writer.byte(2)
      writer.list(entries) { $0.blob($1) }
      AuditState.write(keys, to: &writer)
    case .stored(let size):
      writer.byte(3)
      writer.int(size)
    case .checkpointSigned(let size, let root, let note, let roster, let at):
      writer.byte(4)
      writer.int(size)
      writer.blob(root)
      writer.blob(note)
      writer.list(roster) { $1.write(to: &$0) }
      writer.time(at)
    case .cosigned(let peer, let size, let note, let at):
      writer.byte(5)
      writer.region(peer)
      writer.int(size)
      writer.blob(note)
      writer.time(at)
    case .cosignedSizeLearnt(let peer, let size):
      writer.byte(6)
      writer.region(peer)
      writer.int(size)
    case .refusalNoted(let peer, let period):
      writer.byte(7)
      writer.region(peer)
      writer.optional(period) { $1.write(to: &$0) }
    case .witnessed(let log):
      writer.byte(8)
      log.write(to: &writer)
    case .unproven(let origin, let pair, let period):
      writer.byte(9)
      writer.string(origin)
      pair.write(to: &writer)
      writer.optional(period) { $1.write(to: &$0) }
    case .logForgotten(let origin):
      writer.byte(10)
      writer.string(origin)
    case .faultNoticed(let fault):
      writer.byte(11)
      fault.write(to: &writer)
    case .review(let event):
      writer.byte(13)
      event.write(to: &writer)
    case .previousLearnt(let head):
      writer.byte(14)
      head.write(to: &writer)
    case .pruned(let spans, let day):
      writer.byte(20)
      writer.list(spans) { $1.write(to: &$0) }
      writer.int(Int(day.daysSince1970))
    case .prunedFilesRemoved(let instances):
      writer.byte(21)
      writer.list(instances) { $0.string($1) }
    case .holdersNamed(let holders, let day):
      writer.byte(22)
      writer.list(holders) { $0.blob($1) }
      writer.int(Int(day.daysSince1970))
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .instanceBegan(try AuditInstance(from: &reader))
    case 2:
      self = .recorded(
        try reader.list { (reader) throws(CodecError) in try reader.blob() }, keys: try AuditState.keys(from: &reader))
    case 3: self = .stored(try reader.int())
    case 4:
      self = .checkpointSigned(
        size: try reader.int(), root: try reader.blob(), note: try reader.blob(),
        roster: try reader.list { (reader) throws(CodecError) in try RosterMember(from: &reader) },
        at: try reader.time())
    case 5:
      self = .cosigned(
        try reader.region(), size: try reader.int(), note: try reader.blob(), at: try reader.time())
    case 6: self = .cosignedSizeLearnt(try reader.region(), try reader.int())
    case 7:
      self = .refusalNoted(
        try reader.region(), try reader.optional { (reader) throws(CodecError) in try FaultPeriod(from: &reader) })
    case 8: self = .witnessed(try WitnessedLog(from: &reader))
    case 9:
      self = .unproven(
        origin: try reader.string(), try LogPair(from: &reader),
        try reader.optional { (reader) throws(CodecError) in try FaultPeriod(from: &reader) })
    case 10: self = .logForgotten(origin: try reader.string())
    case 11: self = .faultNoticed(try LogFault(from: &reader))
    case 13: self = .review(try ReviewEvent(from: &reader))
    case 14: self = .previousLearnt(try AuditHead(from: &reader))
    case 20:
      self = .pruned(
        try reader.list { (reader) throws(CodecError) in try PrunedSpan(from: &reader) },
        on: CalendarDate(daysSince1970: try reader.int()))
    case 21: self = .prunedFilesRemoved(try reader.list { (reader) throws(CodecError) in try reader.string() })
    case 22:
      self = .holdersNamed(
        try reader.list { (reader) throws(CodecError) in try reader.blob() },
        on: CalendarDate(daysSince1970: try reader.int()))
    default: throw CodecError("an unknown event of the audit log")
    }
  }
}
