import LocalAPI
import PeerProtocol
import Testing
import Transport

@testable import CommandLine
@testable import Node

/// Texts for people in Dutch. Every other test reads the English ones.
@Suite(.timeLimit(.minutes(30))) struct LanguageTests {
  private func inDutch<Value>(_ body: () throws -> Value) rethrows -> Value {
    try TextLanguage.$current.withValue(.nl, operation: body)
  }

  private static let match: JSONValue = [
    "matchId": "-Rg", "kind": "youth", "scope": "across", "peer": "drenthe", "status": "open", "new": false,
    "signals": ["g-1", "g-2"], "detectedAt": "2026-11-21T01:16:29Z", "release": "awaiting",
    "awaitingRelease": ["g-2"],
    "involvements": [
      [
        "organisation": ["id": "w", "name": "Wijkteam Assen", "sector": "wijkteam"],
        "contact": ["name": "A. de Boer", "phone": "+31592000001", "email": ""], "since": "2026-10",
        "involvement": "direct", "temporary": false, "left": "2026-11",
      ]
    ],
    "own": [
      "followUp": ["state": "contacted", "outcome": ["better-fit"], "at": "2026-11-22T01:00:00Z"],
      "coordination": ["state": "agreed", "holder": "gooi", "at": "2026-11-22T01:00:00Z"], "consent": "given",
    ],
    "theirs": ["coordination": ["state": "none", "at": "2026-11-21T01:16:29Z"]],
  ]

  @Test func matchPageIsDutch() throws {
    let expected = """
      match            -Rg
      soort            zelfde jeugdige
      regio            drenthe
      stand            open
      onze signalen    g-1, g-2
      gevonden         2026-11-21T01:16:29Z
      onze contacten   nog niet gegeven van g-2; een procesregisseur moet ze vrijgeven
      daar betrokken
        Wijkteam Assen  A. de Boer  +31592000001  -  directe betrokkenheid  sinds 2026-10  vertrokken 2026-11
                     onze kant                                        hun kant
        opvolging    contact gehad 2026-11-22 (hulp die beter past)   -
        regie        gooi, afgesproken 2026-11-22                     nog niemand
        toestemming  gegeven                                          -
      """
    let page = try inDutch { MatchText.page(try DocumentSamples.document(Self.match)) }
    func words(_ text: String) -> [[Substring]] { text.split(separator: "\n").map { $0.split(separator: " ") } }
    #expect(words(page) == words(expected), "\(page)")
  }

  @Test func worklistAndItsAdviceAreDutchAndItsJSONIsNot() throws {
    let answer: JSONValue = ["items": [["reasons": ["no-contact", "overdue"], "match": Self.match]]]
    let output = try inDutch { WorklistCommand.output(try DocumentSamples.answer(answer)) }
    #expect(
      output.text.hasPrefix("MATCH  REGIO") && output.text.contains("nog geen contact, te laat"), "\(output.text)")
    #expect(output.notes.joined().contains("samenloop match assign MATCH --to NAME"))
    #expect(output.json == answer.bytes)
    let csv = try inDutch { WorklistCSV.text(try DocumentSamples.document(answer)) }
    #expect(csv == WorklistCSV.text(try DocumentSamples.document(answer)))
  }

  @Test func wordOfANewerNodeStaysAsItCame() throws {
    var match = Self.match
    match["kind"] = "household"
    #expect(try inDutch { MatchText.page(try DocumentSamples.document(match)) }.contains("household"))
  }

  @Test func statusIsDutch() throws {
    let peer = DocumentSamples.peer([
      "alarms": [["code": "unproven-match", "count": 2, "lastAt": "2026-11-21T00:00:00Z"]]
    ])
    let text = try inDutch {
      StatusText.text(
        try DocumentSamples.status(["signals": 3, "notInformed": 1, "informing": "hold-exchange", "peers": [peer]]))
    }
    #expect(text.hasPrefix("nhn: 3 signalen, 0 jeugdigen in de uitwisseling, 0 open matches\n"), "\(text)")
    #expect(
      text.contains(
        "\n1 signaal mist de datum waarop het gezin is ingelicht; tot die er is, wordt er niets van uitgewisseld: "
          + "samenloop signal list\n"))
    #expect(text.contains("gooi   bijgewerkt") && text.contains("alarm: unproven-match door gooi, 2 keer"), "\(text)")
  }

  /// A text that is kept in a constant would stay in the language of the first command.
  @Test func adviceFollowsTheLanguageOfEachCommand() {
    for _ in 0..<2 {
      #expect(inDutch { ImportText.keptErasedAdvice }.hasPrefix("Wat gewist blijft"))
      #expect(ImportText.keptErasedAdvice.hasPrefix("What stays erased"))
      #expect(inDutch { HelpText(commands: CommandTable.commands).text(about: ["peer"]) }.contains("samenloop peer"))
    }
  }

  /// Every command, option and example has a text of its own in each language, and both examples are read as one command.
  @Test func helpIsInBothLanguages() throws {
    let parser = ArgumentParser(commands: CommandTable.commands)
    for command in CommandTable.commands {
      #expect(inDutch { command.summary } != command.summary, "\(command.name)")
      for option in command.allOptions {
        #expect(inDutch { option.help } != option.help, "\(command.name) --\(option.name)")
      }
      for text in [command.example, inDutch { command.example }] {
        let quoted = text.split(separator: "\"", omittingEmptySubsequences: false)
        let words = quoted.enumerated().flatMap {
          $0 % 2 == 1 ? [String($1)] : $1.split(separator: " ").map(String.init)
        }
        let own = words.dropFirst().prefix { !$0.hasPrefix(">") && !$0.hasPrefix("<") && $0 != "|" }
        guard case .run(let found) = try parser.parse(Array(own)) else {
          Issue.record("\(text)")
          continue
        }
        #expect(found.command.name == command.name)
      }
    }
    let help = HelpText(commands: CommandTable.commands)
    let dutch = inDutch { help.text(about: ["peer", "reject"]) }
    #expect(dutch.contains("Gebruik: samenloop peer reject REGION") && dutch.contains("(verplicht)"), "\(dutch)")
    #expect(dutch.contains("Voorbeeld: ") && !dutch.contains("Usage"))
    #expect(inDutch { help.text(about: []) }.contains("Afsluitcodes:"))
  }

  @Test func statusCheckAndDoctorAreDutch() throws {
    let peer = DocumentSamples.peer([
      "state": "unreachable", "reason": "geen antwoord", "downSince": "2026-11-20T23:00:00Z",
    ])
    let reasons = try inDutch { StatusCheck.reasons(try DocumentSamples.status(["storage": "vol", "peers": [peer]])) }
    #expect(reasons.first == "opslag: vol")
    #expect(
      reasons.last?.hasPrefix("gooi: niet bereikbaar sinds 2026-11-20T23:00:00Z: geen antwoord. Hierna: ") == true)
    var run = DoctorRun()
    try inDutch {
      let facts = DoctorFacts(
        home: NodeHome(path: "/nonexistent/samenloop"), now: try DocumentSamples.status().time,
        configuration: .failure(NodeFailure(.configuration, "x")), status: .success(try DocumentSamples.status()))
      run.run(NodeChecks.table, facts)
      let text = DoctorCommand.text(run, DoctorCommand.notChecked)
      #expect(
        text.contains("node: het draait en antwoordt als nhn") && text.contains("\nniet gecontroleerd: "), "\(text)")
    }
    #expect(DoctorCommand.notChecked.first?.hasPrefix("whether peers") == true)
  }

  @Test func importSaysInDutchWhatWasRefused() throws {
    let result = try DocumentSamples.importResult([
      "rows": 2, "added": 1, "refused": [["row": 7, "field": "subject", "reason": "fails the eleven-test"]],
      "faults": [["field": "subject", "reason": "fails the eleven-test", "count": 1, "rows": [7]]],
    ])
    let output = inDutch { ImportText.output(result) }
    #expect(output.text.hasPrefix("2 rijen\ntoegevoegd") && output.text.contains("  rij 7  subject"), "\(output.text)")
    #expect(output.notes.first?.hasPrefix("De andere rijen zijn opgenomen.") == true)
    #expect(output.json == result.bytes && output.exit == .badData)
  }

  @Test(arguments: [
    (["peeer", "list"], "onbekende opdracht \"peeer\"; bedoelde u \"peer\"?"),
    (["match", "show", "x", "--credentail", "y"], "onbekende optie --credentail; bedoelde u --credential?"),
    (["peer"], "peer: voeg een van deze toe: "), (["peer", "fingerprint"], "REGION ontbreekt; bijvoorbeeld: "),
  ])
  func misspeltCommandsAreToldInDutch(words: [String], expected: String) throws {
    let parser = ArgumentParser(commands: CommandTable.commands)
    let error = #expect(throws: CommandFailure.self) { try inDutch { _ = try parser.parse(words) } }
    #expect(error?.detail.contains(expected) == true, "\(String(describing: error))")
  }

  @Test func refusalOfAnOlderNodeHasADutchSentenceBeforeIt() throws {
    let problem: JSONValue = ["code": "forbidden", "detail": "This role may not do that"]
    let failure = try inDutch { ProblemText.failure(403, try DocumentSamples.answer(problem)) }
    #expect(failure.detail == "Dit mag niet met dit certificaat.\nThis role may not do that")
    #expect(failure.json["detail"] == "This role may not do that")
    let dutch: JSONValue = ["code": "forbidden", "detail": "Deze rol mag dat niet"]
    let own = try inDutch {
      ProblemText.failure(403, try DocumentSamples.answer(dutch), in: ["content-language": "nl"])
    }
    #expect(own.detail == "Deze rol mag dat niet")
  }

  @Test(arguments: ["ja", "JA", "yes"]) func yesIsTakenInBothLanguages(word: String) throws {
    nonisolated(unsafe) var shown = ""
    let question = TerminalQuestion(isAsked: true, answer: { word }, show: { shown += $0 })
    try inDutch { try question.confirm("de voorwaarden") }
    #expect(shown == "de voorwaarden\nTyp ja om dit goed te keuren:")
  }

  @Test func programTakesItsLanguageFromTheEnvironment() throws {
    func told(_ language: String, _ words: String...) throws -> TestNode.Run {
      try TestNode.run(["status", "--home", "/nonexistent/home", "--key", "x"] + words, language: language)
    }
    #expect(try told("SAMENLOOP_LANGUAGE=nl").errors == "samenloop: --key hoort bij --credential\n")
    #expect(try told("SAMENLOOP_LANGUAGE=en").errors == "samenloop: --key goes with --credential\n")
    // What programs read is the same everywhere.
    #expect(try told("SAMENLOOP_LANGUAGE=nl", "--json").json["detail"] == "--key goes with --credential")
  }
}
