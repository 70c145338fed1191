public import PeerProtocol

/// What was told by mail, so that a restart tells nothing twice.
public enum MailEvent: Sendable {
  /// A mail server took a mail about these alarms.
  case alarmsTold(MailAudience, [MailAlarm], at: Timestamp)
  /// The digest of a day was sent, or there was nothing to say.
  case digestSettled(on: CalendarDate, at: Timestamp)

  /// What this node's clock said.
  var moment: Timestamp {
    switch self {
    case .alarmsTold(_, _, let at), .digestSettled(_, let at): at
    }
  }

  func write(to writer: inout ByteWriter) {
    switch self {
    case .alarmsTold(let audience, let alarms, _):
      writer.byte(1)
      writer.byte(audience.rawValue)
      writer.list(alarms) { $1.write(to: &$0) }
    case .digestSettled(let day, _):
      writer.byte(2)
      writer.date(day)
    }
    writer.time(moment)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1:
      guard let audience = MailAudience(rawValue: try reader.byte()) else { throw CodecError("mail for nobody known") }
      let alarms = try reader.list { (reader) throws(CodecError) in try MailAlarm(from: &reader) }
      self = .alarmsTold(audience, alarms, at: try reader.time())
    case 2: self = .digestSettled(on: try reader.date(), at: try reader.time())
    default: throw CodecError("an unknown event of mail")
    }
  }
}
