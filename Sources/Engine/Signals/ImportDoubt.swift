/// Why a file of the whole index does not count as whole: nothing is removed for the sake of it.
public enum ImportDoubt: Hashable, Sendable {
  /// It does not end with a line end, as one that was cut off.
  case cutOff
  /// The clock is in doubt, so that dates in it cannot be judged.
  case clockInDoubt
  /// Two rows are about one signal.
  case repeatedSignal(row: Int, earlierRow: Int)
  /// It has another number of rows than was announced.
  case otherRowCount(found: Int, announced: Int)
  /// So many of its rows cannot be read, and nobody knows which signals they are about.
  case unreadableRows(Int)
  /// It would remove more than so many percent of `known` signals, and nobody confirmed that it removes `removals`.
  case unusual(percent: Int, known: Int, removals: Int)
}
