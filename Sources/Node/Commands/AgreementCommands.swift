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
        notes: ["Next, by the privacy officer: samenloop agreement approve --as privacy-officer -- \(id)"])
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
    positionals: [PositionalSpec(name: "ID")],
    example: "samenloop agreement show ID --home nhn", role: .operator,
    run: { invocation in
      let answer = try LocalClient(invocation).call("GET", path(invocation))
      return CommandOutput(json: answer, text: JSONText.readable(answer))
    })

  private static let approve = CommandSpec(
    path: ["agreement", "approve"], summary: "approve an agreement, as the operator or as the privacy officer",
    positionals: [PositionalSpec(name: "ID")],
    example: "samenloop agreement approve ID --as privacy-officer --home nhn", role: .operator, requiresRole: true,
    run: { invocation in
      do throws(CommandFailure) {
        let answer = try LocalClient(invocation).call("POST", path(invocation, "approval"), [:])
        // Standard output stays one line of id and status; who approved is for people.
        return CommandOutput(
          json: answer, text: "\(invocation.positionals[0])  \(answer.text(of: "status"))",
          notes: ["Approved by \(approvers(answer))"] + ((answer["nextStep"]?.stringValue).map { [$0] } ?? []))
      } catch {
        guard error.code == ProblemCode.notFound.rawValue else { throw error }
        // Both regions hear of the id before the document has come over.
        var later = CommandFailure(
          .tryAgain,
          "no agreement \(invocation.positionals[0]) has arrived yet: try again, or see samenloop agreement list",
          code: error.code)
        later.problem = error.problem
        throw later
      }
    })

  private static let reject = ending("reject", "rejection", "refuse a proposed agreement", "the limits are too high")
  private static let revoke = ending("revoke", "revocation", "end an agreement for both regions", "a new one is made")

  private static func ending(_ word: String, _ resource: String, _ summary: String, _ reason: String) -> CommandSpec {
    CommandSpec(
      path: ["agreement", word], summary: summary, positionals: [PositionalSpec(name: "ID")],
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
