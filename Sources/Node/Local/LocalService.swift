import Cryptography
import Engine
import LocalAPI
import PeerProtocol
import Region
import Transport

/// Answers the requests of the local listener.
final class LocalService: Sendable {
  private let engine: Engine
  private let trust: LocalTrust
  private let origin: RequestOrigin
  private let pages: PageService
  private let probes: ProbeService

  /// - Parameters:
  ///   - origin: By which names the listener is reached; those of this machine where it is left out.
  ///   - surroundings: What probes and metrics tell beside the engine.
  init(
    engine: Engine, trust: LocalTrust, origin: RequestOrigin = RequestOrigin(names: []),
    surroundings: NodeSurroundings = NodeSurroundings()
  ) {
    (self.engine, self.trust, self.origin) = (engine, trust, origin)
    pages = PageService(engine: engine, trust: trust)
    probes = ProbeService(engine: engine, surroundings: surroundings)
  }

  /// One account a certificate: what somebody asks keeps no colleague waiting. Certificates without a role have theirs in
  /// common.
  static func terms(_ client: ClientIdentity, _ limits: RequestLimits) -> ClientTerms {
    let role = client.organizationalUnit.flatMap(Credential.init)?.role
    guard let role else { return ClientTerms(account: "no role", limits: limits.limits(for: .observer)) }
    let number = Hexadecimal.text(client.certificateSHA256.prefix(8))
    return ClientTerms(account: "\(role.rawValue) \(number)", limits: limits.limits(for: role))
  }

  /// Drops what is kept for pages of matches that changed or ended.
  func dropOutdatedPlans() { pages.dropOutdatedPlans() }

  /// The whole way of one request, in the name of the holder of the certificate.
  func answer(_ request: HTTPRequest) -> HTTPResponse {
    probes.surroundings.figures.measure(.local) { route in answer(request, &route) }
  }

  private func answer(_ request: HTTPRequest, _ route: inout String) -> HTTPResponse {
    TextLanguage.$current.withValue(TextLanguage(acceptLanguage: request.headers.values(for: "accept-language"))) {
      answerInItsLanguage(request, &route)
    }
  }

  private func answerInItsLanguage(_ request: HTTPRequest, _ route: inout String) -> HTTPResponse {
    if let refusal = origin.refusal(of: request) { return Self.response(refusal) }
    let credential = request.client.organizationalUnit.flatMap(Credential.init)?.afterMergers(engine.organisations)
    let holder = credential.map {
      AuditHolder(role: $0.role.rawValue, credential: request.client.certificateSHA256)
    }
    return CurrentCaller.$holder.withValue(holder) {
      if let credential, PageService.isAsked(request) {
        route = "pages"
        return pages.answer(request, credential)
      }
      return answer(request, credential, &route)
    }
  }

  private func answer(_ request: HTTPRequest, _ credential: Credential?, _ name: inout String) -> HTTPResponse {
    let role = credential?.role
    do {
      if role == .privacyOfficer, let refusal = trust.office.refusal(of: request.client, by: engine) { throw refusal }
      if let probe = ProbeService.probe(at: request.path) {
        name = probe.rawValue
        return try answer(probe, request, role)
      }
      switch LocalRouting.decide(method: request.method, path: request.path, role: role) {
      case .notFound:
        throw Problem(
          .notFound,
          pick(
            "Op dit pad is er niets; GET /v1/openapi.json noemt alle paden",
            "There is nothing at this path; GET /v1/openapi.json lists them"))
      case .methodNotAllowed(let allow) where request.method == "OPTIONS":
        return HTTPResponse(
          status: 204,
          headers: Self.headers(nil) + [("Allow", allow.joined(separator: ", "))])
      case .methodNotAllowed(let allow):
        var response = Self.response(
          Problem(
            .methodNotAllowed,
            pick("Dit pad neemt \(allow.joined(separator: ", "))", "This path takes \(allow.joined(separator: ", "))")))
        response.headers.append(("Allow", allow.joined(separator: ", ")))
        return response
      case .forbidden(let roles):
        let names = roles.map(\.rawValue)
        let own =
          role.map { pick("de rol \($0.rawValue)", "the role \($0.rawValue)") }
          ?? pick("een certificaat zonder rol van dit knooppunt", "a certificate without a role of this node")
        throw Problem(
          .forbidden,
          pick(
            "Niet met \(own); gebruik een certificaat van: \(names.joined(separator: ", "))",
            "Not with \(own); use a certificate of: \(names.joined(separator: ", "))"))
      case .permitted(let operation, let parameters):
        let route = operation.route
        name = operation.rawValue
        guard let credential else {
          throw Problem(.notFound, pick("Op dit pad is er niets", "There is nothing at this path"))
        }
        if !route.body.mediaTypes.isEmpty { try request.requireBody(of: route.body.mediaTypes) }
        let query = try LocalQuery(request.query, allowed: route.query)
        let call = LocalRequest(
          operation: operation, parameters: parameters, query: query, credential: credential,
          client: request.client, body: request.body, trust: trust)
        return try call.perform(on: engine).response(Self.headers("application/json"))
      }
    } catch {
      let unexpected = Problem(
        .internalError,
        pick(
          "Het knooppunt kon niet antwoorden; het logboek ervan zegt waarom",
          "The node could not answer; its log says why"))
      return Self.response(Problem(catching: error) ?? unexpected)
    }
  }

  private func answer(_ probe: ProbeService.Probe, _ request: HTTPRequest, _ role: Role?) throws(Problem)
    -> HTTPResponse
  {
    if request.method == "OPTIONS" {
      return HTTPResponse(status: 204, headers: Self.headers(nil) + [("Allow", ProbeService.methods)])
    }
    guard ["GET", "HEAD"].contains(request.method) else {
      var response = Self.response(
        Problem(
          .methodNotAllowed, pick("Dit pad neemt \(ProbeService.methods)", "This path takes \(ProbeService.methods)")))
      response.headers.append(("Allow", ProbeService.methods))
      return response
    }
    let answer = try probes.answer(probe, role: role)
    return Self.response(200, answer.type, answer.body)
  }

  private static func response(_ problem: Problem) -> HTTPResponse {
    var response = response(problem.status, "application/problem+json", JSONText.bytes(of: problem.json))
    response.headers.append(("Content-Language", TextLanguage.current.rawValue))
    if let seconds = problem.retryAfter { response.headers.append(("Retry-After", String(seconds))) }
    return response
  }

  private static func response(_ status: Int, _ type: String, _ body: [UInt8]) -> HTTPResponse {
    HTTPResponse(status: status, headers: headers(type), body: body)
  }

  /// Answers hold contact details: nothing on the way may keep them. The others are those that the design rules of the
  /// Dutch government ask of every API, for a browser that shows an answer.
  private static func headers(_ type: String?) -> [(String, String)] {
    (type.map { [("Content-Type", $0)] } ?? []) + [
      ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
      ("X-Frame-Options", "DENY"), ("Content-Security-Policy", "frame-ancestors 'none'"),
      ("Strict-Transport-Security", "max-age=31536000"),
    ]
  }
}
