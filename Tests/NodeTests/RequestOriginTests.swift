import PeerProtocol
import Testing
import Transport

@testable import Node

/// Whether a request comes from this region's own pages and programs.
@Suite(.timeLimit(.minutes(30))) struct RequestOriginTests {
  private let origin = RequestOrigin(names: ["Node.Example.NL", "10.0.0.7", "2001:db8::7"])

  private func isRefused(_ method: String, _ headers: HTTPFields) -> Bool {
    let client = ClientIdentity(
      spkiSHA256: [1], certificateSHA256: [2], commonName: "A. de Boer", organizationalUnit: "coordinator",
      isKnown: true)
    guard
      let problem = origin.refusal(
        of: HTTPRequest(method: method, path: "/v1/status", headers: headers, client: client))
    else { return false }
    #expect(problem.status == 403 && problem.code == .forbidden)
    return true
  }

  @Test(arguments: [
    "localhost", "localhost:8444", "LOCALHOST:1", "127.0.0.1:8444", "[::1]:8444", "[::1]", "node.example.nl:8444",
    "10.0.0.7:8444", "[2001:db8::7]:443",
  ]) func ownHostNameIsTaken(_ host: String) {
    #expect(!isRefused("GET", ["Host": host]))
    #expect(!isRefused("POST", ["Host": host, "Origin": "https://\(host)", "Sec-Fetch-Site": "same-origin"]))
  }

  @Test(arguments: [
    "evil.example", "evil.example:8444", "localhost.evil.example", "xlocalhost", "localhost.", "127.0.0.2", "[::2]",
    "::1", "[::1", "[::1]x", "localhost:x", "localhost:8444:1", "", "0.0.0.0",
  ]) func unknownHostNameIsRefused(_ host: String) {
    #expect(isRefused("GET", ["Host": host]))
    #expect(isRefused("GET", ["Host": host, "Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"]))
  }

  @Test(arguments: [
    "https://evil.example", "null", "http://localhost:8444", "https://localhost", "https://localhost:8445",
    "https://127.0.0.1:8444", "", "https://localhost:8444/", "https://localhost:8444, https://evil.example",
  ]) func foreignOriginIsRefused(_ foreign: String) {
    for method in ["GET", "POST", "PUT", "OPTIONS", "HEAD"] {
      #expect(isRefused(method, ["Host": "localhost:8444", "Origin": foreign]), "\(method)")
      // Whatever else it says.
      #expect(
        isRefused(
          method,
          [
            "Host": "localhost:8444", "Origin": foreign, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate",
          ]), "\(method)")
    }
  }

  @Test func originWithoutHostIsRefused() {
    #expect(isRefused("POST", ["Origin": "https://localhost"]))
    #expect(isRefused("POST", ["Origin": "null"]))
  }

  @Test(arguments: ["cross-site", "same-site", "", "other"]) func foreignSiteIsRefused(_ site: String) {
    for method in ["GET", "POST", "PUT", "HEAD"] {
      for mode in ["cors", "no-cors", "same-origin", "websocket"] {
        #expect(
          isRefused(method, ["Host": "localhost", "Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode]), "\(method) \(mode)")
      }
    }
    for method in ["POST", "PUT", "HEAD"] {
      #expect(
        isRefused(
          method,
          ["Host": "localhost", "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"]
        ), "\(method)")
    }
  }

  @Test func linkFromElsewhereMayBeFollowedButNotFramed() {
    let link: HTTPFields = [
      "Host": "localhost:8444", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate",
      "Sec-Fetch-Dest": "document",
    ]
    #expect(!isRefused("GET", link))
    for destination in ["iframe", "frame", "embed", "object", "image"] {
      #expect(
        isRefused(
          "GET",
          [
            "Host": "localhost:8444", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": destination,
          ]), "\(destination)")
    }
  }

  @Test func commandLineClientSaysNothingOfItsOrigin() {
    for method in ["GET", "POST", "PUT"] {
      #expect(!isRefused(method, ["Host": "127.0.0.1:8444"]))
      #expect(!isRefused(method, [:]))
    }
    #expect(!isRefused("GET", ["Host": "localhost", "Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"]))
  }
}
