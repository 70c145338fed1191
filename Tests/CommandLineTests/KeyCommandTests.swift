import Glibc
import PeerProtocol
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import Demo
@testable import LocalAPI
@testable import Node

/// `keys rotate storage`, as an operator runs it.
@Suite(.timeLimit(.minutes(30))) struct KeyCommandTests {
  @Test func saysWhatHappensFirst() throws {
    let node = try TestNode()
    try node.start()
    let busy = try node.command("keys", "rotate", "storage", "--dry-run")
    #expect(busy.status == ExitCode.tryAgain.rawValue && busy.json["code"] == "home-in-use")
    #expect(node.stop() == 0)
    let key = try Files.read(node.home.key(.storageKey))
    let plan = try node.done("keys", "rotate", "storage", "--dry-run")
    #expect(plan["isChanged"] == false && plan["files"]?.integerValue ?? 0 > 0)
    // A script has to say that it knows.
    let asked = try node.command("keys", "rotate", "storage")
    #expect(asked.status == ExitCode.checkFailed.rawValue && asked.json["isChanged"] == false)
    #expect(try Files.read(node.home.key(.storageKey)) == key)
    #expect(try node.done("keys", "rotate", "storage", "--yes")["isChanged"] == true)
    #expect(try Files.read(node.home.key(.storageKey)) != key)
    try node.start()
  }

  /// Killed after ever more time, until it is not killed any more: the node starts, and what it held is there.
  @Test func killedAtAnyMomentTheStoreOpens() throws {
    let node = try TestNode()
    try node.start()
    try node.put("s-1", subject: "bsn:900000016")
    #expect(node.stop() == 0)
    let key = try Files.read(node.home.key(.storageKey))
    var (wait, wasUnfinished): (UInt32, Bool) = (2_000, false)
    while true {
      let process = try ChildProcess(
        TestNode.program, ["keys", "rotate", "storage", "--yes", "--home", node.home.path], output: .nowhere,
        errors: .nowhere)
      usleep(wait)
      _ = kill(process.identifier, SIGKILL)
      let status = process.stop(patience: 10)
      wasUnfinished = wasUnfinished || Files.mode(of: node.home.nextStorageKey) != nil
      try node.start()
      #expect(try node.done("signal", "show", "s-1", "--as", "index")["id"] == "s-1")
      #expect(node.stop() == 0)
      #expect(Files.mode(of: node.home.nextStorageKey) == nil)
      if status == 0 { break }
      wait = wait * 3 / 2
      try #require(wait < 20_000_000)
    }
    #expect(try Files.read(node.home.key(.storageKey)) != key)
  }
}
