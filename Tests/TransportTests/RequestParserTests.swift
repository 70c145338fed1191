import TestSupport
import Testing

@testable import Transport

/// The parser alone: the same bytes give the same result however they are split.
@Suite(.timeLimit(.minutes(30))) struct RequestParserTests {
  /// Everything that the parser says about the bytes, as text.
  private func transcript(_ pieces: [ArraySlice<UInt8>], limits: ServerLimits = ServerLimits()) -> [String] {
    var parser = RequestParser(limits: limits)
    var lines: [String] = []
    var body: [UInt8] = []
    var isInBody = false
    for piece in pieces {
      piece.withUnsafeBytes { parser.feed($0) }
      loop: while true {
        if isInBody {
          switch parser.nextBody(upTo: 1_000) {
          case .needsMore: break loop
          case .bytes(let bytes): body += bytes
          case .end:
            lines.append("body \(hex(body))")
            (body, isInBody) = ([], false)
          case .failed(let fault):
            lines.append("body fault \(fault.status) \(fault.detail)")
            return lines
          }
        } else {
          switch parser.nextHead() {
          case .needsMore: break loop
          case .head(let head):
            lines.append("\(head.method) \(head.target) \(head.framing) \(head.keepsAlive) \(head.expectsContinue)")
            lines += head.fields.map { "\($0.name)=\($0.value)" }
            isInBody = true
          case .failed(let fault):
            lines.append("fault \(fault.status) \(fault.detail)")
            return lines
          }
        }
      }
    }
    lines.append("waits, inside a head: \(parser.isInsideHead)")
    return lines
  }

  @Test(arguments: HTTPCase.all) func anySplitGivesTheSameResult(_ httpCase: HTTPCase) {
    let bytes = httpCase.bytes
    let whole = transcript([bytes[...]])
    #expect(transcript(bytes.indices.map { bytes[$0...$0] }) == whole)
    let random = SeededRandom(seed: UInt64(bytes.count))
    for _ in 0..<20 {
      var pieces: [ArraySlice<UInt8>] = []
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + Int(random.next() % 97) + 1)
        pieces.append(bytes[start..<end])
        start = end
      }
      #expect(transcript(pieces) == whole)
    }
  }

  /// Changed bytes must not crash it, and splits must not matter for them either.
  @Test(arguments: 0..<200) func mutatedRequestsDoNotCrash(_ seed: Int) {
    let random = SeededRandom(seed: UInt64(seed))
    let original = HTTPCase.all[Int(random.next() % UInt64(HTTPCase.all.count))].bytes
    var bytes = Array(original.prefix(2_000))
    for _ in 0..<(1 + random.next() % 4) where !bytes.isEmpty {
      let index = Int(random.next() % UInt64(bytes.count))
      switch random.next() % 3 {
      case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.remove(at: index)
      default: bytes.insert([13, 10, 32, 0, 58, 59, 44][Int(random.next() % 7)], at: index)
      }
    }
    let whole = transcript([bytes[...]])
    #expect(transcript(bytes.indices.map { bytes[$0...$0] }) == whole)
  }

  private func status(_ text: String, limits: ServerLimits = ServerLimits()) -> Int? {
    let last = transcript([Array(text.utf8)[...]], limits: limits).last ?? ""
    let words = last.split(separator: " ")
    return words.firstIndex(of: "fault").flatMap { Int(words[$0 + 1]) }
  }

  @Test func limitsAreExact() {
    var limits = ServerLimits()
    limits.maxHeaderCount = 2
    #expect(status("GET / HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n", limits: limits) == nil)
    #expect(status("GET / HTTP/1.1\r\nHost: a\r\nB: c\r\nD: e\r\n\r\n", limits: limits) == 431)
    limits = ServerLimits()
    limits.maxRequestLineBytes = 20
    #expect(status("GET /1234 HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits) == nil)
    #expect(status("GET /12345 HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits) == 414)
    limits = ServerLimits()
    limits.maxHeaderLineBytes = 10
    #expect(status("GET / HTTP/1.1\r\nHost: ab\r\n\r\n", limits: limits) == nil)
    #expect(status("GET / HTTP/1.1\r\nHost: abc\r\n\r\n", limits: limits) == 431)
    limits = ServerLimits()
    limits.maxBodyBytes = 5
    #expect(status("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", limits: limits) == nil)
    #expect(status("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n", limits: limits) == 413)
    let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    #expect(status(chunked + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", limits: limits) == nil)
    #expect(status(chunked + "3\r\nabc\r\n3\r\n", limits: limits) == 413)
  }

  @Test func targetsAreParsed() throws {
    #expect(
      transcript([Array("GET /a%20b?c=d?e HTTP/1.1\r\nHost: a\r\n\r\n".utf8)[...]])[0].contains(
        #"path("/a%20b", query: Optional("c=d?e"))"#))
    #expect(
      transcript([Array("GET https://a:1/x HTTP/1.1\r\nHost: a\r\n\r\n".utf8)[...]])[0].contains(
        #"path("/x", query: nil)"#))
    #expect(
      transcript([Array("GET https://a?q HTTP/1.1\r\nHost: a\r\n\r\n".utf8)[...]])[0].contains(
        #"path("/", query: Optional("q"))"#))
    for bad in ["/a%2", "/a%zz", "/a%00", "/{a}", "/a\"", "a", "http://a/", "https:///x", "*"] {
      #expect(status("GET \(bad) HTTP/1.1\r\nHost: a\r\n\r\n") == 400, "\(bad)")
    }
  }

  @Test func hostFieldIsValidated() {
    for good in ["a", "a.b-c:1", "127.0.0.1:65535", "[::1]", "[::1]:8443", "a:", "a:00443"] {
      #expect(status("GET / HTTP/1.1\r\nHost: \(good)\r\n\r\n") == nil, "\(good)")
    }
    for bad in ["", "a:65536", "[1::2::3]", "[a]", "a b", "a/", "[::1", "[::1]x", "user@a", "a:1:2", "é"] {
      #expect(status("GET / HTTP/1.1\r\nHost: \(bad)\r\n\r\n") == 400, "\(bad)")
    }
  }
}
