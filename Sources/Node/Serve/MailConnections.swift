import Cryptography
import Engine
import Pages
import PeerProtocol
import Region
import System
import Transport

/// Writes and sends the mail of a node, in the language of node.json, on a thread of its own for each: there is one at a time.
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
    let open =
      configuration.pages.map { [Phrase(both: ""), Phrase("Open de pagina's: \($0)", "Open the pages: \($0)")] } ?? []
    let (subject, lines): (Phrase, [Phrase])
    switch mail {
    case .digest(let day, let counts):
      to = configuration.digest?.to ?? []
      subject = Phrase("Samenloop \(region.text): werklijst", "Samenloop \(region.text): worklist")
      about = "digest \(region.text) \(day.iso)"
      lines = Self.digest(counts, region) + open + [Phrase(both: ""), .noYouthInMail]
    case .alarms(let audience, let alarms):
      to = configuration.alarms[audience] ?? []
      subject =
        alarms.count == 1
        ? Phrase(both: "Samenloop \(region.text): alarm \(alarms[0].code)")
        : Phrase(
          "Samenloop \(region.text): \(String(alarms.count)) alarmen",
          "Samenloop \(region.text): \(String(alarms.count)) alarms")
      about =
        "alarms \(audience.role) "
        + alarms.map { "\($0.code) \($0.region?.text ?? "") \($0.at)" }.joined(separator: "\n")
      lines =
        alarms.flatMap { alarm in Self.lines(alarm, region) + [Phrase(both: "")] }
        + [Phrase("Alles bij elkaar: samenloop status", "Everything together: samenloop status")] + open
    case .test(let address, let id):
      to = [address]
      subject = Phrase("Samenloop \(region.text): proefbericht", "Samenloop \(region.text): test message")
      about = "test \(id)"
      lines = [
        Phrase(
          "Dit is een proefbericht van het knooppunt van \(region.text). Er is niets aan de hand.",
          "This is a test message of the node of \(region.text). Nothing is the matter.")
      ]
    }
    self.subject = subject.text(in: configuration.language)
    self.lines = lines.map { $0.text(in: configuration.language) }
  }

  private static func digest(_ counts: WorklistCounts, _ region: RegionName) -> [Phrase] {
    let (new, overdue, all) = (String(counts.new), String(counts.overdue), String(counts.all))
    return [
      Phrase("Op de werklijst van \(region.text):", "On the worklist of \(region.text):"), Phrase(both: ""),
      Phrase(
        "- \(new) \(counts.new == 1 ? "nieuwe match" : "nieuwe matches")",
        "- \(new) \(counts.new == 1 ? "new match" : "new matches")"),
      Phrase(
        "- \(overdue) \(counts.overdue == 1 ? "match" : "matches") over de termijn zonder contact",
        "- \(overdue) \(counts.overdue == 1 ? "match" : "matches") without contact after the term"),
      Phrase(
        "- \(all) \(counts.all == 1 ? "regel" : "regels") in totaal",
        "- \(all) \(counts.all == 1 ? "line" : "lines") in all"),
    ]
  }

  private static func lines(_ alarm: MailAlarm, _ own: RegionName) -> [Phrase] {
    let subject =
      alarm.region.flatMap { $0 == own ? nil : Phrase("regio \($0.text)", "region \($0.text)") }
      ?? Phrase("deze regio", "this region")
    let at = alarm.at.description
    let head = Phrase(
      "\(alarm.code), over \(subject), laatst \(at)", "\(alarm.code), about \(subject), last \(at)")
    return [head] + (AlarmWords.words(alarm.code).map { [$0.meaning, $0.remedy] } ?? [])
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

extension Phrase {
  fileprivate static let noYouthInMail = Phrase(
    "Dit bericht noemt nooit een jeugdige. Wie het zijn, ziet u alleen op de werklijst.",
    "This message never names a youth. Who they are you see on the worklist alone.")
}
