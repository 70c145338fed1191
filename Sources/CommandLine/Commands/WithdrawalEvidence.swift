import LocalAPI
import PeerProtocol

/// A batch that withdrew youths, and the entry of the peer's countersignature, where it came.
struct WithdrawalEvidence {
  /// The entry `batch-sent`.
  var sent: JSONValue
  /// The entry `batch-confirmed` of the same batch, with the receipt that both regions signed.
  var confirmed: JSONValue?

  var json: JSONValue {
    JSONValue(present: [
      "document": sent["document"], "peer": sent["peer"], "feed": sent["feed"], "generation": sent["generation"],
      "sequence": sent["sequence"], "withdrawals": sent["withdrawals"], "sentAt": sent["at"],
      "confirmedAt": confirmed?["at"], "receipt": confirmed?["receipt"],
    ])
  }

  /// As a person reads it.
  static func text(_ rows: [WithdrawalEvidence]) -> String {
    if rows.isEmpty {
      return pick(
        "Onder deze afspraak is niets ingetrokken, zover het logboek teruggaat.",
        "Nothing was withdrawn under this agreement, as far as the audit log goes.")
    }
    let cells = rows.map { row in
      [
        AuditText.cell(row.sent["peer"]), AuditText.cell(row.sent["feed"]), AuditText.cell(row.sent["withdrawals"]),
        AuditText.cell(row.sent["at"]), AuditText.cell(row.confirmed?["at"]), AuditText.cell(row.sent["document"]),
      ]
    }
    let header = pick(
      ["REGIO", "STROOM", "INTREKKINGEN", "VERZONDEN", "BEVESTIGD", "ONTVANGSTBEWIJS"],
      ["PEER", "FEED", "WITHDRAWALS", "SENT", "CONFIRMED", "RECEIPT"])
    return TextTable.text(header: header, cells)
  }
}
