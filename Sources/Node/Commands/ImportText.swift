import PeerProtocol

/// What an import did, as a person reads it.
enum ImportText {
  /// Kinds of fault that are shown to a person; --json has all.
  private static let shownKinds = 20
  /// Rows that are named for each.
  private static let shownRows = 5

  /// Counts on standard output with the faults, each kind once; advice on standard error.
  static func output(_ answer: JSONValue) -> CommandOutput {
    let count = (answer["refused"]?.arrayValue ?? []).count + (answer["refusedNotListed"]?.integerValue ?? 0)
    var lines = ["\(answer.text(of: "rows")) rows"]
    let optional = ["restored", "notKept", "removed", "protectedOnly"].filter { answer[$0]?.integerValue ?? 0 > 0 }
    let words = ["notKept": "not kept", "protectedOnly": "protected only"]
    lines += TextTable.lines(
      ["added", "updated", "unchanged"].map { [$0, answer.text(of: $0)] }
        + (answer["removed"] != nil && !optional.contains("removed") ? [["removed", "0"]] : [])
        + keptErased(answer).map { ["kept erased", $0] }
        + optional.map { [words[$0] ?? $0, answer.text(of: $0)] } + [["refused", String(count)]])
    lines += faults(answer)
    let notes = refusalNotes(answer, count) + removalNotes(answer)
    return CommandOutput(
      json: answer, text: lines.joined(separator: "\n"),
      notes: notes + objectionNotes(answer) + (keptErased(answer).isEmpty ? [] : [keptErasedAdvice]),
      exit: notes.isEmpty ? .success : .badData)
  }

  /// One line for all rows with the same fault.
  private static func faults(_ answer: JSONValue) -> [String] {
    let kinds = answer["faults"]?.arrayValue ?? []
    guard !kinds.isEmpty else { return [] }
    var lines = TextTable.lines(
      kinds.prefix(shownKinds).map { kind in
        let count = kind["count"]?.integerValue ?? 0
        let rows = (kind["rows"]?.arrayValue ?? []).prefix(shownRows).compactMap(\.integerValue).map(String.init)
        let more = count > rows.count ? ", …" : ""
        let label = count == 1 ? "  row \(rows.joined())" : "  \(count) rows (\(rows.joined(separator: ", "))\(more))"
        return [label, kind.text(of: "field"), kind.text(of: "reason")]
      })
    if kinds.count > shownKinds {
      lines.append("  and \(kinds.count - shownKinds) other faults: add --json to see them")
    }
    return lines
  }

  private static func refusalNotes(_ answer: JSONValue, _ count: Int) -> [String] {
    guard count > 0 else { return [] }
    let isSomeIn = ["added", "updated", "unchanged", "notKept", "restored"].contains {
      answer[$0]?.integerValue ?? 0 > 0
    }
    let which =
      isSomeIn
      ? "The other rows are in. Correct the refused ones and import the file again."
      : "No row is in. Correct the file and import it again."
    guard answer["protectedOnly"]?.integerValue ?? 0 > 0 else { return [which] }
    let rows = (answer["protectedRows"]?.arrayValue ?? []).prefix(shownRows).compactMap(\.integerValue)
    let more = answer["protectedOnly"]?.integerValue ?? 0 > rows.count ? ", …" : ""
    return [
      which,
      "Of refused rows only what protects was taken (row \(rows.map(String.init).joined(separator: ", "))\(more)): "
        + "shielding, an objection, an end. It stands until a good row comes for the signal.",
    ]
  }

  private static func removalNotes(_ answer: JSONValue) -> [String] {
    guard let held = answer["removalsHeld"] else { return [] }
    return [
      "Nothing was removed: the file does not name \(held.text(of: "count")) of \(held.text(of: "of")) signals; "
        + held.text(of: "reason") + "."
    ]
  }

  private static func objectionNotes(_ answer: JSONValue) -> [String] {
    guard answer["keptForObjection"] != nil else { return [] }
    return [
      "Kept although the file does not name them: \(answer.text(of: "keptForObjection")) under an objection. "
        + "Decide on it: samenloop signal objection ID --rejected, or --upheld."
    ]
  }

  /// What the file names and stays erased, a text a cause.
  private static func keptErased(_ answer: JSONValue) -> [String] {
    (answer["keptErased"]?.objectValue ?? [:]).sorted { $0.key < $1.key }
      .map { "\($0.value.integerValue ?? 0): \($0.key)" }
  }

  static let keptErasedAdvice =
    "What stays erased, and why: samenloop signal marks. If it was erased in error, index and privacy officer lift it "
    + "together: samenloop signal lift ID"
}
