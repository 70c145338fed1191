public import PeerProtocol
public import Region

/// Whom this node writes to; read once at start.
public struct MailSettings: Sendable {
  /// When the digest for coordinators goes.
  public struct Digest: Sendable {
    /// Minutes after midnight.
    public var minute: Int
    /// Whether it goes on Saturday and Sunday too.
    public var isDaily: Bool

    /// A digest at this time.
    public init(minute: Int, isDaily: Bool) { (self.minute, self.isDaily) = (minute, isDaily) }
  }

  /// The digest; nil where nobody gets one.
  public var digest: Digest?
  /// Who gets mail about alarms.
  public var audiences: Set<MailAudience>
  /// The day and the minute of the day that clocks show where the region is.
  public var localTime: @Sendable (Timestamp) -> (day: CalendarDate, minute: Int)

  /// Settings of these particulars.
  public init(
    digest: Digest?, audiences: Set<MailAudience>,
    localTime: @escaping @Sendable (Timestamp) -> (day: CalendarDate, minute: Int)
  ) {
    (self.digest, self.audiences, self.localTime) = (digest, audiences, localTime)
  }

  /// The day whose digest is due at a moment; nil where none is.
  func dueDigest(after last: CalendarDate?, at now: Timestamp) -> CalendarDate? {
    guard let digest else { return nil }
    let local = localTime(now)
    // 1 January 1970 was a Thursday.
    let weekday = (Int(local.day.daysSince1970) % 7 + 7 + 4) % 7
    guard local.minute >= digest.minute, digest.isDaily || (1...5).contains(weekday) else { return nil }
    return last.map { $0 < local.day } ?? true ? local.day : nil
  }
}

/// A mail as facts: counts and names of alarms, never a word on a youth. Whoever sends it finds the words.
public enum Mail: Sendable, Hashable {
  /// For coordinators: how much waits on the worklist.
  case digest(on: CalendarDate, WorklistCounts)
  /// For an audience: alarms.
  case alarms(MailAudience, [MailAlarm])
  /// Nothing but that mail works, to this address.
  case test(address: String, id: String)
}

/// How much waits on the worklist of the region.
public struct WorklistCounts: Sendable, Hashable {
  /// Matches that nobody looked at.
  public var new = 0
  /// Matches without contact after the agreement's term.
  public var overdue = 0
  /// All lines.
  public var all = 0

  /// No line.
  public init() {}
}

/// Why a mail was not sent: texts of the mail server and of TLS, nothing of the mail.
public struct MailFailure: Error, Sendable, Hashable {
  /// What happened, for an operator.
  public var reason: String

  /// A failure with this reason.
  public init(_ reason: String) { self.reason = reason }
}

/// Sends mail.
public protocol Mailer: Sendable {
  /// Sends `mail` and reports the outcome once, on any thread.
  func send(_ mail: Mail, completion: @escaping @Sendable (Result<Void, MailFailure>) -> Void)
}

/// How mail fares where it does not work.
public struct MailTrouble: Sendable, Hashable {
  /// Since when nothing is sent.
  public var since: Timestamp
  /// Why.
  public var reason: String
}
