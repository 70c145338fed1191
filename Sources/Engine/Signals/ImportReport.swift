public import Region

/// What became of an import. Numbers count rows of the file, unless they say otherwise.
public struct ImportReport: Sendable, Equatable {
  /// A row that was refused.
  public struct RefusedRow: Sendable, Equatable {
    /// Its number; the header is row 1.
    public var row: Int
    /// All that is wrong with it; at least one.
    public var faults: [RowFault]
  }

  /// One fault in several rows.
  public struct FaultKind: Sendable, Equatable {
    /// The fault, as the first of the rows has it.
    public var first: RowFault
    /// How many rows have it.
    public var count = 0
    /// The numbers of the first of them.
    public var rows: [Int] = []
  }

  /// What a file of the whole index removed.
  public struct Removals: Sendable, Equatable {
    /// Signals that were erased because the file does not name them.
    public var removed = 0
    /// Signals that it does not name and that stay, since an objection is not decided on.
    public var keptForObjection = 0
    /// What would have been removed, where nothing was.
    public var held: HeldRemovals?
  }

  /// What would have been removed, and why nothing was.
  public struct HeldRemovals: Sendable, Equatable {
    /// How many signals.
    public var count: Int
    /// How many could have been named.
    public var known: Int
    /// Why they stay.
    public var doubt: ImportDoubt
  }

  /// All rows, those that were refused among them.
  public var rows = 0
  /// What became of the signals of good rows.
  public var outcomes: [SignalOutcome: Int] = [:]
  /// How many rows were refused,
  public var refusedCount = 0
  /// and the first of them.
  public var refused: [RefusedRow] = []
  /// Equal faults together, in the order in which they came.
  public var faults: [FaultKind] = []
  /// How many refused rows there are of which only what protects was taken,
  public var protectedOnly = 0
  /// and the numbers of the first of them.
  public var protectedRows: [Int] = []
  /// By organisation: rows of those that the register does not have or that take part no longer.
  public var flagged: [String: Int] = [:]
  /// Whether peers do not learn of the signals of those organisations before they are registered.
  public var holdsFlagged = false
  /// Of a file that is the whole index.
  public var removals: Removals?

  /// How many signals had this outcome.
  public func count(_ outcome: SignalOutcome) -> Int { outcomes[outcome] ?? 0 }

  /// By cause: how many signals the file names that stay erased.
  public var keptErased: [ErasureCause: Int] {
    var kept: [ErasureCause: Int] = [:]
    for case (.keptErased(let cause), let count) in outcomes { kept[cause] = count }
    return kept
  }
}
