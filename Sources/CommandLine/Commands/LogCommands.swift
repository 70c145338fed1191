import LocalAPI
import PeerProtocol
import System

/// `samenloop audit checkpoint` and `audit faults`: the signed states of audit logs.
enum LogCommands {
  /// Seconds for which the command waits for the peers' witnesses.
  private static let patience = 10
  private static let seconds = 60

  static let checkpoint = CommandSpec(
    path: ["audit", "checkpoint"],
    summary: "sign a checkpoint of the audit log now (once in ten minutes), and see how many peers witnessed it",
    example: "samenloop audit checkpoint --home nhn", role: .privacyOfficer, run: { try checkpoint($0) })

  static let faults = CommandSpec(
    path: ["audit", "faults"],
    summary: "what was noticed of logs and witnesses; --json holds the signed notes that show it",
    example: "samenloop audit faults --json --home nhn", role: .privacyOfficer,
    run: { invocation in
      let answer: NodeAnswer<LogFaultsDocument> = try LocalClient(invocation).call(.logFaults, timeout: seconds)
      return CommandOutput(answer, text: text(answer.document))
    })

  private static func checkpoint(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    let client = try LocalClient(invocation)
    var answer = try ask(client)
    let isSigned = answer.document.signed
    // Witnesses answer within seconds, where they answer; within ten minutes asking again signs nothing.
    for _ in 0..<patience where answer.document.checkpoint.cosigned < answer.document.checkpoint.roster {
      WakeSignal().wait(milliseconds: 1_000)
      answer = try ask(client)
    }
    var document = answer.document
    document.signed = isSigned
    do {
      return CommandOutput(json: try document.jsonValue(), text: text(document), notes: notes(document.checkpoint))
    } catch {
      throw CommandFailure(.checkFailed, "\(error)")
    }
  }

  private static func ask(_ client: LocalClient) throws(CommandFailure) -> NodeAnswer<CheckpointDocument> {
    try client.call(.signCheckpoint, body: EmptyRequest(), timeout: seconds)
  }

  private static func text(_ document: CheckpointDocument) -> String {
    let checkpoint = document.checkpoint
    return (document.signed ? "Signed" : "Signed less than ten minutes ago")
      + ": \(checkpoint.size) entries of the log \(document.instance), at \(checkpoint.at.rfc3339); cosigned by "
      + "\(checkpoint.cosigned) of \(checkpoint.roster) peers"
      + (checkpoint.witnessedAt == nil ? ": not witnessed yet" : ": witnessed")
  }

  private static func notes(_ checkpoint: StatusAuditLog.Checkpoint) -> [String] {
    guard checkpoint.witnessedAt == nil else { return [] }
    return checkpoint.roster == 0
      ? ["No peer has a witness: join a federation first, samenloop peer join"]
      : ["Peers that are not reachable now cosign later; see: samenloop status"]
  }

  static func text(_ document: LogFaultsDocument) -> String {
    if document.faults.isEmpty { return "Nothing was noticed of any log or witness." }
    return document.faults.map { shown in
      let fault = shown.fault
      let lines = [
        ["what", fault.code], ["noticed", fault.at.rfc3339], ["region", fault.region], ["log", fault.log],
        ["entries", fault.size > 0 ? "\(fault.size)" : "-"], ["witness", fault.witness ?? "-"],
        ["what to do", TextTable.cell(fault.detail)],
      ]
      let notes = shown.notes.enumerated().map { number, note in
        "signed note \(number + 1) of \(shown.notes.count):\n"
          + note.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + TextTable.cell(String($0)) }
          .joined(separator: "\n")
      }
      return ([TextTable.lines(lines).joined(separator: "\n")] + notes).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}
