import LocalAPI
import Pages
import PeerProtocol

/// `samenloop peer accept`: by comparison, or on introductions, whose introducers and dates are shown first.
enum AcceptCommand {
  static let spec = CommandSpec(
    path: ["peer", "accept"],
    summary: pick(
      "een regio toelaten die zich aansloot, als alle zes de groepen zijn vergeleken, of die is geïntroduceerd",
      "accept a region that joined, once all six groups were compared, or that was introduced"),
    positionals: [PositionalSpec(name: "REGION", isRequired: false)],
    options: [
      OptionSpec(
        name: "introduced", value: nil,
        help: pick("elke regio die door genoeg andere is geïntroduceerd", "every region that enough others introduced")),
      OptionSpec(
        name: "internal-address", value: nil,
        help: pick(
          "ook als een geïntroduceerde regio op deze machine of een intern netwerk te bereiken is",
          "also where a region that was introduced is reached on this machine or an internal network")),
      OptionSpec(
        name: "propose-terms", value: nil,
        help: pick(
          "ook de voorwaarden van uw uitnodiging voorstellen; telt als de goedkeuring van de beheerder",
          "propose the terms of your invitation, too; counts as the operator's approval")),
      TerminalQuestion.option,
    ],
    example: "samenloop peer accept drenthe --home nhn", role: .operator,
    run: { try run($0) })

  private static func run(_ invocation: Invocation) throws -> CommandOutput {
    let named = invocation.positionals.first
    guard (named == nil) == invocation.has("introduced") else {
      throw CommandFailure.usage(
        pick(
          "peer accept: noem een regio, of geef --introduced", "peer accept: name a region, or give --introduced"))
    }
    let client = try LocalClient(invocation)
    let known: NodeAnswer<IntroductionsDocument> = try client.call(.introductions)
    let body = AcceptanceRequest(internalAddress: invocation.has("internal-address") ? true : nil)
    if let named {
      let standing = known.document.introduced.first { $0.region == named }?.standing
      // A region that joined by an invitation is compared, whoever introduced it besides.
      if try standing == nil || standing == .comparisonNeeded && hasJoined(named, client) {
        return try acceptCompared(named, client, invocation, body)
      }
    }
    guard !invocation.has("propose-terms") else {
      throw CommandFailure.usage(
        pick(
          "peer accept: --propose-terms hoort bij een regio die zich met uw uitnodiging aansloot",
          "peer accept: --propose-terms goes with a region that joined by your invitation"))
    }
    let introduced = known.document.introduced.filter {
      named == nil ? $0.standing == .acceptable : $0.region == named
    }
    // Shown before a person is asked; with the result where nobody is.
    let question = TerminalQuestion.standard(invocation)
    let table = introduced.isEmpty ? "" : IntroductionText.introduced(introduced) + "\n"
    let shown = question.isAsked ? "" : table
    if !introduced.isEmpty {
      try question.confirm(
        table,
        to: pick(
          "deze regio's toe te laten zonder hun sleutel te vergelijken", "accept these without comparing their keys"),
        else: pick("er is niemand toegelaten", "nobody was accepted"))
    }
    guard let region = named else { return try acceptAll(introduced.map(\.region), shown, known, client, body) }
    let answer: NodeAnswer<PeerDocument> = try client.call(.acceptPeer, region, body: body, timeout: 75)
    return CommandOutput(
      answer, text: shown + "\(region): \(answer.document.status.shown(\.phrase))",
      notes: [pick("Hierna: ", "Next: ") + answer.document.nextStep])
  }

  /// Whether a region that others introduced waits with an invitation, too.
  private static func hasJoined(_ region: String, _ client: LocalClient) throws(CommandFailure) -> Bool {
    let peers: NodeAnswer<PeersDocument> = try client.call(.peers)
    return peers.document.peers.contains { $0.region == region && $0.status == .pending }
  }

  /// A region whose operator and this one's compared all six groups.
  private static func acceptCompared(
    _ region: String, _ client: LocalClient, _ invocation: Invocation, _ body: AcceptanceRequest
  ) throws(CommandFailure) -> CommandOutput {
    let known: NodeAnswer<PeerDocument> = try client.call(.fingerprint, region)
    let terms = invocation.has("propose-terms") ? try InvitedTerms.terms(of: known.document) : nil
    let shown = [
      pick("De zes groepen van ", "The six groups of ") + "\(region) (\(TextTable.cell(known.document.name))):",
      PeerCommands.groups(known.document), terms == nil ? nil : InvitedTerms.text(known.document),
    ]
    // Twice is once; only the leave for an internal address may come later.
    if known.document.status != .accepted {
      try TerminalQuestion.standard(invocation).confirm(
        shown.compactMap(\.self).joined(separator: "\n"),
        to: terms == nil
          ? pick("te bevestigen dat alle zes daar hetzelfde zijn", "confirm that all six are the same there")
          : pick(
            "te bevestigen dat alle zes daar hetzelfde zijn, en dit voor te stellen",
            "confirm that all six are the same there, and propose this"),
        else: pick("de regio is niet toegelaten", "the region was not accepted"))
    }
    let answer: NodeAnswer<PeerDocument> = try client.call(.acceptPeer, region, body: body, timeout: 75)
    let text = "\(region): \(answer.document.status.shown(\.phrase))"
    guard let terms else {
      return CommandOutput(answer, text: text, notes: [pick("Hierna: ", "Next: ") + answer.document.nextStep])
    }
    let proposed = try InvitedTerms.propose(terms, to: region, client)
    return CommandOutput(
      proposed,
      text: text + "\n\(proposed.document.agreementId)  \(proposed.document.status.shown(\.phrase))",
      notes: [InvitedTerms.next(after: proposed.document)])
  }

  /// One that does not go through holds no other back: each is told.
  private static func acceptAll(
    _ regions: [String], _ shown: String, _ known: NodeAnswer<IntroductionsDocument>, _ client: LocalClient,
    _ body: AcceptanceRequest
  ) throws -> CommandOutput {
    var accepted: [PeerDocument] = []
    var refused: [(region: String, reason: String)] = []
    for region in regions {
      do throws(CommandFailure) {
        let answer: NodeAnswer<PeerDocument> = try client.call(.acceptPeer, region, body: body, timeout: 75)
        accepted.append(answer.document)
      } catch {
        refused.append((region, error.detail))
      }
    }
    let lines =
      accepted.map { "\($0.region): \($0.status.shown(\.phrase))" } + refused.map { "\($0.region): \($0.reason)" }
    let waiting = known.document.introduced.filter { $0.standing != .acceptable }
    let json: JSONValue = [
      "accepted": .array(accepted.map { .string($0.region) }),
      "refused": .array(refused.map { ["region": .string($0.region), "reason": .string($0.reason)] }),
      "waiting": .array(waiting.map { .string($0.region) }),
    ]
    return CommandOutput(
      json: json,
      text: lines.isEmpty
        ? pick(
          "Er is geen regio die door genoeg andere is geïntroduceerd.",
          "There is no region that enough others introduced.")
        : shown + lines.joined(separator: "\n"),
      notes: waiting.map { "\($0.region): \($0.nextStep)" }
        + accepted.map { $0.nextStep },
      exit: refused.isEmpty ? .success : .checkFailed)
  }
}
