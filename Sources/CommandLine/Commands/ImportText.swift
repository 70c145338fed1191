import LocalAPI

/// The result of an import, as a person reads it.
enum ImportText {
  /// Kinds of fault that are shown to a person; --json has all.
  private static let shownKinds = 20
  /// Rows that are named for each.
  private static let shownRows = 5

  /// Counts on standard output with the faults, each kind once; advice on standard error.
  static func output(_ answer: NodeAnswer<ImportResultDocument>) -> CommandOutput {
    let result = answer.document
    let count = result.refused.count + (result.refusedNotListed ?? 0)
    var rows = [
      (pick("toegevoegd", "added"), result.added), (pick("gewijzigd", "updated"), result.updated),
      (pick("ongewijzigd", "unchanged"), result.unchanged),
    ].map { [$0.0, "\($0.1)"] }
    let removed = pick("verwijderd", "removed")
    if result.removed == 0 { rows.append([removed, "0"]) }
    rows += keptErased(result).map { [pick("blijft gewist", "kept erased"), $0] }
    let optional = [
      (pick("hersteld", "restored"), result.restored), (pick("niet bewaard", "not kept"), result.notKept),
      (removed, result.removed ?? 0), (pick("alleen bescherming", "protected only"), result.protectedOnly),
    ]
    rows += optional.filter { $0.1 > 0 }.map { [$0.0, "\($0.1)"] }
    rows.append([pick("geweigerd", "refused"), "\(count)"])
    let lines =
      [counted(result.rows, pick("rij", "rows"), pick("rijen", "rows"))] + TextTable.lines(rows) + faults(result)
    let notes = refusalNotes(result, count) + removalNotes(result)
    return CommandOutput(
      answer, text: lines.joined(separator: "\n"),
      notes: notes + objectionNotes(result) + flagNotes(result)
        + (keptErased(result).isEmpty ? [] : [keptErasedAdvice]),
      exit: notes.isEmpty ? .success : .badData)
  }

  /// One line for all rows with the same fault.
  private static func faults(_ result: ImportResultDocument) -> [String] {
    guard !result.faults.isEmpty else { return [] }
    var lines = TextTable.lines(
      result.faults.prefix(shownKinds).map { kind in
        let rows = kind.rows.prefix(shownRows).map(String.init)
        let more = kind.count > rows.count ? ", …" : ""
        let label =
          kind.count == 1
          ? pick("  rij ", "  row ") + rows.joined()
          : "  \(kind.count) " + pick("rijen", "rows") + " (\(rows.joined(separator: ", "))\(more))"
        return [label, TextTable.cell(kind.field), TextTable.cell(kind.reason)]
      })
    if result.faults.count > shownKinds {
      let left = result.faults.count - shownKinds
      lines.append(
        pick("  en \(left) andere fouten: --json toont ze", "  and \(left) other faults: add --json to see them"))
    }
    return lines
  }

  private static func refusalNotes(_ result: ImportResultDocument, _ count: Int) -> [String] {
    guard count > 0 else { return [] }
    let taken = result.added + result.updated + result.unchanged + result.notKept + result.restored
    let which =
      taken > 0
      ? pick(
        "De andere rijen zijn opgenomen. Verbeter de geweigerde rijen en lees het bestand opnieuw in.",
        "The other rows are in. Correct the refused ones and import the file again.")
      : pick(
        "Geen rij is opgenomen. Verbeter het bestand en lees het opnieuw in.",
        "No row is in. Correct the file and import it again.")
    guard result.protectedOnly > 0 else { return [which] }
    let rows = result.protectedRows.prefix(shownRows)
    let more = result.protectedOnly > rows.count ? ", …" : ""
    return [
      which,
      pick(
        "Van geweigerde rijen is alleen opgenomen wat beschermt (rij ",
        "Of refused rows only what protects was taken (row ")
        + "\(rows.map(String.init).joined(separator: ", "))\(more)): "
        + pick(
          "afscherming, een bezwaar, een einde. Dat blijft staan tot er een goede rij komt voor het signaal.",
          "shielding, an objection, an end. It stands until a good row comes for the signal."),
    ]
  }

  private static func removalNotes(_ result: ImportResultDocument) -> [String] {
    guard let held = result.removalsHeld else { return [] }
    return [
      pick(
        "Er is niets verwijderd: het bestand noemt \(held.count) van \(held.of) signalen niet; ",
        "Nothing was removed: the file does not name \(held.count) of \(held.of) signals; ")
        + TextTable.cell(held.reason) + "."
    ]
  }

  private static func flagNotes(_ result: ImportResultDocument) -> [String] {
    guard let flagged = result.flagged else { return [] }
    let ids = flagged.organisations.prefix(shownRows)
    let more = flagged.organisations.count > ids.count ? ", …" : ""
    let effect =
      flagged.held
      ? pick("geen andere regio hoort daarvóór van de nieuwe", "no peer learns of the new ones before that")
      : pick("zij worden toch uitgewisseld", "they are exchanged all the same")
    return [
      pick(
        "\(flagged.rows) rijen zijn van organisaties die niet zijn geregistreerd",
        "\(flagged.rows) rows are of organisations that are not registered")
        + " (\(ids.joined(separator: ", "))\(more)): \(effect). "
        + pick("Zie: ", "See: ") + "samenloop organisation list --flagged"
    ]
  }

  private static func objectionNotes(_ result: ImportResultDocument) -> [String] {
    guard let kept = result.keptForObjection else { return [] }
    return [
      pick(
        "Bewaard hoewel het bestand ze niet noemt: \(kept) met een bezwaar. Beslis daarover: samenloop signal objection ID "
          + "--rejected, of --upheld.",
        "Kept although the file does not name them: \(kept) under an objection. Decide on it: samenloop signal objection ID "
          + "--rejected, or --upheld.")
    ]
  }

  /// Signals that the file names and that stay erased, a text a cause.
  private static func keptErased(_ result: ImportResultDocument) -> [String] {
    (result.keptErased ?? [:]).sorted { $0.key < $1.key }.map { "\($0.value): \($0.key)" }
  }

  static var keptErasedAdvice: String {
    pick(
      "Wat gewist blijft, en waarom: samenloop signal marks. Is het ten onrechte gewist, dan heffen verwijsindex en "
        + "functionaris gegevensbescherming dat samen op: samenloop signal lift ID",
      "What stays erased, and why: samenloop signal marks. If it was erased in error, index and privacy officer lift it "
        + "together: samenloop signal lift ID")
  }
}
