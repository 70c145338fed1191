import PeerProtocol

/// `certificate.json` and `certificate.html`: what the records of an archive prove of one erasure. Both follow from the
/// records and the manifest, so that a verifier makes them again and compares.
struct ErasureCertificate {
  /// A peer's confirmation, or that it is missing.
  struct Peer: Equatable {
    var peer: String
    var agreement: String
    var feed: String
    /// `confirmed`, `pending` or `agreement-ended`.
    var standing: String
    var receipt: String?
    var at: String?
  }

  let region: String
  let request: String
  let madeAt: Timestamp
  /// What was asked for, and the day on which the request came; empty where no record says so.
  private(set) var asked = ""
  private(set) var received = ""
  /// When everything was erased, and how many signals; nil where no record says so.
  private(set) var closedAt: String?
  private(set) var erased = 0
  private(set) var causes: [String] = []
  private(set) var peers: [Peer] = []
  private(set) var entries: [String] = []

  init?(_ manifest: EvidenceManifest, leaves: [(id: String, leaf: JSONValue)]) {
    guard let scope = manifest.scope.erasure else { return nil }
    (region, request, madeAt) = (manifest.region.text, scope.request, manifest.madeAt)
    for (id, leaf) in leaves {
      entries.append(id)
      switch leaf["kind"]?.stringValue {
      case "subject-request" where leaf["step"] == "opened":
        asked = leaf["asked"]?.stringValue ?? ""
        received = leaf["received"]?.stringValue ?? ""
      case "subject-request" where leaf["outcome"] == "erased":
        closedAt = leaf["at"]?.stringValue
        erased = leaf["erased"]?.integerValue ?? 0
      case "signals-erased":
        let cause = leaf["cause"]?.stringValue ?? ""
        if !causes.contains(cause) { causes.append(cause) }
      case "batch-confirmed":
        peers.append(
          Peer(
            peer: leaf["peer"]?.stringValue ?? "", agreement: leaf["agreement"]?.stringValue ?? "",
            feed: leaf["feed"]?.stringValue ?? "", standing: "confirmed", receipt: leaf["document"]?.stringValue,
            at: leaf["at"]?.stringValue))
      default: break
      }
    }
    peers += scope.unconfirmed.map { row in
      Peer(peer: row.peer.text, agreement: row.agreement, feed: row.feed, standing: row.standing.rawValue)
    }
  }

  /// `certificate.json`.
  var json: [UInt8] {
    let value = JSONValue(present: [
      "region": .string(region), "request": .string(request), "asked": .string(asked), "received": .string(received),
      "erasedAt": closedAt.map(JSONValue.string), "signals": JSONValue(erased),
      "causes": .array(causes.map(JSONValue.string)), "madeAt": JSONValue(madeAt),
      "peers": .array(
        peers.map { row in
          JSONValue(present: [
            "peer": .string(row.peer), "agreement": .string(row.agreement), "feed": .string(row.feed),
            "standing": .string(row.standing), "receipt": row.receipt.map(JSONValue.string),
            "at": row.at.map(JSONValue.string),
          ])
        }),
      "entries": .array(entries.map(JSONValue.string)),
    ])
    return value.bytes + [0x0A]
  }

  /// `certificate.html`, in Dutch and in English. It needs no JavaScript and no other file.
  var html: [UInt8] {
    let day = closedAt.map { String($0.prefix(10)) } ?? "–"
    let rows = peers.map { row in
      [
        row.peer, row.feed, Self.words[row.standing] ?? row.standing, row.at.map { String($0.prefix(10)) } ?? "–",
        row.receipt ?? "–",
      ]
    }
    var parts = [
      EvidenceReport.head(region, request),
      """
      <h1>Bewijs van wissen <span lang="en">/ Certificate of erasure</span></h1>
      <p>Regio <b>\(EvidenceReport.escaped(region))</b> heeft op \(day) gewist wat zij bewaarde over de jeugdige van \
      verzoek <b>\(EvidenceReport.escaped(request))</b>: \(erased) signalen. Dit bewijs noemt geen persoon. Het telt ook \
      signalen mee die afgeschermd waren: geef het aan een toezichthouder, en niet aan een ouder. Controleer het met \
      <code>samenloop evidence verify</code> of volgens <code>VERIFY.md</code>.</p>
      <p lang="en">On \(day) region <b>\(EvidenceReport.escaped(region))</b> erased what it kept on the youth of request \
      <b>\(EvidenceReport.escaped(request))</b>: \(erased) signals. This certificate names nobody. It counts shielded \
      signals, too: give it to a supervisory authority, not to a parent. Check it with <code>samenloop evidence \
      verify</code>, or as <code>VERIFY.md</code> says.</p>
      """,
      EvidenceReport.table(
        "Het verzoek / The request", [],
        [
          ["soort / kind", asked], ["ontvangen / received", received], ["gewist / erased", closedAt ?? "–"],
          ["oorzaak / cause", causes.isEmpty ? "–" : causes.joined(separator: ", ")],
          ["regels van het logboek / entries of the log", entries.joined(separator: ", ")],
        ]),
    ]
    if rows.isEmpty {
      parts.append(
        "<p>Geen andere regio had iets over deze jeugdige. "
          + "<span lang=\"en\">No other region held anything on this youth.</span></p>")
    } else {
      parts.append(
        EvidenceReport.table(
          "Bevestigingen van andere regio's / Confirmations by other regions",
          ["regio / region", "reeks / feed", "stand / standing", "dag / day", "ontvangstbewijs / receipt"], rows))
    }
    parts.append("</body>\n</html>\n")
    return Array(parts.joined(separator: "\n").utf8)
  }

  private static let words = [
    "confirmed": "bevestigd / confirmed", "pending": "nog niet bevestigd / not yet confirmed",
    "agreement-ended": "afspraak beëindigd, alles gewist / agreement ended, everything erased",
  ]
}
