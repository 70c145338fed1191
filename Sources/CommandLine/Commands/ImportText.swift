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
    var rows = [("added", result.added), ("updated", result.updated), ("unchanged", result.unchanged)]
      .map { [$0.0, "\($0.1)"] }
    if result.removed == 0 { rows.append(["removed", "0"]) }
    rows += keptErased(result).map { ["kept erased", $0] }
    let optional = [
      ("restored", result.restored), ("not kept", result.notKept), ("removed", result.removed ?? 0),
      ("protected only", result.protectedOnly),
    ]
    rows += optional.filter { $0.1 > 0 }.map { [$0.0, "\($0.1)"] }
    rows.append(["refused", "\(count)"])
    let lines = ["\(result.rows) rows"] + TextTable.lines(rows) + faults(result)
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
          kind.count == 1 ? "  row \(rows.joined())" : "  \(kind.count) rows (\(rows.joined(separator: ", "))\(more))"
        return [label, TextTable.cell(kind.field), TextTable.cell(kind.reason)]
      })
    if result.faults.count > shownKinds {
      lines.append("  and \(result.faults.count - shownKinds) other faults: add --json to see them")
    }
    return lines
  }

  private static func refusalNotes(_ result: ImportResultDocument, _ count: Int) -> [String] {
    guard count > 0 else { return [] }
    let taken = result.added + result.updated + result.unchanged + result.notKept + result.restored
    let which =
      taken > 0
      ? "The other rows are in. Correct the refused ones and import the file again."
      : "No row is in. Correct the file and import it again."
    guard result.protectedOnly > 0 else { return [which] }
    let rows = result.protectedRows.prefix(shownRows)
    let more = result.protectedOnly > rows.count ? ", …" : ""
    return [
      which,
      "Of refused rows only what protects was taken (row \(rows.map(String.init).joined(separator: ", "))\(more)): "
        + "shielding, an objection, an end. It stands until a good row comes for the signal.",
    ]
  }

  private static func removalNotes(_ result: ImportResultDocument) -> [String] {
    guard let held = result.removalsHeld else { return [] }
    return [
      "Nothing was removed: the file does not name \(held.count) of \(held.of) signals; "
        + TextTable.cell(held.reason) + "."
    ]
  }

  private static func flagNotes(_ result: ImportResultDocument) -> [String] {
    guard let flagged = result.flagged else { return [] }
    let ids = flagged.organisations.prefix(shownRows)
    let more = flagged.organisations.count > ids.count ? ", …" : ""
    let effect = flagged.held ? "no peer learns of the new ones before that" : "they are exchanged all the same"
    return [
      "\(flagged.rows) rows are of organisations that are not registered (\(ids.joined(separator: ", "))\(more)): "
        + "\(effect). See: samenloop organisation list --flagged"
    ]
  }

  private static func objectionNotes(_ result: ImportResultDocument) -> [String] {
    guard let kept = result.keptForObjection else { return [] }
    return [
      "Kept although the file does not name them: \(kept) under an objection. "
        + "Decide on it: samenloop signal objection ID --rejected, or --upheld."
    ]
  }

  /// Signals that the file names and that stay erased, a text a cause.
  private static func keptErased(_ result: ImportResultDocument) -> [String] {
    (result.keptErased ?? [:]).sorted { $0.key < $1.key }.map { "\($0.value): \($0.key)" }
  }

  static let keptErasedAdvice =
    "What stays erased, and why: samenloop signal marks. If it was erased in error, index and privacy officer lift it "
    + "together: samenloop signal lift ID"
}
