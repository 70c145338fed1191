import Engine
import LocalAPI
import Pages
import PeerProtocol
import Region
import Transport

/// Answers browsers: pages by the role of the client certificate, and the forms on them.
struct PageService: Sendable {
  let engine: Engine
  let trust: LocalTrust
  private let key = FormKey()
  private let comparisons = LogComparisons()
  private let plans = WorklistPlans()

  init(engine: Engine, trust: LocalTrust) { (self.engine, self.trust) = (engine, trust) }

  /// Whether a request asks for a page: at an address of pages, by a client that takes HTML by name, as browsers do. Others get
  /// what the local API answers there.
  static func isAsked(_ request: HTTPRequest) -> Bool {
    guard request.path == "/" || request.path.hasPrefix("/pages/") else { return false }
    return request.headers.values(for: "accept").contains { value in
      value.lowercased().split(separator: ",").contains { range in
        let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
        return parts.first == "text/html" && !parts.dropFirst().contains { ["q=0", "q=0.0", "q=0.00"].contains($0) }
      }
    }
  }

  /// Drops what is kept of matches that changed or ended.
  func dropOutdatedPlans() { plans.dropOutdated(before: engine.matches.surveyVersion) }

  /// The answer to a request that asks for a page.
  func answer(_ request: HTTPRequest, _ credential: Credential) -> HTTPResponse {
    let language = LanguagePreference.language(
      acceptLanguage: request.headers.values(for: "accept-language").joined(separator: ","))
    let call = PageCall(
      engine: engine, trust: trust, key: key, comparisons: comparisons, plans: plans, credential: credential,
      client: request.client, language: language)
    return TextLanguage.$current.withValue(TextLanguage(language)) { answer(request, call) }
  }

  private func answer(_ request: HTTPRequest, _ call: PageCall) -> HTTPResponse {
    let credential = call.credential
    do {
      if credential.role == .privacyOfficer, let refusal = trust.office.refusal(of: request.client, by: engine) {
        throw refusal
      }
      switch PageRoute.decide(method: request.method, path: request.path) {
      case nil: throw Problem(.notFound, pick("Deze pagina is er niet", "There is no such page"))
      case .methodNotAllowed(let allow):
        var response = call.response(
          Problem(
            .methodNotAllowed,
            pick(
              "Dit adres neemt \(allow.joined(separator: ", "))", "This address takes \(allow.joined(separator: ", "))")
          ))
        response.headers.append(("Allow", allow.joined(separator: ", ")))
        return response
      case .found(let route, let parameters):
        guard route.roles.contains(credential.role) else {
          throw Problem(
            .forbidden,
            pick("Niet met de rol \(credential.role.rawValue)", "Not with the role \(credential.role.rawValue)"),
            members: ["roles": .array(route.roles.sorted().map { .string($0.rawValue) })])
        }
        return try route.method == "POST"
          ? form(route, parameters, request, call) : page(route.operation, parameters, request, call)
      }
    } catch {
      return call.response(Self.problem(error))
    }
  }

  private static func problem(_ error: any Error) -> Problem {
    Problem(catching: error)
      ?? Problem(
        .internalError,
        pick(
          "Het knooppunt kon niet antwoorden; het logboek ervan zegt waarom",
          "The node could not answer; its log says why"))
  }

  private func page(
    _ operation: PageOperation, _ parameters: [String], _ request: HTTPRequest, _ call: PageCall
  ) throws -> HTTPResponse {
    let query = try FormFields(request.query ?? "", also: [Notice.queryName, "peer"])
    let answer = try call.page(operation, parameters, query)
    return try call.response(answer, notice: query.text(Notice.queryName).flatMap(Notice.init(rawValue:)))
  }

  /// What a form does. One that is refused for what stands in it shows the page from which it came once more, with the reason.
  private func form(
    _ route: PageRoute, _ parameters: [String], _ request: HTTPRequest, _ call: PageCall
  ) throws -> HTTPResponse {
    try request.requireBody(of: "application/x-www-form-urlencoded")
    let bytes = try request.body.collectOrProblem(limit: FormFields.byteLimit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Problem.malformed(["form: must be UTF-8"])
    }
    let fields = try FormFields(text)
    guard key.isToken(fields.text(.token), of: request.client) else {
      throw Problem(
        .forbidden,
        pick(
          "Dit formulier is van voor de start van het knooppunt, of komt van elders. Laad de pagina "
            + "opnieuw en stuur het nog eens",
          "This form is from before the node's start, or from elsewhere. Load its page anew and send it again")
      )
    }
    do {
      return try call.response(try call.form(route.operation, parameters, fields))
    } catch {
      let problem = Self.problem(error)
      guard problem.status == 400 || problem.status == 409, let page = route.page,
        let answer = (try? again(route.operation, parameters, fields, call))
          ?? (try? call.page(page, parameters, FormFields("")))
      else { throw problem }
      return try call.response(answer, refusal: problem)
    }
  }

  /// The page once more on which a form stood that another form led to; nil for other forms. Asked without the word
  /// that confirms it, these forms do nothing, and show no number.
  private func again(
    _ operation: PageOperation, _ parameters: [String], _ fields: FormFields, _ call: PageCall
  ) throws -> PageAnswer? {
    if operation == .closeReview { return .page(try ReviewCall(call: call).open()) }
    guard [.erase, .compare].contains(operation), fields.isYes(.confirmed) else { return nil }
    return try call.form(operation, parameters, fields.without(.confirmed))
  }
}
