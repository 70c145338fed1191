import Engine
import LocalAPI
import Pages
import PeerProtocol
import Region
import Transport

/// What comes of a request of a browser.
enum PageAnswer {
  case page(any Page)
  /// A table as a file of this name.
  case table(RecordTable, name: String)
  /// A form did its work: the browser goes on to this page.
  case seeOther(Link, Notice?)
  /// An archive as a file of this name, which is made while it is sent.
  case archive(EvidencePieces, name: String)
}

/// One request of a browser, in the name of the holder of the certificate.
struct PageCall {
  var engine: Engine
  var trust: LocalTrust
  var key: FormKey
  var comparisons: LogComparisons
  var plans: WorklistPlans
  var credential: Credential
  var client: ClientIdentity
  var language: PageLanguage

  var holder: AuditHolder { AuditHolder(role: credential.role.rawValue, credential: client.certificateSHA256) }

  // MARK: - Pages

  /// The page at an address.
  func page(_ operation: PageOperation, _ parameters: [String], _ query: FormFields) throws -> PageAnswer {
    let id = parameters.first ?? ""
    switch operation {
    case .home: return try home(query)
    case .worklist: return try worklist(query)
    case .worklistTable: return try worklistTable(query)
    case .match: return .page(try matchPage(id))
    case .figures: return .page(try figures(query))
    case .figuresTable: return try figuresTable(query)
    case .organisations: return .page(try RegisterCall(call: self).page(query))
    case .organisationsTable: return try RegisterCall(call: self).table()
    case .overview: return .page(OfficerPage(try officerScreen()))
    case .tasks: return .page(try tasksPage())
    case .decisions: return .page(try decisionsPage())
    case .requests: return .page(RequestsPage(requests: try requests()))
    case .reviews: return .page(try ReviewCall(call: self).page())
    case .search: return .page(SearchPage())
    case .comparison: return .page(try EvidenceCall(call: self).comparisonPage())
    case .evidence: return .page(try EvidenceCall(call: self).evidencePage())
    case .erasure: return .page(ErasurePage())
    case .agreements: return .page(AgreementsPage(agreements: try agreements(), regionNames: try regionNames()))
    case .agreement: return .page(try agreementPage(id))
    case .exception: return .page(try exceptionPage(id, parameters.dropFirst().first ?? ""))
    case .node: return .page(try operatorPage)
    case .records: return try RecordCall(call: self).answer(id, query)
    case .workOnMatch, .decideAgreement, .decideException, .decideHold, .decideCredential, .closeRequest, .openReview,
      .closeReview, .planReviews, .find, .decidePeer, .compare, .exportEvidence, .erase:
      throw Problem(.notFound, pick("Deze pagina is er niet", "There is no such page"))
    }
  }

  /// The first page of the role.
  private func home(_ query: FormFields) throws -> PageAnswer {
    switch credential.role {
    case .coordinator: try page(.worklist, [], query)
    case .privacyOfficer: try page(.overview, [], query)
    case .operator: try page(.node, [], query)
    case .agreementKeeper: try page(.organisations, [], query)
    case .observer: try page(.figures, [], query)
    case .index: .page(NoPagePage())
    }
  }

  /// What a form does.
  func form(_ operation: PageOperation, _ parameters: [String], _ fields: FormFields) throws -> PageAnswer {
    let id = parameters.first ?? ""
    let action = parameters.last ?? ""
    switch operation {
    case .workOnMatch: return try work(on: id, action, fields)
    case .decideAgreement: return try decide(onAgreement: id, action, fields)
    case .decideException: return try decide(onException: Array(parameters.prefix(2)), action, fields)
    case .decideHold: return try decide(onHold: id, action, fields)
    case .decideCredential: return try decide(onCredential: id, action, fields)
    case .decidePeer: return try decide(onPeer: id, action, fields)
    case .closeRequest: return try closeRequest(id, fields)
    case .openReview: return .page(try ReviewCall(call: self).open())
    case .closeReview: return try ReviewCall(call: self).close(id, fields)
    case .planReviews: return try ReviewCall(call: self).plan(fields)
    case .find: return .page(try find(fields))
    case .compare: return .page(try EvidenceCall(call: self).compare(fields))
    case .exportEvidence: return try EvidenceCall(call: self).export(fields)
    case .erase: return try ErasureCall(call: self).answer(fields)
    default: throw Problem(.notFound, pick("Dit formulier is er niet", "There is no such form"))
    }
  }

  // MARK: - What the local API answers

  /// The document that the same request of the local API gets, with the same checks and entries of the audit log.
  func document<Document: LocalDocument>(
    _ operation: LocalOperation, _ parameters: [String] = [], query: String? = nil, body: JSONValue? = nil
  ) throws -> Document {
    guard case .document(let document) = try answer(operation, parameters, query, body),
      let document = document as? Document
    else {
      throw Problem(
        .internalError,
        pick(
          "Het knooppunt kon niet antwoorden; het logboek ervan zegt waarom",
          "The node could not answer; its log says why"))
    }
    return document
  }

  /// The answer of the local API, with its checks.
  func answer(
    _ operation: LocalOperation, _ parameters: [String], _ query: String?, _ body: JSONValue?
  ) throws -> LocalAnswer {
    let route = operation.route
    guard route.roles.contains(credential.role) else {
      throw Problem(
        .forbidden, pick("Niet met de rol \(credential.role.rawValue)", "Not with the role \(credential.role.rawValue)")
      )
    }
    return try LocalRequest(
      operation: operation, parameters: parameters, query: try LocalQuery(query, allowed: route.query),
      credential: credential, client: client, body: RequestBody(body?.bytes ?? []), trust: trust
    ).perform(on: engine)
  }

  /// The names of regions by their ids.
  func regionNames() throws -> [String: String] {
    var names: [String: String] = [:]
    for peer in try engine.peering.peers() {
      let document = peer.document()
      names[document.region] = document.name
    }
    names[engine.region.text] = engine.regionConfiguration.name
    return names
  }

  /// Writes down what is about to be seen.
  func record(_ things: [AuditThing], as view: ShownRecord.View) throws {
    try ShownRecord(view: view, holder: holder, log: engine.audit).write(things)
  }

  /// That a field says yes, where nothing is done without it.
  func require(_ name: FieldName, in fields: FormFields, _ words: String) throws {
    guard fields.isYes(name) else { throw Problem.malformed(["\(name.rawValue): \(words)"]) }
  }

  // MARK: - Answers

  private var frame: PageFrame {
    PageFrame(
      language: language, regionName: engine.regionConfiguration.name,
      environment: Word(engine.regionConfiguration.environment), role: credential.role, person: client.commonName,
      token: key.token(of: client), now: engine.now)
  }

  /// The answer with this content. `refusal`: why the form that led here was not carried out.
  func response(_ answer: PageAnswer, notice: Notice? = nil, refusal: Problem? = nil) throws -> HTTPResponse {
    switch answer {
    case .page(let page):
      var frame = frame
      frame.notice = notice
      frame.refusal = try refusal.map { try ProblemDocument(decoding: $0.json.bytes) }
      return HTTPResponse(status: refusal?.status ?? 200, headers: Self.headers(language), body: page.bytes(in: frame))
    case .table(let table, let name):
      let others = Self.headers(language).filter { $0.0 != "Content-Type" }
      return HTTPResponse(
        status: 200,
        headers: others + [
          ("Content-Type", "text/csv; charset=utf-8"), ("Content-Disposition", "attachment; filename=\"\(name).csv\""),
        ], body: table.csv(in: language))
    case .archive(let pieces, let name):
      let others = Self.headers(language).filter { $0.0 != "Content-Type" }
      return HTTPResponse(
        status: 200,
        headers: others + [
          ("Content-Type", LocalRoute.archiveType), ("Content-Disposition", "attachment; filename=\"\(name).tar\""),
        ], body: try pieces.next() ?? [], rest: pieces)
    case .seeOther(let link, let notice):
      let address = link.address + (notice.map { "?\(Notice.queryName)=\($0.rawValue)" } ?? "")
      return HTTPResponse(status: 303, headers: Self.headers(language) + [("Location", address)])
    }
  }

  /// A page that says why there is no other.
  func response(_ problem: Problem) -> HTTPResponse {
    let document = (try? ProblemDocument(decoding: problem.json.bytes)) ?? ProblemDocument(status: problem.status)
    var response = HTTPResponse(
      status: problem.status, headers: Self.headers(language), body: ErrorPage(document).bytes(in: frame))
    if let seconds = problem.retryAfter { response.headers.append(("Retry-After", String(seconds))) }
    return response
  }

  private static func headers(_ language: PageLanguage) -> [(String, String)] {
    SecurityHeaders.all(in: language).map { ($0.name, $0.value) } + [
      ("Strict-Transport-Security", "max-age=31536000"), ("X-Frame-Options", "DENY"),
    ]
  }
}
