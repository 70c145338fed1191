import Region

/// The kinds of event that a journal can hold, told apart by the first two bytes of each event in a record.
///
/// Read from the records themselves, so that a kind that is added is missed by nobody.
package enum EventKinds {
  /// Calls `body` for each event of a record.
  static func forEach(in record: [UInt8], _ body: (UInt16) -> Void) {
    // Behind the mark and the number of the format.
    guard record.count > 3 else { return }
    guard record[2] == 0 else { return body(UInt16(record[2]) << 8 | UInt16(record[3])) }
    var at = 3
    var left = length(record, &at)
    while left > 0, at < record.count {
      let size = length(record, &at)
      if at + 1 < record.count { body(UInt16(record[at]) << 8 | UInt16(record[at + 1])) }
      at += size
      left -= 1
    }
  }

  /// A number in seven bits a byte.
  private static func length(_ record: [UInt8], _ at: inout Int) -> Int {
    var (value, shift) = (0, 0)
    while at < record.count, shift < 56 {
      let byte = record[at]
      at += 1
      value |= Int(byte & 0x7F) << shift
      shift += 7
      if byte & 0x80 == 0 { break }
    }
    return value
  }

  /// Every kind that this version can read: for others its reader says that it does not know them.
  package static let all: [UInt16] = (UInt8(1)...UInt8(24)).flatMap { part in
    (UInt8(1)...UInt8(60)).compactMap { tag -> UInt16? in
      // Long enough for a feed's key, which some parts read before the tag means anything.
      let event = [part, tag] + [UInt8](repeating: 1, count: 200)
      do {
        _ = try RegionEvent.events(record: [StoreFormat.mark, UInt8(StoreFormat.current)] + event)
      } catch {
        if "\(error)".contains("unknown") && "\(error)".contains("event") { return nil }
      }
      return UInt16(part) << 8 | UInt16(tag)
    }
  }

  /// The name of a kind, as the sources have it.
  package static func name(_ kind: UInt16) -> String { names[kind] ?? "event \(kind >> 8).\(kind & 0xFF)" }

  private static let audit: [(UInt16, String)] = [
    (1, "instanceBegan"), (2, "recorded"), (3, "stored"), (4, "checkpointSigned"), (5, "cosigned"),
    (6, "cosignedSizeLearnt"), (7, "refusalNoted"), (8, "witnessed"), (9, "unproven"), (10, "logForgotten"),
    (11, "faultNoticed"), (13, "review"), (14, "previousLearnt"),
    (20, "pruned"), (21, "prunedFilesRemoved"), (22, "holdersNamed"),
  ]

  private static let names: [UInt16: String] = {
    let parts: [(Int, String, [String])] = [
      (
        1, "signals",
        [
          "recorded", "ended", "erased", "held", "objectionRejected", "rulesChanged", "suspended", "suspensionEnded",
          "released", "wordTaken", "corrected", "liftApproved", "lifted", "marksForgotten", "marksDated",
        ]
      ),
      (
        2, "peering",
        [
          "ownCardIssued", "invitationCreated", "peerRequested", "joined", "accepted", "rejected", "cardReplaced",
          "cardConfirmed", "deliveryDeferred", "contactMade", "alarmRaised", "restoreNoticed", "importConfirmed",
          "suspended", "resumed", "closing", "indexImported", "removed",
        ]
      ),
      (
        3, "agreements",
        [
          "drafted", "received", "approved", "signed", "delivered", "putAgain", "closed", "endingDelivered",
          "endScheduled",
        ]
      ),
      (
        4, "exchange",
        [
          "batchPrepared", "batchAnswered", "batchRefused", "batchGivenUp", "disagreementFound", "generationStarted",
          "batchReceived",
        ]
      ),
      (
        5, "matches",
        [
          "proofMade", "proven", "viewReceived", "resendAsked", "unknownAtPeer", "read", "worked", "forgotten",
          "disclosureSent", "disclosureConfirmed", "disclosureReceived", "assigned",
        ]
      ),
      (
        8, "limits",
        [
          "exceptionProposed", "exceptionReceived", "exceptionApproved", "exceptionConcluded", "exceptionDelivered",
          "exceptionClosed", "clockStepped", "suspicionRaised", "suspicionCleared",
        ]
      ),
      (12, "credentials", ["begun", "registered", "proposed", "declined", "revoked", "alarmRaised"]),
      (15, "rights", ["opened", "extended", "closed", "forgotten"]),
      (16, "figures", ["quarterEnded"]),
      (17, "organisations", ["registered", "mergePlanned", "merged"]),
      (18, "webhooks", ["added", "removed", "prepared", "failed", "delivered", "disabled", "restarted"]),
      (19, "mail", ["alarmsTold", "digestSettled"]),
      (
        20, "frameworks",
        [
          "created", "received", "peerSigned", "approved", "signed", "delivered", "standingApproved",
          "standingWithdrawn", "signedAlone", "forgotten",
        ]
      ),
      (
        21, "introductions",
        [
          "received", "accepted", "compared", "made", "settled", "asked", "answered", "expired", "contradicted",
          "addressAllowed",
        ]
      ),
      (22, "onboarding", ["invitationTerms", "peerTerms"]),
      (9, "clock", ["observed", "doubtBegan", "doubtEnded"]),
    ]
    // Those whose tags do not follow on the others.
    var names: [UInt16: String] = [
      0x0114: "signals.shieldingRaised", 0x0115: "signals.rowsRefused", 0x0116: "signals.refusalsResolved",
      0x0117: "signals.informed",
    ]
    for (part, title, list) in parts {
      for (tag, name) in list.enumerated() { names[UInt16(part) << 8 | UInt16(tag + 1)] = "\(title).\(name)" }
    }
    names[5 << 8 | 20] = "matches.releasesNamed"
    for (tag, name) in audit { names[14 << 8 | tag] = "audit." + name }
    return names
  }()
}
