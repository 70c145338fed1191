public import Region

/// One report as it came in: a row of a file, or the document of one signal.
public struct SignalReport: Sendable {
  /// Its fields.
  public var fields: SignalFields
  /// What was wrong with its form, before the fields are read.
  public var faults: [FieldFault]

  /// A report of these fields.
  public init(_ fields: SignalFields, faults: [FieldFault] = []) {
    self.fields = fields
    self.faults = faults
  }
}
