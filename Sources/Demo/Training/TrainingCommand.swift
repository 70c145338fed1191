package import CommandLine
import Glibc
import LocalAPI
import Node
import PeerProtocol
import System

/// `samenloop training start`.
package enum TrainingCommand {
  package static let spec = CommandSpec(
    path: ["training", "start"],
    summary:
      pick(
        "Laat een professional oefenen met bedachte mensen: een signaal, een match, contact en wie de "
          + "regie heeft, in de pagina's van twee regio's.",
        "Lets a professional practise with made-up people: a signal, a match, contact and who leads, in the pages of two regions."
      ),
    options: [
      OptionSpec(
        name: "language", value: "LANGUAGE",
        help: pick(
          "van wat er wordt verteld (anders die van uw systeem)", "of what is told (else that of your system)"),
        choices: TextLanguage.allCases.map(\.rawValue)),
      OptionSpec(
        name: "no-wait", value: nil,
        help: pick(
          "elke stap meteen doen, zonder te wachten op Enter", "do every step at once, without waiting for Enter")),
      OptionSpec(
        name: "keep", value: "DIR",
        help: pick(
          "de mappen in deze nieuwe map laten staan, om rond te kijken",
          "leave the homes in this new folder, to look around")),
    ],
    example: "samenloop training start --language nl", run: run)

  static func run(_ invocation: Invocation) throws -> CommandOutput {
    let language = invocation.option("language").flatMap(TextLanguage.init(rawValue:)) ?? .ofEnvironment()
    let waits = !invocation.has("no-wait")
    guard !waits || isatty(STDIN_FILENO) == 1 else {
      throw CommandFailure.usage(
        pick(
          "training start wacht op Enter, en er is geen terminal: geef --no-wait",
          "training start waits for Enter, and there is no terminal: give --no-wait"))
    }
    let kept = invocation.option("keep")
    let folder = try OwnFolder.make(keeping: kept, for: "training")
    Interruption.watch()
    defer { if kept == nil { Files.remove(folder) } }
    let guide = TrainingGuide(
      language: language, waits: waits, descriptor: invocation.json ? StandardStream.error : StandardStream.output)
    do {
      let today = CalendarDate(Timestamp(seconds: Int64(time(nil))))
      let run = try TrainingRun(
        folder: folder, program: OwnProgram.path(), today: today, guide: guide, isKept: kept != nil)
      return CommandOutput(json: try run.run(), text: run.farewell)
    } catch let stop as Interruption.Stop {
      // Every node has ended: the training that owned them is gone.
      if kept == nil { Files.remove(folder) }
      Interruption.die(of: stop.signal)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(
        .checkFailed, pick("de training kan niet verder: ", "the training cannot go on: ") + "\(error)")
    }
  }
}
