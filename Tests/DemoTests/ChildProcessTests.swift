import Glibc
import System
import TestSupport
import Testing

@testable import Demo
@testable import Node

@Suite(.timeLimit(.minutes(30))) struct ChildProcessTests {
  @Test func outputOfProgramIsCollected() throws {
    let script = "head -c 300000 /dev/zero | tr '\\0' x; echo oops >&2; exit 7"
    let result = try ChildProcess.run("/bin/sh", ["-c", script], seconds: 60)
    #expect(result.status == 7)
    #expect(result.output.count == 300_000 && result.output.allSatisfy { $0 == UInt8(ascii: "x") })
    #expect(result.errors == Array("oops\n".utf8))
  }

  @Test func programThatTakesTooLongIsEnded() throws {
    let folder = try TemporaryDirectory()
    let script = "echo $$ >\(folder.file("pid")); exec sleep 600"
    #expect(throws: ChildProcess.Failure.self) { try ChildProcess.run("/bin/sh", ["-c", script], seconds: 1) }
    let pid = try #require(
      pid_t(String(decoding: Files.read(folder.file("pid")), as: UTF8.self).prefix { $0.isNumber }))
    #expect(kill(pid, 0) == -1 && errno == ESRCH)
  }

  @Test func missingProgramIsAnError() {
    #expect(throws: ChildProcess.Failure.self) { try ChildProcess.run("/nonexistent/program", [], seconds: 5) }
  }

  @Test func childEndsWithItsValue() throws {
    var child: ChildProcess? = try ChildProcess("/bin/sleep", ["600"], output: .nowhere, errors: .nowhere)
    let pid = try #require(child?.identifier)
    #expect(kill(pid, 0) == 0)
    child = nil
    #expect(kill(pid, 0) == -1 && errno == ESRCH)
  }

  @Test func childThatIgnoresSIGTERMIsKilled() throws {
    let folder = try TemporaryDirectory()
    let script = "trap '' TERM; echo >\(folder.file("ready")); while :; do sleep 0.05; done"
    let child = try ChildProcess("/bin/sh", ["-c", script], output: .nowhere, errors: .nowhere)
    while Files.mode(of: folder.file("ready")) == nil { usleep(5_000) }
    #expect(child.stop(patience: 0.1) == 128 + SIGKILL)
  }

  @Test func reservedPortIsFreeForOurListener() throws {
    let reservations = try (0..<20).map { _ in try PortReservation() }
    #expect(Set(reservations.map(\.port)).count == 20 && !reservations.contains { $0.port == 0 })
  }
}
