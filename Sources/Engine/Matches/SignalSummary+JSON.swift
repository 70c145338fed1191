import PeerProtocol
import Region

extension Engine {
  /// A signal in a worklist: of this region, without identities.
  static func describe(_ signal: SignalSummary) -> JSONValue {
    let dates: [String: JSONValue?] = [
      "id": .string(signal.id), "status": .string(signal.status.rawValue), "inFeed": .bool(signal.isInFeed),
      "startedOn": .string(signal.startedOn.iso), "termEndsOn": .string(signal.termEndsOn.iso),
      "leftOn": (signal.leftOn?.iso).map(JSONValue.string),
      "endedOn": (signal.endedOn?.iso).map(JSONValue.string),
      "endReason": (signal.endReason?.name).map(JSONValue.string),
      "informedOn": (signal.informedOn?.iso).map(JSONValue.string),
      "objection": signal.objectedOn == nil ? nil : "lodged",
      "objectedOn": (signal.objectedOn?.iso).map(JSONValue.string),
      "suspendedFor": signal.suspension.isEmpty ? nil : .array(signal.suspension.names.map(JSONValue.string)),
      "birthDateConflict": signal.hasDateConflict ? true : nil,
    ]
    if signal.isArchived { return .object(dates.compactMapValues { $0 }) }
    let particulars: [String: JSONValue?] = [
      "organisationId": .string(signal.reporter.organisationId), "organisation": .string(signal.reporter.organisation),
      "sector": .string(signal.reporter.sector), "contactName": .string(signal.reporter.name),
      "contactPhone": .string(signal.reporter.phone), "contactEmail": .string(signal.reporter.email),
      "municipality": .string(signal.municipality), "shielding": .string(signal.shielding.name),
      "involvement": .string(signal.isIndirect ? "indirect" : "direct"), "temporary": .bool(signal.isTemporary),
      "consent": signal.consent.isEmpty ? nil : .string(signal.consent),
    ]
    return .object(dates.merging(particulars) { first, _ in first }.compactMapValues { $0 })
  }
}
