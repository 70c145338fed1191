import Cryptography
import Evidence
import PeerProtocol
import TransparencyLog

/// What was found in an archive, for people and for programs.
enum EvidenceText {
  static func json(_ findings: EvidenceFindings) -> JSONValue {
    JSONValue(present: [
      "verdict": .string(findings.verdict.rawValue),
      "region": (findings.manifest?.region.text).map(JSONValue.string),
      "identityKey": (findings.manifest?.identityKey.thumbprint.base64URL).map(JSONValue.string),
      "from": (findings.manifest?.scope.from.iso).map(JSONValue.string),
      "until": (findings.manifest?.scope.until.iso).map(JSONValue.string),
      "peer": (findings.manifest?.scope.peer?.text).map(JSONValue.string),
      "kind": (findings.manifest?.scope.kind).map(JSONValue.string),
      "request": (findings.manifest?.scope.erasure?.request).map(JSONValue.string),
      "pending": (findings.manifest?.scope.erasure).map { scope in
        .array(scope.unconfirmed.filter { $0.standing == .pending }.map { .string($0.peer.text) })
      },
      "madeAt": (findings.manifest?.madeAt).map { JSONValue($0) },
      "later": (findings.manifest?.later).map { JSONValue($0) },
      "records": JSONValue(findings.records), "opened": (findings.manifest?.isOpened).map { .bool($0) },
      "erased": findings.manifest?.isOpened == false ? nil : JSONValue(findings.erased),
      "receipts": JSONValue(findings.receipts), "agreements": JSONValue(findings.agreements),
      "logs": .array(findings.logs.map(json)),
      "faults": .array(
        findings.faults.map { fault in
          JSONValue(present: [
            "file": fault.file.map(JSONValue.string), "record": fault.record.map(JSONValue.string),
            "reason": .string(fault.reason),
          ])
        }),
      "splitViews": .array(
        findings.splitViews.map { split in
          ["origin": .string(split.origin), "shown": json(split.shown), "other": json(split.other)]
        }),
      "remarks": .array(findings.remarks.map(JSONValue.string)),
    ])
  }

  private static func json(_ log: EvidenceFindings.Log) -> JSONValue {
    [
      "origin": .string(log.origin), "size": JSONValue(Int(clamping: log.head.size)),
      "root": .string(Base64.encode(log.head.root)), "roster": JSONValue(log.rosterSize),
      "witnessed": .bool(log.isWitnessed),
      "cosigners": .array(
        log.cosigners.map { cosigner in
          [
            "region": .string(cosigner.region.text), "at": JSONValue(Timestamp(seconds: cosigner.time)),
            "trusted": .bool(cosigner.isTrusted),
          ]
        }),
    ]
  }

  private static func json(_ view: EvidenceFindings.View) -> JSONValue {
    [
      "size": JSONValue(Int(clamping: view.head.size)), "root": .string(Base64.encode(view.head.root)),
      "witnesses": .array(view.witnesses.map(JSONValue.string)),
    ]
  }

  static func text(_ findings: EvidenceFindings) -> String {
    var lines = ["\(findings.verdict.rawValue): \(sentence(findings.verdict))"]
    // Of an archive that was changed in many places the first ones say enough.
    lines += findings.faults.prefix(shown).map { "  \($0)" }
    if findings.faults.count > shown { lines.append("  and \(findings.faults.count - shown) more; --json lists them") }
    for split in findings.splitViews {
      lines.append("  \(split.origin):")
      lines.append("    this archive shows \(text(split.shown))")
      lines.append("    the other file shows \(text(split.other))")
    }
    if let manifest = findings.manifest {
      let about = [manifest.scope.peer?.text, manifest.scope.kind].compactMap(\.self).map { ", \($0) only" }.joined()
      lines.append(
        "\(manifest.region.text), from \(manifest.scope.from.iso) until before \(manifest.scope.until.iso)\(about): "
          + "\(findings.records) records, \(findings.receipts) receipts, \(findings.agreements) agreements; "
          + (manifest.isOpened
            ? "\(findings.erased) commitments whose thing was erased" : "what was erased does not show in it"))
      if let erasure = manifest.scope.erasure {
        let pending = Set(erasure.unconfirmed.filter { $0.standing == .pending }.map(\.peer.text)).sorted()
        lines.append(
          "certificate of erasure for \(erasure.request): "
            + (pending.isEmpty ? "every peer confirmed" : "not confirmed yet by \(pending.joined(separator: ", "))"))
      }
      lines.append("signed with the identity key \(manifest.identityKey.thumbprint.base64URL)")
      if manifest.later > 0 {
        lines.append("\(manifest.later) entries after the newest checkpoint were not provable yet and are not in it")
      }
    }
    for log in findings.logs {
      let names = log.cosigners.map { $0.region.text + ($0.isTrusted ? " (trusted)" : "") }.joined(separator: ", ")
      lines.append(
        "\(log.origin): \(log.head.size) entries, cosigned by \(names.isEmpty ? "nobody" : names); "
          + "\(log.cosigners.count) of \(log.rosterSize) peers, \(log.isWitnessed ? "more than half" : "not more than half")"
      )
    }
    return (lines + findings.remarks).joined(separator: "\n")
  }

  private static let shown = 20

  private static func text(_ view: EvidenceFindings.View) -> String {
    "\(view.head.size) entries with root \(Base64.encode(view.head.root)), cosigned by "
      + (view.witnesses.isEmpty ? "nobody" : view.witnesses.joined(separator: ", "))
  }

  private static func sentence(_ verdict: EvidenceVerdict) -> String {
    switch verdict {
    case .intact: "everything is as the region left it, and a key that you trust cosigned the log"
    case .erased:
      "everything is as the region left it, and a key that you trust cosigned the log; of some things only the "
        + "commitment is left, as it should be after erasure"
    case .selfAsserted:
      "everything fits together, and no key that you trust cosigned the log: the region could have made it up. Name "
        + "peers' keys with --trust"
    case .tampered: "this is not what the region left, or cannot be"
    case .splitView: "the region showed two histories of one log"
    }
  }
}
