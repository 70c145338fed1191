package import CommandLine
import Glibc
import Node
import PeerProtocol
import System

/// `samenloop demo`.
package enum DemoCommand {
  package static let spec = CommandSpec(
    path: ["demo"],
    summary:
      pick(
        "Laat vier regio's de jeugdigen en gezinnen vinden die zij delen: echte knooppunten, bedachte "
          + "mensen, vergeleken met de waarheid.",
        "Shows four regions finding the youths and families they share: real nodes, made-up people, compared with the truth."
      ),
    options: [
      OptionSpec(
        name: "youths", value: "N",
        help: pick(
          "jeugdigen in alle vier regio's samen (\(DemoRun.youths))",
          "youths in all four regions together (\(DemoRun.youths))")),
      OptionSpec(
        name: "keep", value: "DIR",
        help: pick(
          "de mappen in deze nieuwe map laten staan, om rond te kijken",
          "leave the homes in this new folder, to look around")),
    ],
    example: "samenloop demo --keep /tmp/four-regions", run: run)

  /// Fewer leave a region empty; more no longer fit the agreements' limits.
  private static let range = 10...100_000

  static func run(_ invocation: Invocation) throws -> CommandOutput {
    guard let youths = Int(invocation.option("youths") ?? String(DemoRun.youths)), range.contains(youths) else {
      throw CommandFailure.usage("--youths is a number from \(range.lowerBound) to \(range.upperBound)")
    }
    let folder = try OwnFolder.make(keeping: invocation.option("keep"), for: "demo")
    Interruption.watch()
    let isKept = invocation.option("keep") != nil
    defer { if !isKept { Files.remove(folder) } }
    do {
      let program = try OwnProgram.path()
      var result = try DemoRun(
        youths: youths, folder: folder, program: program, today: CalendarDate(today), progress: DemoProgress()
      ).run()
      if isKept { result.kept = (folder, program) }
      return CommandOutput(
        json: result.json, text: result.text, exit: result.isRight ? .success : .checkFailed)
    } catch let stop as Interruption.Stop {
      // Every node has ended: the demo that owned them is gone.
      if !isKept { Files.remove(folder) }
      Interruption.die(of: stop.signal)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.checkFailed, "the demo cannot go on: \(error)")
    }
  }

  private static var today: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}
