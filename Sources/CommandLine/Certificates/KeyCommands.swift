import Node
import PeerProtocol

/// `samenloop keys rotate storage`: another key for the store.
enum KeyCommands {
  static let all = [storage]

  private static let storage = CommandSpec(
    path: ["keys", "rotate", "storage"],
    summary: pick(
      "de opslag onder een nieuwe sleutel verzegelen en de oude wissen; het knooppunt staat stil",
      "seal the store under a new storage key, and erase the old one; the node is stopped"),
    options: [
      OptionSpec(
        name: "dry-run", value: nil,
        help: pick(
          "de opslag controleren, zeggen wat er zou gebeuren, en niets veranderen",
          "verify the store, say what would happen, and change nothing")),
      OptionSpec(
        name: "yes", value: nil,
        help: pick(
          "doen zonder te vragen: de oude sleutel is daarna weg", "do it without asking: the old key is gone afterwards"
        )),
    ],
    example: "samenloop keys rotate storage --dry-run --home nhn", run: { try storage($0) })

  private static func storage(_ invocation: Invocation) throws -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    _ = try home.readConfiguration()
    let change = StorageKeyChange(of: home)
    if invocation.has("dry-run") || !invocation.has("yes") {
      let plan = try CommandFailure.converting { () throws(NodeFailure) in try change.look() }
      let terms = terms(plan)
      if invocation.has("dry-run") {
        return CommandOutput(
          json: json(plan, isChanged: false), text: terms.joined(separator: "\n"),
          notes: [pick("Om het te doen: ", "To do it: ") + "samenloop keys rotate storage --yes --home \(home.path)"])
      }
      let question = TerminalQuestion.standard(invocation)
      guard question.isAsked else {
        return CommandOutput(
          json: json(plan, isChanged: false), text: pick("er is niets veranderd", "nothing was changed"),
          notes: terms + [pick("Om het te doen: --yes erbij", "To do it, add --yes")], exit: .checkFailed)
      }
      try question.confirm(
        terms.joined(separator: "\n"), to: pick("de opslagsleutel te vervangen", "replace the storage key"),
        else: pick("er is niets veranderd", "nothing was changed"))
    }
    let done = try CommandFailure.converting { () throws(NodeFailure) in try change.run() }
    return CommandOutput(
      json: json(done, isChanged: true),
      text: pick(
        "De opslag is verzegeld onder een nieuwe sleutel: \(done.files) bestanden, \(BackupCommands.size(done.bytes)).",
        "The store is sealed under a new key: \(counted(done.files, "file", "files")), \(BackupCommands.size(done.bytes))."
      ),
      notes: [
        pick(
          "Maak nu een reservekopie en vernietig oudere: die bevatten de oude sleutel én gegevens die ermee te openen zijn. samenloop backup create",
          "Make a backup now, and destroy older ones: they hold the old key and what it opens. samenloop backup create")
      ])
  }

  private static func terms(_ plan: StorageKeyChange.Result) -> [String] {
    var lines = [
      plan.continued
        ? pick(
          "Een eerdere vervanging is afgebroken; \(plan.files) bestanden (\(BackupCommands.size(plan.bytes))) zijn nog te verzegelen.",
          "A change was broken off; \(counted(plan.files, "file is", "files are")) (\(BackupCommands.size(plan.bytes))) still to be sealed."
        )
        : pick(
          "De opslag klopt. \(plan.files) bestanden (\(BackupCommands.size(plan.bytes))) worden één voor één onder een nieuwe sleutel verzegeld.",
          "The store verifies. \(counted(plan.files, "file", "files")) (\(BackupCommands.size(plan.bytes))) would be sealed under a new key, one "
            + "by one."),
      pick(
        "Daarna wordt de oude sleutel gewist. Oudere reservekopieën en kopieën van de opslag blijven ermee te openen.",
        "The old key is then erased. It still opens backups, and copies of the store, from before."),
    ]
    if plan.removesUpgradeCopy {
      lines.append(
        pick(
          "De kopie van voor de laatste upgrade (store/before-upgrade) wordt verwijderd: terug naar het oudere programma kan dan niet.",
          "The copy of before the last upgrade (store/before-upgrade) is removed: there is no way back to the older program then."
        ))
    }
    return lines
  }

  private static func json(_ result: StorageKeyChange.Result, isChanged: Bool) -> JSONValue {
    [
      "isChanged": .bool(isChanged), "files": JSONValue(result.files), "bytes": JSONValue(result.bytes),
      "removesUpgradeCopy": .bool(result.removesUpgradeCopy), "isContinued": .bool(result.continued),
    ]
  }
}
