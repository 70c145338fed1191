import Foundation
import LocalAPI
import PeerProtocol
import Simulation
import System
import TestSupport
import Testing
import Transport

@testable import Engine
@testable import Node
@testable import Region

/// The node gives its reasons in the language that a request asks for; everything that programs read stays as it is.
@Suite(.timeLimit(.minutes(30))) struct AnswerLanguageTests {
  private let world: World
  private let service: LocalService

  init() throws {
    world = try World(seed: 7, regions: 2, identities: 4)
    service = LocalService(
      engine: world.nodes[0].engine,
      trust: LocalTrust(
        uncheckedAuthorities: { nil }, outdatedRevocationLists: { nil }, missingRevocationLists: { nil },
        faults: { nil }, pinsChanged: {},
        office: CredentialOffice(
          home: NodeHome(path: "/nonexistent/samenloop"), environment: .training, isRevoked: { _ in false })))
  }

  private func ask(_ path: String, as unit: String = "operator", _ headers: HTTPFields) -> HTTPResponse {
    let client = ClientIdentity(
      spkiSHA256: [UInt8](repeating: 1, count: 32), certificateSHA256: [UInt8](repeating: 2, count: 32),
      commonName: unit, organizationalUnit: unit, isKnown: true)
    return service.answer(HTTPRequest(method: "GET", path: path, headers: headers, client: client))
  }

  /// A program that asks for no language, or for any, reads English.
  @Test(arguments: [
    (nil, "en"), ("nl", "nl"), ("nl-NL,nl;q=0.9,en;q=0.8", "nl"), ("en", "en"), ("*", "en"), ("de", "en"), ("", "en"),
    ("de, nl;q=0.1", "nl"),
  ])
  func refusalIsInTheLanguageThatWasAskedFor(_ wanted: String?, _ language: String) throws {
    let response = ask("/v1/signals/none", as: "index", wanted.map { ["Accept-Language": $0] } ?? [:])
    let body = try JSONValue(parsing: response.body)
    #expect(response.status == 404 && body["code"] == "not-found" && body["title"] == "Nothing is here")
    #expect(response.headers.first { $0.0 == "Content-Language" }?.1 == language)
    #expect(
      body["detail"]
        == (language == "nl"
          ? "Er is geen signaal met dit nummer. Alle nummers: samenloop signal list"
          : "There is no signal with this id. List the ids with: samenloop signal list"))
  }

  @Test func statusHasItsReasonsInDutchAndItsWordsAsTheyAre() throws {
    try world.connectAll()
    let peer = world.nodes[1].name.text
    _ = try world.nodes[0].engine.peering.suspend(region: peer, reason: "to be sure")
    func standing(_ headers: HTTPFields) throws -> JSONValue? {
      try JSONValue(parsing: ask("/v1/status", headers).body)["peers"]?.arrayValue?.first
    }
    let dutch = try standing(["Accept-Language": "nl"])
    #expect(dutch?["state"] == "suspended" && dutch?["next"] == "samenloop peer resume region-1")
    #expect(dutch?["reason"] == "deze regio legde de uitwisseling stil: to be sure")
    #expect(try standing([:])?["reason"] == "this region suspended it: to be sure")
  }

  /// The thread that answers in Dutch may write a log line, which whoever searches logs expects in English.
  @Test func logStaysEnglish() throws {
    let folder = try TemporaryDirectory()
    let log = try NodeLog(descriptor: open(folder.file("log"), O_WRONLY | O_CREAT | O_APPEND, 0o600))
    TextLanguage.$current.withValue(.nl) {
      LogBridge.write(LogEvent(.warning, "test", [:], refusal: .signals(.notFound)), to: log)
    }
    log.flush()
    let text = String(decoding: try Files.read(folder.file("log")), as: UTF8.self)
    #expect(text.contains("There is no signal with this id"), "\(text)")
  }

  @Test func pageSaysInItsLanguageWhyItIsNotThere() throws {
    func page(_ language: String) -> String {
      let headers: HTTPFields = ["Host": "localhost:8444", "Accept": "text/html", "Accept-Language": language]
      return String(decoding: ask("/pages/nowhere", as: "coordinator", headers).body, as: UTF8.self)
    }
    #expect(page("nl").contains("<h2>Wat het knooppunt zegt</h2>"))
    #expect(page("nl").contains("<span>Deze pagina is er niet</span>"))
    #expect(page("en").contains("<span>There is no such page</span>"))
  }
}
