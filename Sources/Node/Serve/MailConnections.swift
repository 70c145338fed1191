import Cryptography
import Engine
import Pages
import PeerProtocol
import Region
import System
import Transport

/// Writes and sends the mail of a node, in Dutch, on a thread of its own for each: there is one at a time.
final class MailConnections: Mailer {
  private let server: MailServer
  private let configuration: MailConfiguration
  private let region: RegionName

  init(server: MailServer, configuration: MailConfiguration, region: RegionName) {
    (self.server, self.configuration, self.region) = (server, configuration, region)
  }

  /// Sends a mail; the completion comes from a thread of its own.
  func send(_ mail: Mail, completion: @escaping @Sendable (Result<Void, MailFailure>) -> Void) {
    let isStarted = WorkerThread.start { [self] in
      let outgoing = MailText(mail, configuration, region).outgoing(at: Timestamp(seconds: WallClock.seconds))
      let reason = MailSender.send(outgoing, by: server)
      completion(reason.map { .failure(MailFailure($0)) } ?? .success(()))
    }
    if !isStarted { completion(.failure(MailFailure("the system has no thread to give"))) }
  }
}

/// The words of a mail: counts, and names of alarms with what to do. Nothing here knows a youth, a family or a signal.
struct MailText: Sendable {
  let to: [String]
  let subject: String
  let lines: [String]
  private let from: String
  /// What the mail is about: two mails about the same have the same Message-ID.
  private let about: String

  init(_ mail: Mail, _ configuration: MailConfiguration, _ region: RegionName) {
    from = configuration.from
    let open = configuration.pages.map { ["", "Open de pagina's: \($0)"] } ?? []
    switch mail {
    case .digest(let day, let counts):
      to = configuration.digest?.to ?? []
      subject = "Samenloop \(region.text): werklijst"
      about = "digest \(region.text) \(day.iso)"
      lines =
        [
          "Op de werklijst van \(region.text):", "", "- \(Self.matches(counts.new, "nieuwe match", "nieuwe matches"))",
          "- \(Self.matches(counts.overdue, "match", "matches")) over de termijn zonder contact",
          "- \(Self.matches(counts.all, "regel", "regels")) in totaal",
        ] + open + ["", "Dit bericht noemt nooit een jeugdige. Wie het zijn, ziet u alleen op de werklijst."]
    case .alarms(let audience, let alarms):
      to = configuration.alarms[audience] ?? []
      subject =
        alarms.count == 1
        ? "Samenloop \(region.text): alarm \(alarms[0].code)" : "Samenloop \(region.text): \(alarms.count) alarmen"
      about =
        "alarms \(audience.role) "
        + alarms.map { "\($0.code) \($0.region?.text ?? "") \($0.at)" }.joined(separator: "\n")
      lines =
        alarms.flatMap { alarm in Self.lines(alarm, region) + [""] }
        + ["Alles bij elkaar: samenloop status"] + open
    case .test(let address, let id):
      to = [address]
      subject = "Samenloop \(region.text): proefbericht"
      about = "test \(id)"
      lines = ["Dit is een proefbericht van het knooppunt van \(region.text). Er is niets aan de hand."]
    }
  }

  private static func matches(_ count: Int, _ one: String, _ several: String) -> String {
    "\(count) \(count == 1 ? one : several)"
  }

  private static func lines(_ alarm: MailAlarm, _ own: RegionName) -> [String] {
    let subject = alarm.region.map { $0 == own ? "deze regio" : "regio \($0.text)" } ?? "deze regio"
    var lines = ["\(alarm.code), over \(subject), laatst \(alarm.at)"]
    if let words = AlarmWords.words(alarm.code) {
      lines += [words.meaning.text(in: .dutch), words.remedy.text(in: .dutch)]
    }
    return lines
  }

  /// The mail as it goes out. Its text stands in Base64, so that no server on the way changes it.
  func outgoing(at now: Timestamp) -> OutgoingMail {
    let domain = from.split(separator: "@").last.map(String.init) ?? "localhost"
    let id = Hexadecimal.text(SHA256.hash(Array(about.utf8)).prefix(16))
    var head = [
      "From: Samenloop <\(from)>", "To: \(to.joined(separator: ",\r\n "))", "Subject: \(subject)",
      "Date: \(Self.date(now))",
      "Message-ID: <\(id)@\(domain)>", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64", "Auto-Submitted: auto-generated", "",
    ]
    var text = Base64.encode(Array((lines.joined(separator: "\r\n") + "\r\n").utf8))[...]
    while !text.isEmpty {
      head.append(String(text.prefix(76)))
      text = text.dropFirst(76)
    }
    return OutgoingMail(from: from, to: to, message: Array((head.joined(separator: "\r\n") + "\r\n").utf8))
  }

  /// As RFC 5322 has it, in UTC.
  private static func date(_ moment: Timestamp) -> String {
    let day = CalendarDate(moment)
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let weekday = weekdays[(Int(day.daysSince1970) % 7 + 7) % 7]
    let iso = day.iso
    let month = months[((Int(iso.dropFirst(5).prefix(2)) ?? 1) - 1) % 12]
    return "\(weekday), \(iso.suffix(2)) \(month) \(iso.prefix(4)) \(moment.rfc3339.dropFirst(11).prefix(8)) +0000"
  }
}
