public import Region

/// Why a row of an import is refused.
public enum RowFault: Hashable, Sendable {
  /// A field does not fit.
  case field(FieldFault)
  /// The row is about the same signal as an earlier one, in the row of this number.
  case repeatsSignal(row: Int)
  /// A date cannot be judged while the clock is in doubt. The row has to be imported again.
  case undecided(SignalColumn)

  /// The column, empty where the whole row is at fault.
  public var column: String {
    switch self {
    case .field(let fault): fault.field
    case .repeatsSignal: SignalColumn.signalId.rawValue
    case .undecided(let column): column.rawValue
    }
  }

  /// The fault of a field, where it is one.
  var fieldFault: FieldFault? {
    if case .field(let fault) = self { fault } else { nil }
  }

  /// What equal faults of several rows have in common.
  var kind: RowFault {
    if case .repeatsSignal = self { .repeatsSignal(row: 0) } else { self }
  }
}
