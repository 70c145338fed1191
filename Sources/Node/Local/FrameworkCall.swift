import Engine
import LocalAPI
import PeerProtocol
import Region

/// A request about frameworks and standing approvals.
struct FrameworkCall {
  var call: LocalRequest

  /// The answer; nil for a request about anything else.
  func answer(of engine: Engine) throws -> (any LocalDocument)? {
    let id = call.parameters.first ?? ""
    switch call.operation {
    case .frameworks:
      return FrameworksDocument(
        frameworks: try engine.frameworks.frameworks().map { $0.document(withTerms: false) })
    case .framework: return try engine.frameworks.framework(id: id).document()
    case .createFramework: return try create(engine).document()
    case .signFramework:
      return try engine.frameworks.approve(id: id, className: try className(), approver: call.approver).document()
    case .approveStanding:
      let body = try call.document()
      let terms = StandingApproval.Terms(
        classesUpTo: try call.text("classesUpTo", in: body), includesIntroduced: try call.flag("introduced", in: body))
      return try engine.standing.approve(id: id, terms, approver: call.approver).document()
    case .withdrawStanding: return try engine.standing.withdraw(id: id, approver: call.approver).document()
    default: return nil
    }
  }

  /// The class in the body; nil where it is left out or null.
  private func className() throws -> String? {
    let member = try call.document()["class"]
    guard let member, !member.isNull else { return nil }
    guard let name = member.stringValue else { throw Problem.malformed(["class: must be a text"]) }
    return name
  }

  private func create(_ engine: Engine) throws -> FrameworkDetails {
    let body = try call.document()
    let known = ["terms"]
    var faults = UnknownMembers.faults(
      (body.objectValue ?? [:]).keys.filter { !known.contains($0) }, known: known, path: "")
    let terms = body["terms"] ?? .null
    if terms.objectValue == nil { faults.append("terms: must be an object") }
    guard faults.isEmpty else { throw Problem.malformed(faults) }
    do {
      return try engine.frameworks.create(terms: terms, approver: call.approver)
    } catch {
      // The terms know nothing of the body in which they stand.
      throw error.within("terms")
    }
  }
}
