public import Region

/// One row of a file of organisations as it came in.
public struct OrganisationRow: Sendable {
  /// What stands in a field.
  public enum Value: Sendable, Equatable {
    /// A text; a cell of a table that holds several has them between semicolons.
    case text(String)
    /// Several texts.
    case list([String])
    /// Something that is neither.
    case unreadable
  }

  /// Its number in the file; the header of a table is row 1, the first line of JSON too.
  public var number: Int
  /// Its fields.
  public var fields: [OrganisationColumn: Value]
  /// What is wrong with its form, before the fields are read.
  public var faults: [FieldFault]

  /// A row of these fields.
  public init(number: Int, fields: [OrganisationColumn: Value] = [:], faults: [FieldFault] = []) {
    (self.number, self.fields, self.faults) = (number, fields, faults)
  }
}

/// What became of an import of organisations. Numbers count rows of the file.
public struct OrganisationImportReport: Sendable {
  /// All rows, those that were refused among them.
  public var rows = 0
  /// Organisations that the register did not have,
  public var added = 0
  /// that it had otherwise,
  public var changed = 0
  /// and that it had as they are.
  public var unchanged = 0
  /// How many rows were refused,
  public var refusedCount = 0
  /// and the first of them.
  public var refused: [ImportReport.RefusedRow] = []
  /// True where nothing was stored, because only a trial was asked for.
  public var isTrial: Bool
}
