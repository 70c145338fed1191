import Cryptography
import Engine
import LocalAPI
import PeerProtocol
import Region

/// Requests about introductions, and about comparing peers that came by them.
struct IntroductionCall {
  let call: LocalRequest

  /// The answer; nil for a request about anything else.
  func answer(of engine: Engine) throws -> (any LocalDocument)? {
    let region = call.parameters.first ?? ""
    let introductions = engine.introductions
    switch call.operation {
    case .introductions: return try introductions.overview().document()
    case .introducePeer: return try introduce(region, introductions)
    case .askIntroductions: return try ask(introductions, own: engine.region)
    case .comparison: return try introductions.comparison(with: region).document()
    case .comparePeer:
      let text = try call.text("groups", in: call.document())
      guard let groups = Fingerprint(text) else {
        throw Problem.malformed(["groups: must be six groups of five digits"])
      }
      return try introductions.compare(region: region, groups: groups, approver: call.approver).document()
    default: return nil
    }
  }

  private func introduce(_ region: String, _ introductions: Introductions) throws -> IntroducedDocument {
    let body = try call.document()
    let named = try regions("to", in: body)
    let choices = [
      named.map { IntroductionPlan.Receivers.regions($0) }, try call.flag("all", in: body) ? .all : nil,
      try call.flag("asked", in: body) ? .asked : nil,
    ].compactMap(\.self)
    let isDeclined = try call.flag("decline", in: body)
    guard choices.count + (isDeclined ? 1 : 0) == 1 else {
      throw Problem.malformed(["to: give one of `to`, `all`, `asked` and `decline`"])
    }
    guard let receivers = choices.first else {
      try introductions.decline(region: region, approver: call.approver)
      return IntroducedDocument(region: region, to: [], skipped: [])
    }
    return try introductions.introduce(
      region: region, to: receivers, under: try framework(in: body), approver: call.approver
    ).document(of: region)
  }

  private func ask(_ introductions: Introductions, own: RegionName) throws -> IntroductionAskedDocument {
    let body = try call.document()
    let via = try call.text("via", in: body)
    let target = try regions("to", in: body).map { IntroductionRequest.Target.regions($0) } ?? .all
    let framework = try introductions.ask(via: via, for: target, under: try framework(in: body))
    return IntroductionAskedDocument(
      via: via, framework: framework.base64URL,
      nextStep: "The operator of \(via) runs: samenloop peer introduce \(own) --asked")
  }

  private func regions(_ member: String, in body: JSONValue) throws(Problem) -> [RegionName]? {
    guard let value = body[member], !value.isNull else { return nil }
    let items = value.arrayValue ?? []
    let names = items.compactMap { $0.stringValue.flatMap(RegionName.init) }
    guard !names.isEmpty, names.count == items.count, names.count <= ProtocolLimits.introductionTargets else {
      throw Problem.malformed([
        "\(member): must be a list of 1 to \(ProtocolLimits.introductionTargets) names of regions"
      ])
    }
    return Set(names).sorted()
  }

  private func framework(in body: JSONValue) throws(Problem) -> DocumentId? {
    guard let value = body["framework"], !value.isNull else { return nil }
    guard let id = value.stringValue.flatMap(DocumentId.init(base64URL:)) else {
      throw Problem.malformed(["framework: must be the id of a framework, 43 characters"])
    }
    return id
  }
}
