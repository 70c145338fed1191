/// Answer to POST /v1/signal-imports. All numbers but those of rows count rows of the file.
package struct ImportResultDocument: LocalDocument {
  /// What is wrong with a row.
  package struct Fault: Codable, Hashable, Sendable {
    package var field: String
    package var reason: String

    package init(field: String, reason: String) {
      self.field = field
      self.reason = reason
    }
  }

  /// A row that was refused.
  package struct RefusedRow: Codable, Hashable, Sendable {
    /// The header is row 1.
    package var row: Int
    /// The column of the first fault; empty where it has none.
    package var field: String
    package var reason: String
    /// Every fault of the row, where it has several.
    package var faults: [Fault]?

    package init(row: Int, field: String, reason: String, faults: [Fault]? = nil) {
      self.row = row
      self.field = field
      self.reason = reason
      self.faults = faults
    }
  }

  /// The same fault in several rows.
  package struct FaultKind: Codable, Hashable, Sendable {
    package var field: String
    package var reason: String
    package var count: Int
    /// The first of the rows.
    package var rows: [Int]

    package init(field: String, reason: String, count: Int, rows: [Int]) {
      self.field = field
      self.reason = reason
      self.count = count
      self.rows = rows
    }
  }

  /// What would have been removed, and why nothing was.
  package struct HeldRemovals: Codable, Hashable, Sendable {
    package var count: Int
    /// How many signals were active or left before.
    package var of: Int
    package var reason: String

    package init(count: Int, of: Int, reason: String) {
      self.count = count
      self.of = of
      self.reason = reason
    }
  }

  /// Rows of organisations that are not registered.
  package struct FlaggedRows: Codable, Hashable, Sendable {
    package var rows: Int
    /// The ids of the first of the organisations.
    package var organisations: [String]
    /// Whether peers do not learn of their signals before they are registered.
    package var held: Bool

    package init(rows: Int, organisations: [String], held: Bool) {
      (self.rows, self.organisations, self.held) = (rows, organisations, held)
    }
  }

  /// The header not counted.
  package var rows: Int
  package var added: Int
  package var updated: Int
  package var unchanged: Int
  /// Taken in and gone at once: reported as ended for a reason that erases, or past term and archive.
  package var notKept: Int
  /// Signals that had been erased or archived for a cause that was false or taken back.
  package var restored: Int
  /// By cause: signals that the file names and that stay erased.
  package var keptErased: [String: Int]?
  /// The first of them.
  package var refused: [RefusedRow]
  package var refusedNotListed: Int?
  package var faults: [FaultKind]
  /// Refused rows of which only what protects was taken: more shielding, an objection, an end.
  package var protectedOnly: Int
  /// The first of those rows.
  package var protectedRows: [Int]
  /// Of a whole index: signals that were erased because the file does not name them.
  package var removed: Int?
  /// Of a whole index: signals that the file does not name, kept because an objection is not decided on.
  package var keptForObjection: Int?
  package var removalsHeld: HeldRemovals?
  /// Rows of organisations that the register does not have or that do not take part; missing where there are none.
  package var flagged: FlaggedRows?

  package init(
    rows: Int, added: Int, updated: Int, unchanged: Int, notKept: Int, restored: Int, keptErased: [String: Int]? = nil,
    refused: [RefusedRow], refusedNotListed: Int? = nil, faults: [FaultKind], protectedOnly: Int, protectedRows: [Int],
    removed: Int? = nil, keptForObjection: Int? = nil, removalsHeld: HeldRemovals? = nil
  ) {
    self.rows = rows
    self.added = added
    self.updated = updated
    self.unchanged = unchanged
    self.notKept = notKept
    self.restored = restored
    self.keptErased = keptErased
    self.refused = refused
    self.refusedNotListed = refusedNotListed
    self.faults = faults
    self.protectedOnly = protectedOnly
    self.protectedRows = protectedRows
    self.removed = removed
    self.keptForObjection = keptForObjection
    self.removalsHeld = removalsHeld
  }
}
