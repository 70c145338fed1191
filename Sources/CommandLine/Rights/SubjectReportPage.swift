import LocalAPI
import PeerProtocol

/// A report as a page to print: HTML that needs no JavaScript and no other file, in Dutch, English or both.
struct SubjectReportPage {
  enum Language: String, CaseIterable {
    case nl, en, both

    var tongues: [Tongue] {
      switch self {
      case .nl: [.nl]
      case .en: [.en]
      case .both: [.nl, .en]
      }
    }
  }

  /// One of the two languages.
  enum Tongue: String, CaseIterable {
    case nl, en
  }

  private let report: SubjectReportDocument
  private let language: Language

  init(_ report: SubjectReportDocument, in language: Language) { (self.report, self.language) = (report, language) }

  /// The page, without a last line end.
  var html: String {
    let first = language.tongues[0]
    var lines = [
      "<!DOCTYPE html>", "<html lang=\"\(first.rawValue)\">", "<head>", "<meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
      "<title>\(Self.escaped(report.name)): \(SubjectWords(first).title)</title>",
      "<style>body{font:1rem/1.5 sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}"
        + "table{border-collapse:collapse;margin:1rem 0;width:100%}"
        + "th,td{border:1px solid #888;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
        + "section+section{break-before:page}</style>",
      "</head>", "<body>",
    ]
    for tongue in language.tongues { lines += section(SubjectWords(tongue)) }
    return (lines + ["</body>", "</html>"]).joined(separator: "\n")
  }

  private func section(_ words: SubjectWords) -> [String] {
    let explanation = report.explanation
    let isToldRegions = report.request.capacity == .youth || report.request.capacity == .both
    var lines = [
      "<section lang=\"\(words.tongue.rawValue)\">", "<h1>\(words.title)</h1>",
      Self.paragraph(
        "\(report.name), \(words.madeOn) \(report.madeAt.rfc3339.prefix(10)). \(words.request) \(report.request.id), "
          + "\(words.receivedOn) \(report.request.receivedOn)."),
      Self.paragraph(words.sentence(explanation.purpose)), Self.paragraph(words.sentence(explanation.ground)),
      "<h2>\(words.signals)</h2>",
    ]
    lines += list(
      report.signals.map { signal in
        [
          words.part(signal.part.text), signal.organisation, signal.sector ?? "–", signal.startedOn.iso,
          words.status(signal.status.text), signal.informedOn?.iso ?? "–", signal.keptUntil.iso, more(signal, words),
        ]
      }, words.signalColumns, words.none)
    lines += [
      Self.paragraph(words.sentence(explanation.retention)), "<h2>\(words.recipients)</h2>",
      Self.paragraph(words.sentence(explanation.recipients)),
    ]
    if isToldRegions {
      lines += list(
        report.recipients.map { [$0.peer, $0.firstOn.iso, $0.lastOn.iso] }, words.recipientColumns, words.none)
      if !report.disclosures.isEmpty {
        lines += list(report.disclosures.map { [$0.on.iso, $0.region] }, words.disclosureColumns, words.none)
      }
      lines.append("<h2>\(words.matches)</h2>")
      lines += list(
        report.matches.map { match in
          [
            match.region, match.foundOn.iso, match.open ? words.open : words.ended,
            match.told.isEmpty ? "–" : match.told.map { "\($0.organisation) (\($0.since))" }.joined(separator: "; "),
          ]
        }, words.matchColumns, words.none)
    }
    lines.append("<h2>\(words.looks)</h2>")
    lines += list(report.looks.map { [$0.on.iso, words.purpose($0.purpose)] }, words.lookColumns, words.none)
    if let day = report.looksFrom { lines.append(Self.paragraph(words.looksFrom(day.iso))) }
    let contact = [report.contact.name, report.contact.phone, report.contact.email].compactMap(\.self)
    lines += [
      "<h2>\(words.rest)</h2>", Self.paragraph(words.sentence(explanation.leftOut)),
      Self.paragraph(words.sentence(explanation.rights)),
      Self.paragraph("\(words.contact) \(contact.isEmpty ? report.name : contact.joined(separator: ", "))."),
      "</section>",
    ]
    return lines
  }

  private func more(_ signal: SubjectReportDocument.Signal, _ words: SubjectWords) -> String {
    let parts = [
      signal.municipality, signal.involvement.map { words.manner($0.text) },
      signal.consent.map { words.consent($0.text) },
      signal.endedOn.map { "\(words.endedOn) \($0)" }, signal.leftOn.map { "\(words.leftOn) \($0)" },
      signal.objectedOn.map { "\(words.objectedOn) \($0)" },
    ]
    let text = parts.compactMap(\.self).joined(separator: "; ")
    return text.isEmpty ? "–" : text
  }

  private func list(_ rows: [[String]], _ header: [String], _ none: String) -> [String] {
    guard !rows.isEmpty else { return [Self.paragraph(none)] }
    let head = "<tr>" + header.map { "<th scope=\"col\">\(Self.escaped($0))</th>" }.joined() + "</tr>"
    return ["<table>", head]
      + rows.map { "<tr>" + $0.map { "<td>\(Self.escaped($0))</td>" }.joined() + "</tr>" } + ["</table>"]
  }

  private static func paragraph(_ text: String) -> String { "<p>\(escaped(text))</p>" }

  private static func escaped(_ text: String) -> String { ReportPage.escaped(text) }
}
