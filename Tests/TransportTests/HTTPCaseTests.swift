import Testing
import Transport

/// Every case of http1_cases.json and http1_further_cases.json over real TLS.
@Suite(.timeLimit(.minutes(30))) struct HTTPCaseTests {
  private let client: TestIdentity
  private static let last = Array("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)

  init() throws { client = try .selfSigned("client") }

  @Test func caseFileIsNotEmpty() {
    #expect(HTTPCase.all.count == 157 + 422)
    #expect(Set(HTTPCase.all.map(\.name)).count == HTTPCase.all.count)
  }

  @Test(arguments: HTTPCase.all) func caseIsAnsweredAsExpected(_ httpCase: HTTPCase) throws {
    try check(httpCase) { connection, bytes in connection.send(bytes) }
  }

  /// However slowly the bytes come, the answers are the same.
  @Test(arguments: HTTPCase.all.filter { $0.bytes.count < 300 && !$0.isStalled })
  func caseIsAnsweredAsExpectedByteByByte(_ httpCase: HTTPCase) throws {
    try check(httpCase) { connection, bytes in
      for byte in bytes where connection.sentEverything { connection.send([byte]) }
    }
  }

  private func check(_ httpCase: HTTPCase, send: (RawClient, [UInt8]) -> Void) throws {
    var limits = ServerLimits()
    if httpCase.isStalled { limits.stallTimeout = .milliseconds(100) }
    let server = try TestServer(limits: limits)
    let connection = try RawClient(port: server.port, identity: client)
    send(connection, httpCase.bytes)
    for step in httpCase.steps {
      let interim = try #require(connection.answer())
      #expect(interim.status == step.afterStatus)
      send(connection, step.bytes)
    }
    if httpCase.clientHalfCloses { connection.halfClose() }
    // A connection that lives answers one request more; that it was asked to close then ends every case.
    if !httpCase.mustClose { connection.send(Self.last) }
    let answers = connection.answersUntilClose().filter { $0.status >= 200 }
    #expect(connection.endError == nil)
    #expect(!connection.hasLeftover)
    try judge(answers, httpCase)
  }

  /// What follows something that was not understood is never taken for a request: nobody can be made to see another
  /// request there than we do.
  @Test(arguments: HTTPCase.all.filter(\.isRefused)) func bytesBehindAFaultAreNeverParsed(_ httpCase: HTTPCase) throws {
    let server = try TestServer()
    let connection = try RawClient(port: server.port, identity: client)
    connection.send(httpCase.bytes + Self.last)
    let answers = connection.answersUntilClose().filter { $0.status >= 200 }
    try judge(answers, httpCase)
    #expect(answers.last?.headers["connection"] == "close")
  }

  private func judge(_ answers: [RawClient.Answer], _ httpCase: HTTPCase) throws {
    let statuses = answers.map(\.status)
    for answer in answers {
      #expect(answer.headers["api-version"] == "1.0.0")
      if answer.status >= 400 { #expect(answer.headers["content-type"] == "application/problem+json") }
    }
    let allowed = httpCase.status ?? [400]
    let followUp = httpCase.mustClose ? [] : [200]
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
      if httpCase.isStalled { #expect(statuses == [408]) }
    }
  }

  /// The figures that the head-stalled case is about; the case itself runs with less.
  @Test func headMayStallTenSecondsAndAStrangersFive() {
    let limits = ServerLimits()
    #expect(limits.stallTimeout == .seconds(10) && limits.strangerHeadDeadline == .seconds(5))
    #expect(limits.headDeadline == .seconds(20))
  }

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
