import Cryptography
import PeerProtocol
import TransparencyLog

/// `report.html`: what an archive holds, in numbers, for people. It needs no JavaScript and no other file.
enum EvidenceReport {
  private static let columns: [(kind: String, title: String)] = [
    ("batch-sent", "batches verzonden / sent"), ("batch-confirmed", "bevestigd / confirmed"),
    ("batch-received", "ontvangen / received"), ("disclosure-sent", "contactgegevens verstrekt / contact details sent"),
    ("disclosure-confirmed", "bevestigd / confirmed"), ("disclosure-received", "ontvangen / received"),
  ]

  static func html(_ manifest: EvidenceManifest, _ summary: EvidenceSummary) -> [UInt8] {
    let (scope, region) = (manifest.scope, manifest.region.text)
    let period = "\(scope.from.iso) – \(scope.until.iso)"
    let about = [scope.peer?.text, scope.kind].compactMap(\.self).map(escaped).joined(separator: ", ")
    let total = summary.counts.values.reduce(0) { $0 + $1.values.reduce(0, +) }
    var parts = [
      head(region, period),
      """
      <h1>Bewijs van gegevensuitwisseling <span lang="en">/ Evidence of exchange</span></h1>
      <p>Dit bestand vat samen wat het controlelogboek van regio <b>\(escaped(region))</b> bewijst over de dagen \(period) \
      (UTC, einddag niet meegeteld). Het bevat geen namen, burgerservicenummers of contactgegevens. \
      Controleer het archief met <code>samenloop evidence verify</code> of volgens <code>VERIFY.md</code>.</p>
      <p lang="en">This file sums up what the audit log of region <b>\(escaped(region))</b> proves about the days \
      \(period) (UTC, the last day excluded). It holds no names, citizen numbers or contact details. \
      Check the archive with <code>samenloop evidence verify</code>, or as <code>VERIFY.md</code> says.</p>
      """,
    ]
    if !about.isEmpty { parts.append("<p>Alleen / only: \(about)</p>") }
    var figures = [
      ["regels / records", String(total)], ["ontvangstbewijzen / receipts", String(summary.receipts.count)],
      ["gemaakt / made", manifest.madeAt.rfc3339],
    ]
    if manifest.isOpened {
      figures.append(["gewist volgens plan / erased as planned", String(summary.erased)])
    }
    if manifest.later > 0 {
      figures.append(["nog niet bewijsbaar / not yet provable", String(manifest.later)])
    }
    parts.append(table("Overzicht / Overview", [], figures))
    let peers = summary.counts.keys.filter { !$0.isEmpty }.sorted()
    parts.append(
      table(
        "Per regio / Per peer", ["regio / peer", "regels / records"] + columns.map(\.title),
        peers.map { peer in
          [peer, String((summary.counts[peer] ?? [:]).values.reduce(0, +))]
            + columns.map { String(summary.count($0.kind, of: peer)) }
        }))
    let kinds = Set(summary.counts.values.flatMap(\.keys)).sorted()
    parts.append(
      table(
        "Per soort / Per kind", ["soort / kind", "aantal / count"], kinds.map { [$0, String(summary.count($0))] }))
    parts.append(
      table(
        "Logboeken / Logs",
        [
          "logboek / log", "regels / entries", "wortel / root", "volledig / whole",
          "verwijderd na de bewaartermijn / removed after their term",
        ],
        manifest.logs.map { log in
          [
            manifest.origin(log.instance), String(log.head.size), Base64.encode(log.head.root),
            log.isWhole ? "ja / yes" : "nee / no",
            log.removed == 0 ? "-" : "\(log.removed); bewaard vanaf / kept from \(log.keptFrom?.iso ?? "-")",
          ]
        }))
    parts.append("</body>\n</html>\n")
    return Array(parts.joined(separator: "\n").utf8)
  }

  static func head(_ region: String, _ period: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="nl">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(escaped(region)) \(period)</title>
    <style>body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
    table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #888;padding:.25rem .5rem;text-align:left;\
    overflow-wrap:anywhere}caption{font-weight:bold;text-align:left}</style>
    </head>
    <body>
    """
  }

  static func table(_ caption: String, _ header: [String], _ rows: [[String]]) -> String {
    var lines = ["<table>", "<caption>\(escaped(caption))</caption>"]
    if !header.isEmpty {
      lines.append("<tr>" + header.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined() + "</tr>")
    }
    for row in rows { lines.append("<tr>" + row.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>") }
    return (lines + ["</table>"]).joined(separator: "\n")
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
