import Engine
import LocalAPI
import PeerProtocol
import Region
import Transport

/// Requests about the register of organisations, and about municipalities that merge.
struct OrganisationCall {
  let call: LocalRequest

  /// The answer; nil for a request about anything else.
  func answer(of engine: Engine) throws -> (any LocalDocument)? {
    switch call.operation {
    case .organisations:
      let flagged = try call.query.flag("flagged") ? engine.organisations.flagged() : nil
      let hasCount = call.credential.role != .agreementKeeper
      return OrganisationsDocument(
        policy: Word(text: engine.organisations.policy.rawValue),
        organisations: try engine.organisations.list().map { OrganisationDocument($0) },
        flagged: flagged?.map { OrganisationsDocument.Flagged($0, hasCount: hasCount) })
    case .organisation:
      return OrganisationDocument(try engine.organisations.organisation(call.parameters.first ?? ""))
    case .importOrganisations:
      guard case .table(let limit) = call.operation.route.body else { return nil }
      let rows = try OrganisationTable.rows(of: try call.body.collectOrProblem(limit: limit))
      return OrganisationImportDocument(try engine.organisations.take(rows, isTrial: try call.query.flag("dryRun")))
    case .mergeMunicipalities: return try merge(engine)
    default: return nil
    }
  }

  private func merge(_ engine: Engine) throws -> MunicipalityMergerDocument {
    let document = try call.document()
    var faults: [FieldFault] = []
    func code(_ member: String) -> String {
      if let code = document[member]?.stringValue.flatMap({ MunicipalityCode($0) }) { return code.text }
      faults.append(FieldFault(field: member, reason: "must be \(MunicipalityCode.form)"))
      return ""
    }
    let (old, new) = (code("old"), code("new"))
    let from = document["from"]?.stringValue.flatMap { CalendarDate(iso: $0) }
    if from == nil { faults.append(FieldFault(field: "from", reason: "must be a date, YYYY-MM-DD")) }
    if faults.isEmpty, old == new { faults.append(FieldFault(field: "new", reason: "must be another one than old")) }
    guard let from, faults.isEmpty else { throw Refusal.malformed(faults) }
    let isTrial = try call.flag("dryRun", in: document)
    let result = try engine.organisations.merge(
      MunicipalityMerge(old: old, new: new, from: from), isTrial: isTrial)
    return MunicipalityMergerDocument(
      old: old, new: new, from: from, state: Word(result.isMerged ? .merged : .planned), signals: result.signals,
      dryRun: isTrial)
  }
}
