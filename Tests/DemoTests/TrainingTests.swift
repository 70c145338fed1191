import Foundation
import PeerProtocol
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import Demo
@testable import Node

/// `samenloop training start` with the built program, from two new regions to a match that nobody has to look at any more.
@Suite(.timeLimit(.minutes(30))) struct TrainingTests {
  private static let program: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("samenloop").path
  }()

  private func start(_ words: String..., temporary: String) throws -> ChildProcess.Result {
    try ChildProcess.run(
      "/usr/bin/env",
      [
        "-u", "SAMENLOOP_LANGUAGE", "TMPDIR=" + temporary, "LC_ALL=nl_NL.UTF-8", Self.program, "training", "start",
        "--no-wait",
      ] + words,
      seconds: 300)
  }

  @Test func trainingGoesThroughEveryStepAndLeavesNothing() throws {
    let folder = try TemporaryDirectory()
    let result = try start(temporary: folder.path)
    let (told, said) = (String(decoding: result.output, as: UTF8.self), String(decoding: result.errors, as: UTF8.self))
    #expect(result.status == 0, "\(said)")
    for part in [
      "1. Twee oefenregio's", "2. Uw pagina's openen", "practice.p12", "3. Een signaal", "4. Een match",
      "Basisschool De Wissel", "M. van Dam, +31880000002", "/pages/matches/", "5. Contact", "Oefenwaard ziet het ook",
      "6. Wie heeft de regie", "Oefenland heeft de regie", "zijn verwijderd",
    ] {
      #expect(told.contains(part), "\(part)")
    }
    #expect(!told.contains("999900"), "a number of a person is told")
    #expect(Files.names(in: folder.path) == [])
  }

  @Test func keptTrainingIsOfTheTrainingEnvironmentAndSpeaksEnglish() throws {
    let folder = try TemporaryDirectory()
    let kept = folder.file("kept")
    let result = try start("--language", "en", "--keep", kept, "--json", temporary: folder.path)
    let said = String(decoding: result.errors, as: UTF8.self)
    #expect(result.status == 0 && said.contains("6. Who leads") && said.contains("Practice Land leads"), "\(said)")
    let json = try JSONText.value(of: result.output)
    let steps = json["steps"]?.arrayValue ?? []
    #expect(steps.map { $0["step"]?.stringValue } == ["regions", "pages", "signal", "match", "contact", "lead"])
    #expect(json["environment"] == "training" && json["kept"]?.stringValue?.hasSuffix("/kept") == true)
    for region in ["oefenland", "oefenwaard"] {
      let configuration = try JSONText.value(of: Files.read("\(kept)/\(region)/node.json"))
      #expect(configuration["environment"] == "training")
    }
    let read = try ChildProcess.run(
      "/usr/bin/env",
      ["openssl", "pkcs12", "-in", kept + "/practice.p12", "-passin", "pass:oefenen", "-passout", "pass:oefenen"],
      seconds: 60)
    let text = String(decoding: read.output, as: UTF8.self)
    #expect(read.status == 0 && text.contains("BEGIN CERTIFICATE") && text.contains("BEGIN ENCRYPTED PRIVATE KEY"))
  }

  @Test func withoutATerminalItSaysHowToGoOn() throws {
    let result = try ChildProcess.run(Self.program, ["training", "start"], seconds: 60)
    #expect(result.status == 64 && String(decoding: result.errors, as: UTF8.self).contains("--no-wait"))
  }
}
