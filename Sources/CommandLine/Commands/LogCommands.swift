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
    summary: pick(
      "nu een controlepunt van het logboek ondertekenen (eens in tien minuten), en zien hoeveel "
        + "regio's het bevestigden",
      "sign a checkpoint of the audit log now (once in ten minutes), and see how many peers witnessed it"),
    example: "samenloop audit checkpoint --home nhn", role: .privacyOfficer, run: { try checkpoint($0) })

  static let faults = CommandSpec(
    path: ["audit", "faults"],
    summary: pick(
      "wat er is opgemerkt over logboeken en getuigen; --json bevat de ondertekende verklaringen "
        + "waaruit het blijkt", "what was noticed of logs and witnesses; --json holds the signed notes that show it"),
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
    let signed =
      document.signed
      ? pick("Ondertekend", "Signed")
      : pick("Minder dan tien minuten geleden ondertekend", "Signed less than ten minutes ago")
    let (log, at) = (document.instance, checkpoint.at.rfc3339)
    return signed
      + pick(
        ": \(checkpoint.size) regels van het logboek \(log), om \(at); medeondertekend door \(checkpoint.cosigned) van "
          + "\(checkpoint.roster) regio's",
        ": \(checkpoint.size) entries of the log \(log), at \(at); cosigned by \(checkpoint.cosigned) of "
          + "\(checkpoint.roster) peers")
      + (checkpoint.witnessedAt == nil
        ? pick(": nog niet bevestigd door getuigen", ": not witnessed yet")
        : pick(": bevestigd door getuigen", ": witnessed"))
  }

  private static func notes(_ checkpoint: StatusAuditLog.Checkpoint) -> [String] {
    guard checkpoint.witnessedAt == nil else { return [] }
    return checkpoint.roster == 0
      ? [
        pick("Geen regio heeft een getuige: sluit eerst aan, ", "No peer has a witness: join a federation first, ")
          + "samenloop peer join"
      ]
      : [
        pick(
          "Regio's die nu niet bereikbaar zijn, ondertekenen later; zie: samenloop status",
          "Peers that are not reachable now cosign later; see: samenloop status")
      ]
  }

  static func text(_ document: LogFaultsDocument) -> String {
    if document.faults.isEmpty {
      return pick(
        "Bij geen enkel logboek en geen enkele getuige is iets vreemds gezien.",
        "Nothing was noticed of any log or witness.")
    }
    return document.faults.map { shown in
      let fault = shown.fault
      let lines = [
        [pick("wat", "what"), fault.code], [pick("opgemerkt", "noticed"), fault.at.rfc3339],
        [pick("regio", "region"), fault.region], [pick("logboek", "log"), fault.log],
        [pick("regels", "entries"), fault.size > 0 ? "\(fault.size)" : "-"],
        [pick("getuige", "witness"), fault.witness ?? "-"],
        [pick("wat te doen", "what to do"), TextTable.cell(fault.detail)],
      ]
      let notes = shown.notes.enumerated().map { number, note in
        pick(
          "ondertekende notitie \(number + 1) van \(shown.notes.count):\n",
          "signed note \(number + 1) of \(shown.notes.count):\n"
        )
          + note.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + TextTable.cell(String($0)) }
          .joined(separator: "\n")
      }
      return ([TextTable.lines(lines).joined(separator: "\n")] + notes).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}
