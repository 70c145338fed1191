import LocalAPI
import Node

/// `samenloop serve`: runs a node until it is told to end.
enum ServeCommand {
  static func run(_ invocation: Invocation) throws -> CommandOutput {
    do {
      // What it writes is its log, which is English.
      try TextLanguage.$current.withValue(.en) {
        try NodeProcess.serve(
          NodeHome.chosen(by: invocation.option("home")), isRestored: invocation.has("restored"),
          status: { CommandFailure($0).exit.rawValue })
      }
    } catch let failure as NodeFailure {
      var failure = CommandFailure(failure)
      failure.isReported = true
      throw failure
    }
    return .silent
  }
}
