import Testing
import Transport

/// Every case of http1_cases.json over real TLS.
@Suite struct HTTPCaseTests {
  private let client: TestIdentity

  init() throws { client = try .selfSigned("client") }

  @Test func thereAreCases() { #expect(HTTPCase.all.count == 157) }

  @Test(arguments: HTTPCase.all) func passes(_ httpCase: HTTPCase) throws {
    var limits = ServerLimits()
    if httpCase.name == "head-stalled" { limits.headDeadline = .milliseconds(100) }
    let server = try TestServer(limits: limits)
    let connection = try RawClient(port: server.port, identity: client)
    connection.send(httpCase.bytes)
    var answers: [RawClient.Answer] = []
    for step in httpCase.steps ?? [] {
      let interim = try #require(connection.answer())
      #expect(interim.status == step.after_status)
      connection.send(step.send_b64)
    }
    if httpCase.client_half_closes == true { connection.halfClose() }
    // A connection that lives answers one request more; that it was asked to close then ends every case.
    let followUp = !httpCase.must_close
    if followUp { connection.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") }
    answers += connection.answersUntilClose().filter { $0.status >= 200 }
    #expect(connection.endError == nil)
    #expect(!connection.hasLeftover)
    try judge(answers, httpCase)
  }

  private func judge(_ answers: [RawClient.Answer], _ httpCase: HTTPCase) throws {
    let statuses = answers.map(\.status)
    for answer in answers {
      #expect(answer.headers["api-version"] == "1.0.0")
      if answer.status >= 400 { #expect(answer.headers["content-type"] == "application/problem+json") }
    }
    let allowed = httpCase.status ?? [400]
    let followUp = httpCase.must_close ? [] : [200]
    switch httpCase.expected {
    case "200":
      if let responses = httpCase.responses {
        #expect(statuses == responses + followUp)
      } else {
        #expect(statuses.count == 1 + followUp.count)
        #expect((httpCase.status ?? [200]).contains(try #require(statuses.first)))
        #expect(Array(statuses.dropFirst()) == followUp)
      }
    case "400", "reject":
      #expect(allowed.contains(try #require(statuses.first)))
      #expect(statuses.count == 1 || Array(statuses.dropFirst()) == followUp)
    default:
      #expect(!statuses.contains { (200..<300).contains($0) })
      if httpCase.name == "head-stalled" { #expect(statuses == [408]) }
    }
  }

  /// The figure that the head-stalled case is about; the case itself runs with less.
  @Test func headDeadlineIsFiveSeconds() { #expect(ServerLimits().headDeadline == .seconds(5)) }

  @Test func errorsDoNotEchoInput() throws {
    let server = try TestServer()
    let connection = try RawClient(port: server.port, identity: client)
    connection.send("GET /geheim\\123456782 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    let answer = try #require(connection.answer())
    let text = String(decoding: answer.body, as: UTF8.self)
    #expect(answer.status == 400)
    #expect(text.contains(#""code":"malformed""#))
    #expect(!text.contains("123456782") && !text.contains("geheim"))
    #expect(!server.log.contains { "\($0)".contains("123456782") })
  }
}
