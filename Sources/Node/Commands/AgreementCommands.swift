import Glibc
import PeerProtocol

/// `samenloop agreement …`: what two regions sign before anything is exchanged.
enum AgreementCommands {
  static let all = [propose, list, show, approve, reject, revoke] + ExceptionCommands.all

  private static let propose = CommandSpec(
    path: ["agreement", "propose"], summary: "propose an agreement; counts as the operator's approval",
    positionals: [PositionalSpec(name: "REGION")],
    options: [
      OptionSpec(
        name: "file", value: "TERMS.json", help: "the agreement without what the node fills in", isRequired: true)
    ],
    example: "samenloop agreement propose drenthe --file terms.json --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let terms = try DocumentFile.read(invocation.option("file") ?? "")
      let answer = try LocalClient(invocation).call(
        "POST", "/v1/agreements", ["region": .string(region), "terms": terms])
      let id = answer.text(of: "agreementId")
      return CommandOutput(
        json: answer, text: "\(id)  \(answer.text(of: "status"))",
        notes: ["Next, by the privacy officer: samenloop agreement approve \(id) --as privacy-officer"])
    })

  private static let list = CommandSpec(
    path: ["agreement", "list"], summary: "all agreements",
    example: "samenloop agreement list --home nhn", role: .operator,
    run: { invocation in
      let answer = try LocalClient(invocation).call("GET", "/v1/agreements")
      let agreements = answer["agreements"]?.arrayValue ?? []
      if agreements.isEmpty {
        return CommandOutput(
          json: answer, text: "There are no agreements yet.",
          notes: ["Propose one: samenloop agreement propose REGION --file TERMS.json"])
      }
      let rows = agreements.map { item in
        ["agreementId", "peer", "status"].map { item.text(of: $0) } + [
          approvers(item), item["nextStep"]?.stringValue ?? "",
        ]
      }
      return CommandOutput(
        json: answer, text: TextTable.text(header: ["AGREEMENT", "PEER", "STATUS", "APPROVED BY", "NEXT"], rows))
    })

  private static let show = CommandSpec(
    path: ["agreement", "show"], summary: "one agreement",
    positionals: [PositionalSpec(name: "ID", identifier: .shortened)],
    example: "samenloop agreement show ID --home nhn", role: .operator,
    run: { invocation in
      let client = try LocalClient(invocation)
      let id = try ShortIdentifier.resolve(invocation.positionals[0], length: 43, list: "samenloop agreement list") {
        () throws(CommandFailure) in
        let all = try client.call("GET", "/v1/agreements")
        return (all["agreements"]?.arrayValue ?? []).compactMap { $0["agreementId"]?.stringValue }
      }
      let answer = try client.call("GET", "/v1/agreements/\(PercentCoding.encode(id))")
      return CommandOutput(json: answer, text: JSONText.readable(answer))
    })

  private static let approve = CommandSpec(
    path: ["agreement", "approve"], summary: "approve an agreement, as the operator or as the privacy officer",
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [
      OptionSpec(
        name: "wait", value: "SECONDS",
        help: "wait so long for a proposal that has not arrived yet (1 to \(longestWait))")
    ],
    example: "samenloop agreement approve ID --as privacy-officer --home nhn", role: .operator, requiresRole: true,
    run: { try approve($0) })

  /// Seconds that a command waits for a proposal at most.
  private static let longestWait = 3_600

  /// Both regions hear of the id before the document has come over.
  private static func approve(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    var wait = 0
    if let text = invocation.option("wait") {
      guard let seconds = Int(text), (1...longestWait).contains(seconds) else {
        throw .usage("--wait is a number of seconds from 1 to \(longestWait)")
      }
      wait = seconds
    }
    let client = try LocalClient(invocation)
    let end = MonotonicTime.now + Double(wait)
    while true {
      do throws(CommandFailure) {
        let answer = try client.call("POST", path(invocation, "approval"), [:])
        return CommandOutput(
          json: answer, text: "\(invocation.positionals[0])  \(answer.text(of: "status"))",
          notes: ["Approved by \(approvers(answer))"] + ((answer["nextStep"]?.stringValue).map { [$0] } ?? []))
      } catch {
        guard wait > 0, error.code == ProblemCode.tryAgain.rawValue, error.problem?["awaited"] == true else {
          throw error
        }
        guard MonotonicTime.now < end else {
          throw CommandFailure(
            .badData,
            "no agreement \(invocation.positionals[0]) came within \(wait) s. Compare the whole id with the other region's "
              + "operator; see: samenloop agreement list", code: ProblemCode.notFound.rawValue)
        }
        usleep(200_000)
      }
    }
  }

  private static let reject = ending("reject", "rejection", "refuse a proposed agreement", "the limits are too high")
  private static let revoke = ending("revoke", "revocation", "end an agreement for both regions", "a new one is made")

  private static func ending(_ word: String, _ resource: String, _ summary: String, _ reason: String) -> CommandSpec {
    CommandSpec(
      path: ["agreement", word], summary: summary, positionals: [PositionalSpec(name: "ID", identifier: .whole)],
      options: [OptionSpec(name: "reason", value: "TEXT", help: "what the other region is told", isRequired: true)],
      example: "samenloop agreement \(word) ID --reason \"\(reason)\" --home nhn", role: .operator,
      run: { invocation in
        let reason = JSONValue.string(invocation.option("reason") ?? "")
        let answer = try LocalClient(invocation).call("POST", path(invocation, resource), ["reason": reason])
        return CommandOutput(json: answer, text: "\(invocation.positionals[0])  \(answer.text(of: "status"))")
      })
  }

  /// Who approved for this region, by the names in their certificates.
  private static func approvers(_ agreement: JSONValue) -> String {
    let people = (agreement["approvals"]?.arrayValue ?? []).map { "\($0.text(of: "name")) (\($0.text(of: "role")))" }
    return people.isEmpty ? "-" : people.joined(separator: ", ")
  }

  private static func path(_ invocation: Invocation, _ last: String? = nil) -> String {
    "/v1/agreements/\(PercentCoding.encode(invocation.positionals[0]))" + (last.map { "/" + $0 } ?? "")
  }
}
