/// What happened to the audit log.
public enum AuditEvent: Sendable {
  /// An instance of the log began; the entries that follow are its own.
  case instanceBegan(LogInstance)
  /// Entries were added, each as the bytes of its leaf; with the keys of commitments to things that had none yet.
  case recorded([[UInt8]], keys: [AuditThing: [UInt8]])
  /// The first so many entries of the instance are in its files.
  case stored(Int)

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
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .instanceBegan(try LogInstance(from: &reader))
    case 2:
      self = .recorded(
        try reader.list { (reader) throws(CodecError) in try reader.blob() }, keys: try AuditState.keys(from: &reader))
    case 3: self = .stored(try reader.int())
    default: throw CodecError("an unknown event of the audit log")
    }
  }
}
