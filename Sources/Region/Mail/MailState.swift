public import PeerProtocol

/// What was told by mail.
public struct MailState: Sendable, Equatable {
  /// Alarms that are remembered for each audience: beyond it those that were told longest ago go.
  static let memory = 2_000
  /// An alarm that comes again within so many seconds of the last mail about it is not told again.
  static let quietSeconds: Int64 = 86_400
  /// What was raised longer ago is no news.
  static let newsSeconds: Int64 = 7 * 86_400

  /// The day of the last digest, by the calendar of the Netherlands.
  public private(set) var digestOn: CalendarDate?
  /// When each alarm was raised that was told last, by audience and ``MailAlarm/key``.
  private var told: [MailAudience: [String: Timestamp]] = [:]

  init() {}

  /// The alarms that an audience was not told of, oldest first.
  public static func untold(_ state: RegionState, to audience: MailAudience, at now: Timestamp) -> [MailAlarm] {
    let told = state.mail.told[audience] ?? [:]
    return state.alarmsToTell.filter { alarm in
      guard audience.concerns(alarm.code), alarm.at.seconds(since: now) > -newsSeconds else { return false }
      return told[alarm.key].map { alarm.at.seconds(since: $0) >= quietSeconds } ?? true
    }
  }

  mutating func apply(_ event: MailEvent) {
    switch event {
    case .alarmsTold(let audience, let alarms, _):
      var all = told[audience] ?? [:]
      for alarm in alarms { all[alarm.key] = alarm.at }
      if all.count > Self.memory {
        let oldest = all.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(all.count - Self.memory)
        for (key, _) in oldest { all[key] = nil }
      }
      told[audience] = all
    case .digestSettled(let day, _): digestOn = day
    }
  }

  func write(to writer: inout ByteWriter) {
    writer.optional(digestOn) { $0.date($1) }
    for audience in MailAudience.allCases {
      writer.list((told[audience] ?? [:]).sorted { $0.key < $1.key }) { writer, entry in
        writer.string(entry.key)
        writer.time(entry.value)
      }
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    digestOn = try reader.optional { (reader) throws(CodecError) in try reader.date() }
    for audience in MailAudience.allCases {
      let entries = try reader.list { (reader) throws(CodecError) in (try reader.string(), try reader.time()) }
      if !entries.isEmpty { told[audience] = Dictionary(entries) { first, _ in first } }
    }
  }
}
