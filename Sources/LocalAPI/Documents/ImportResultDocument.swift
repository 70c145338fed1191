/// Answer to POST /v1/signal-imports. All numbers but those of rows count rows of the file.
public struct ImportResultDocument: LocalDocument {
  /// What is wrong with a row.
  public struct Fault: Codable, Hashable, Sendable {
    public var field: String
    public var reason: String

    public init(field: String, reason: String) {
      self.field = field
      self.reason = reason
    }
  }

  /// A row that was refused.
  public struct RefusedRow: Codable, Hashable, Sendable {
    /// The header is row 1.
    public var row: Int
    /// The column of the first fault; empty where it has none.
    public var field: String
    public var reason: String
    /// Every fault of the row, where it has several.
    public var faults: [Fault]?

    public init(row: Int, field: String, reason: String, faults: [Fault]? = nil) {
      self.row = row
      self.field = field
      self.reason = reason
      self.faults = faults
    }
  }

  /// The same fault in several rows.
  public struct FaultKind: Codable, Hashable, Sendable {
    public var field: String
    public var reason: String
    public var count: Int
    /// The first of the rows.
    public var rows: [Int]

    public init(field: String, reason: String, count: Int, rows: [Int]) {
      self.field = field
      self.reason = reason
      self.count = count
      self.rows = rows
    }
  }

  /// What would have been removed, and why nothing was.
  public struct HeldRemovals: Codable, Hashable, Sendable {
    public var count: Int
    /// How many signals were active or left before.
    public var of: Int
    public var reason: String

    public init(count: Int, of: Int, reason: String) {
      self.count = count
      self.of = of
      self.reason = reason
    }
  }

  /// The header not counted.
  public var rows: Int
  public var added: Int
  public var updated: Int
  public var unchanged: Int
  /// Taken in and gone at once: reported as ended for a reason that erases, or past term and archive.
  public var notKept: Int
  /// Signals that had been erased or archived for a cause that was false or taken back.
  public var restored: Int
  /// By cause: signals that the file names and that stay erased.
  public var keptErased: [String: Int]?
  /// The first of them.
  public var refused: [RefusedRow]
  public var refusedNotListed: Int?
  public var faults: [FaultKind]
  /// Refused rows of which only what protects was taken: more shielding, an objection, an end.
  public var protectedOnly: Int
  /// The first of those rows.
  public var protectedRows: [Int]
  /// Of a whole index: signals that were erased because the file does not name them.
  public var removed: Int?
  /// Of a whole index: signals that the file does not name, kept because an objection is not decided on.
  public var keptForObjection: Int?
  public var removalsHeld: HeldRemovals?

  public init(
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
