import Engine
import Evidence
import LocalAPI
import PeerProtocol
import Region
import Synchronization
import Transport

extension LocalRequest {
  /// An export of the audit log. That it is asked for is an entry before anything is answered.
  func evidence(of engine: Engine) throws -> EvidencePieces {
    let (scope, opens) = try evidenceRequest()
    do {
      let contents: EvidenceContents
      do {
        contents = try engine.audit.evidence(scope, opens: opens, for: holder)
      } catch EvidenceExportError.noCheckpoint {
        try engine.checkpoints.signNow()
        contents = try engine.audit.evidence(scope, opens: opens, for: holder)
      }
      return EvidencePieces(
        try EvidenceExport(contents), heldBytes: contents.records.reduce(0) { $0 + $1.leaf.count } * 3)
    } catch let error as EvidenceExportError {
      throw Problem(error)
    }
  }

  private func evidenceRequest() throws -> (scope: EvidenceScope, opens: Bool) {
    let asked = try document()
    var faults: [String] = []
    func value<Value>(_ name: String, _ form: String, _ read: (String) -> Value?) -> Value? {
      guard let member = asked[name], !member.isNull else { return nil }
      if let value = member.stringValue.flatMap(read) { return value }
      faults.append("\(name): must be \(form)")
      return nil
    }
    let from = value("from", "a date, YYYY-MM-DD") { CalendarDate(iso: $0) }
    let until = value("to", "a date, YYYY-MM-DD") { CalendarDate(iso: $0) }
    let peer = value("peer", "a region's name") { RegionName($0) }
    let kind = value("kind", "one of \(AuditKind.allCases.map(\.rawValue).joined(separator: ", "))") {
      AuditKind(rawValue: $0)
    }
    let open = asked["open"].flatMap { $0.isNull ? nil : $0 }
    if open != nil, open?.boolValue == nil { faults.append("open: must be true or false") }
    if let from, let until, from >= until { faults.append("to: must be a later day than from; it is excluded itself") }
    guard faults.isEmpty, let from, let until else {
      throw Problem.malformed(faults.isEmpty ? ["from, to: must be dates, YYYY-MM-DD"] : faults)
    }
    return (EvidenceScope(from: from, until: until, peer: peer, kind: kind?.rawValue), open?.boolValue ?? false)
  }
}

/// An archive of evidence, a file at a time.
final class EvidencePieces: BodyPieces {
  private let export: Mutex<EvidenceExport>
  let heldBytes: Int

  init(_ export: EvidenceExport, heldBytes: Int) {
    self.export = Mutex(export)
    self.heldBytes = heldBytes
  }

  func next() throws -> [UInt8]? { try export.withLock { try $0.next() } }
}

extension Problem {
  /// Why an export cannot be made.
  init(_ error: EvidenceExportError) {
    switch error {
    case .noCheckpoint:
      self.init(
        .tryAgain, pick("Er is nog niets te exporteren: \(error)", "Nothing can be exported yet: \(error)"),
        retryAfter: 60)
    case .tooMuch:
      self.init(
        .malformed, pick("Dit is te veel voor één archief: \(error)", "This is too much for one archive: \(error)"))
    case .logDiffers, .recordDiffers:
      self.init(.internalError, pick("Het logboek is beschadigd: \(error)", "The audit log is damaged: \(error)"))
    }
  }
}
