import Engine
import Region

/// Writes down in the audit log what the holder of a certificate is about to see: one entry for each page or list of 100
/// lines at most, with a commitment for each line.
///
/// An answer is made after its entries are durable. Where they cannot be written, it is refused.
struct ShownRecord: Sendable {
  /// What is looked at.
  enum View: String, Sendable, CaseIterable {
    case match, matches, worklist, signal, signals, decisions, marks, changes

    /// What the region's people look at it for; the view alone says it.
    var purpose: String {
      switch self {
      case .match, .matches, .worklist: "care-coordination"
      case .signal, .signals: "signal-administration"
      case .decisions, .marks: "erasure-decision"
      case .changes: "index-synchronization"
      }
    }
  }

  var view: View
  var holder: AuditHolder
  var log: AuditLog

  /// Adds the entries for these lines; none where nothing is shown.
  ///
  /// - Throws: ``Refusal`` where they cannot be written: then nothing may be shown.
  func write(_ lines: [AuditThing]) throws(Refusal) {
    guard !lines.isEmpty else { return }
    let facts = AuditFact.split(
      AuditFact(.shown, holder: holder, ["view": .word(view.rawValue), "purpose": .word(view.purpose)]), things: lines)
    try log.record(
      facts.map { fact in
        var counted = fact
        counted.members["count"] = .number(fact.things.count)
        return counted
      })
  }
}
