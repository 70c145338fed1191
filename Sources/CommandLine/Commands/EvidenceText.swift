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
    var lines = ["\(word(findings.verdict)): \(sentence(findings.verdict))"]
    // Of an archive that was changed in many places the first ones say enough.
    lines += findings.faults.prefix(shown).map { "  \($0)" }
    if findings.faults.count > shown {
      let left = findings.faults.count - shown
      lines.append(pick("  en nog \(left); --json noemt ze", "  and \(left) more; --json lists them"))
    }
    for split in findings.splitViews {
      lines.append("  \(split.origin):")
      lines.append(pick("    dit archief toont ", "    this archive shows ") + text(split.shown))
      lines.append(pick("    het andere bestand toont ", "    the other file shows ") + text(split.other))
    }
    if let manifest = findings.manifest {
      let about = [manifest.scope.peer?.text, manifest.scope.kind].compactMap(\.self)
        .map { pick(", alleen \($0)", ", \($0) only") }.joined()
      let (from, until) = (manifest.scope.from.iso, manifest.scope.until.iso)
      lines.append(
        "\(manifest.region.text)" + pick(", van \(from) tot \(until)", ", from \(from) until before \(until)") + about
          + pick(
            ": \(findings.records) regels, \(findings.receipts) ontvangstbewijzen, \(findings.agreements) afspraken; ",
            ": \(findings.records) records, \(findings.receipts) receipts, \(findings.agreements) agreements; ")
          + (manifest.isOpened
            ? pick(
              "\(findings.erased) vastleggingen waarvan de inhoud is gewist",
              "\(findings.erased) commitments whose thing was erased")
            : pick("wat is gewist, is er niet in te zien", "what was erased does not show in it")))
      if let erasure = manifest.scope.erasure {
        lines.append(
          pick("bewijs van wissing voor \(erasure.request): ", "certificate of erasure for \(erasure.request): ")
            + confirmations(erasure))
      }
      lines.append(
        pick("ondertekend met de sleutel ", "signed with the identity key ")
          + manifest.identityKey.thumbprint.base64URL)
      if manifest.later > 0 {
        lines.append(
          pick(
            "\(manifest.later) regels na het nieuwste controlepunt waren nog niet te bewijzen en staan er niet in",
            "\(manifest.later) entries after the newest checkpoint were not provable yet and are not in it"))
      }
    }
    for log in findings.logs {
      let names = log.cosigners.map { $0.region.text + ($0.isTrusted ? pick(" (vertrouwd)", " (trusted)") : "") }
        .joined(separator: ", ")
      lines.append(
        "\(log.origin): " + size(log.head) + pick(", medeondertekend door ", ", cosigned by ")
          + (names.isEmpty ? pick("niemand", "nobody") : names) + "; "
          + pick(
            "\(log.cosigners.count) van \(log.rosterSize) regio's, ",
            "\(log.cosigners.count) of \(log.rosterSize) peers, ")
          + (log.isWitnessed
            ? pick("meer dan de helft", "more than half") : pick("niet meer dan de helft", "not more than half")))
    }
    return (lines + findings.remarks).joined(separator: "\n")
  }

  /// What peers confirmed of an erasure, and no more than that.
  private static func confirmations(_ erasure: ErasureScope) -> String {
    func peers(_ standing: ErasureScope.Unconfirmed.Standing) -> String {
      Set(erasure.unconfirmed.filter { $0.standing == standing }.map(\.peer.text)).sorted().joined(separator: ", ")
    }
    let (pending, ended) = (peers(.pending), peers(.agreementEnded))
    var parts: [String] = []
    if !pending.isEmpty {
      parts.append(pick("nog niet bevestigd door \(pending)", "not confirmed yet by \(pending)"))
    }
    if !ended.isEmpty {
      parts.append(
        pick(
          "geen ontvangstbewijs van \(ended), waarmee de afspraak eindigde",
          "no receipt of \(ended), with which the agreement ended"))
    }
    if !parts.isEmpty { return parts.joined(separator: "; ") }
    return erasure.receipts.isEmpty
      ? pick(
        "het logboek noemt niets dat moest worden ingetrokken toen het verzoek kwam",
        "the log names no entry that had to be withdrawn when the request came")
      : pick("elke regio heeft bevestigd", "every peer confirmed")
  }

  private static let shown = 20

  private static func text(_ view: EvidenceFindings.View) -> String {
    size(view.head) + pick(" met wortel ", " with root ") + Base64.encode(view.head.root)
      + pick(", medeondertekend door ", ", cosigned by ")
      + (view.witnesses.isEmpty ? pick("niemand", "nobody") : view.witnesses.joined(separator: ", "))
  }

  private static func size(_ head: TreeHead) -> String { pick("\(head.size) regels", "\(head.size) entries") }

  private static func word(_ verdict: EvidenceVerdict) -> String {
    switch verdict {
    case .intact: pick("in orde", verdict.rawValue)
    case .erased: pick("in orde, deels gewist", verdict.rawValue)
    case .selfAsserted: pick("alleen door de regio zelf bevestigd", verdict.rawValue)
    case .tampered: pick("veranderd", verdict.rawValue)
    case .splitView: pick("twee geschiedenissen", verdict.rawValue)
    }
  }

  private static func sentence(_ verdict: EvidenceVerdict) -> String {
    switch verdict {
    case .intact:
      pick(
        "alles is zoals de regio het heeft vastgelegd, en een sleutel die u vertrouwt, heeft het logboek "
          + "medeondertekend",
        "everything is as the region left it, and a key that you trust cosigned the log")
    case .erased:
      pick(
        "alles is zoals de regio het heeft vastgelegd, en een sleutel die u vertrouwt, heeft het logboek "
          + "medeondertekend; van sommige zaken is alleen de vastlegging over, zoals het hoort na wissing",
        "everything is as the region left it, and a key that you trust cosigned the log; of some things only the "
          + "commitment is left, as it should be after erasure")
    case .selfAsserted:
      pick(
        "alles past bij elkaar, maar geen sleutel die u vertrouwt heeft het logboek medeondertekend: de regio kan het "
          + "hebben verzonnen. Noem sleutels van andere regio's met --trust",
        "everything fits together, and no key that you trust cosigned the log: the region could have made it up. Name "
          + "peers' keys with --trust")
    case .tampered:
      pick(
        "dit is niet wat de regio heeft vastgelegd, of het spreekt zichzelf tegen",
        "this is not what the region recorded, or it contradicts itself")
    case .splitView:
      pick(
        "de regio toonde twee geschiedenissen van één logboek", "the region showed two histories of one log")
    }
  }
}
