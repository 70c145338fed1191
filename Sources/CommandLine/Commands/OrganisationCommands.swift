import LocalAPI
import Node
import PeerProtocol
import System

/// `samenloop organisation …`: the organisations that joined the region's index.
enum OrganisationCommands {
  static let all = [importFile, list, show]

  /// Bytes of the largest file.
  private static let fileBytes = 8 << 20

  private static let importFile = CommandSpec(
    path: ["organisation", "import"],
    summary: pick(
      "organisaties toevoegen en wijzigen uit een CSV-bestand, of uit een bestand met op elke regel "
        + "een JSON-object", "add and change organisations from a CSV file, or from one with a JSON object on each line"
    ),
    positionals: [PositionalSpec(name: "FILE")],
    options: [
      OptionSpec(
        name: "dry-run", value: nil,
        help: pick("zeggen wat er zou veranderen, en niets veranderen", "say what would change, and change nothing"))
    ],
    example: "samenloop organisation import organisations.csv --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<OrganisationImportDocument> = try LocalClient(invocation).send(
        try read(invocation.positionals[0]), as: .importOrganisations,
        query: invocation.has("dry-run") ? [("dryRun", "true")] : [])
      return output(answer)
    })

  /// The file, or standard input for `-`: a register is small.
  private static func read(_ name: String) throws(CommandFailure) -> [UInt8] {
    do throws(FileError) {
      let file = try FileReader(name)
      var bytes: [UInt8] = []
      while bytes.count <= fileBytes {
        let piece = try file.read(upTo: 65_536)
        if piece.isEmpty { return bytes }
        bytes += piece
      }
    } catch {
      throw CommandFailure(.badData, error.description)
    }
    throw CommandFailure(
      .badData,
      pick(
        "\(name): een bestand met organisaties heeft hoogstens \(fileBytes) bytes",
        "\(name): a file of organisations has at most \(fileBytes) bytes"))
  }

  private static func output(_ answer: NodeAnswer<OrganisationImportDocument>) -> CommandOutput {
    let result = answer.document
    let count = result.refused.count + (result.refusedNotListed ?? 0)
    let counts = TextTable.lines([
      [pick("toegevoegd", "added"), "\(result.added)"], [pick("gewijzigd", "changed"), "\(result.changed)"],
      [pick("ongewijzigd", "unchanged"), "\(result.unchanged)"], [pick("geweigerd", "refused"), "\(count)"],
    ])
    let faults = TextTable.lines(
      result.refused.flatMap { row in
        (row.faults ?? [ImportResultDocument.Fault(field: row.field, reason: row.reason)])
          .map { [pick("  rij ", "  row ") + "\(row.row)", TextTable.cell($0.field), $0.reason] }
      })
    var notes: [String] = []
    if result.dryRun {
      notes.append(
        pick("Er is niets opgeslagen: dit was een proef.", "Nothing was stored: this was a trial."))
    }
    if count > 0 {
      notes.append(
        result.dryRun
          ? pick(
            "Verbeter de geweigerde rijen voordat u het bestand inleest.",
            "Correct the refused rows before you import the file.")
          : pick(
            "De andere rijen zijn opgenomen. Verbeter de geweigerde rijen en lees het bestand opnieuw in.",
            "The other rows are in. Correct the refused ones and import the file again."))
    }
    return CommandOutput(
      answer,
      text: ([counted(result.rows, pick("rij", "rows"), pick("rijen", "rows"))] + counts + faults).joined(
        separator: "\n"), notes: notes,
      exit: count > 0 ? .badData : .success)
  }

  private static let list = CommandSpec(
    path: ["organisation", "list"],
    summary: pick(
      "de organisaties die meedoen, en hoe elk nu meedoet",
      "the organisations that joined, and how each takes part today"),
    options: [
      OptionSpec(
        name: "flagged", value: nil,
        help: pick(
          "die signalen noemen en die niet zijn geregistreerd, of niet meedoen",
          "those that signals name and that are not registered, or take no part"))
    ],
    example: "samenloop organisation list --home nhn", role: .operator,
    run: { invocation in
      let isFlagged = invocation.has("flagged")
      let answer: NodeAnswer<OrganisationsDocument> = try LocalClient(invocation).call(
        .organisations, query: isFlagged ? [("flagged", "true")] : [], timeout: 300)
      return isFlagged ? flagged(answer) : all(answer)
    })

  private static func all(_ answer: NodeAnswer<OrganisationsDocument>) -> CommandOutput {
    let organisations = answer.document.organisations
    if organisations.isEmpty {
      return CommandOutput(
        answer, text: pick("Er is geen organisatie geregistreerd.", "No organisation is registered."),
        notes: [pick("Registreer ze: ", "Register some: ") + "samenloop organisation import FILE"])
    }
    let rows = organisations.map { organisation in
      [
        organisation.id, organisation.name, organisation.sector, organisation.standing.text, organisation.since.iso,
        TextTable.cell(organisation.ends),
        organisation.missing.isEmpty
          ? pick("volledig", "complete") : pick("mist ", "lacks ") + organisation.missing.joined(separator: ", "),
      ]
    }
    let header = pick(
      ["ID", "NAAM", "SECTOR", "STAND", "SINDS", "EINDIGT", "PROFIEL"],
      ["ID", "NAME", "SECTOR", "STANDING", "SINCE", "ENDS", "PROFILE"])
    return CommandOutput(answer, text: TextTable.text(header: header, rows))
  }

  private static func flagged(_ answer: NodeAnswer<OrganisationsDocument>) -> CommandOutput {
    let flagged = answer.document.flagged ?? []
    if flagged.isEmpty {
      return CommandOutput(
        answer,
        text: pick(
          "Elke organisatie die signalen noemen is geregistreerd, of er is geen register.",
          "Every organisation that signals name is registered, or there is no register."))
    }
    let rows = flagged.map { [$0.id, $0.name, $0.standing.text, TextTable.cell($0.signals)] }
    let effect =
      answer.document.policy == .require
      ? pick(
        "Geen andere regio hoort van hun nieuwe signalen voordat zij zijn geregistreerd; dan gaan die vanzelf.",
        "No peer learns of their new signals before they are registered; then those go by themselves.")
      : pick("Hun signalen worden toch uitgewisseld.", "Their signals are exchanged all the same.")
    let header = pick(["ID", "NAAM", "STAND", "SIGNALEN"], ["ID", "NAME", "STANDING", "SIGNALS"])
    return CommandOutput(
      answer, text: TextTable.text(header: header, rows),
      notes: [effect + pick(" Hierna: ", " Next: ") + "samenloop organisation import FILE"])
  }

  private static let show = CommandSpec(
    path: ["organisation", "show"],
    summary: pick("één organisatie uit het register", "one organisation of the register"),
    positionals: [PositionalSpec(name: "ID")],
    example: "samenloop organisation show jgz-001 --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<OrganisationDocument> = try LocalClient(invocation).call(
        .organisation, invocation.positionals[0])
      return CommandOutput(answer, text: answer.readable)
    })
}
