/// Every identity of one kind that a signal of this region names, each once, by its pseudonym.
///
/// Rows are numbers that other parts refer to (`UInt32`). A row that no signal names any more is freed and used again; the
/// fold of the same events gives the same rows.
public struct IdentityTable: Sendable {
  struct Row: Sendable {
    var pseudonym: Pseudonym?
    var signals = ReferenceList()
    /// The next row whose pseudonym begins with the same eight bytes.
    var next = UInt32.max
  }

  var rows = ChunkedArray<Row>()
  var free: [UInt32] = []
  var heads = ShardedMap<UInt64, UInt32>()

  /// How often a row was given to an identity. Code that keeps an index beside the table asks for ``rows(assignedSince:)``;
  /// after a start, which does not know this number, it makes the index of all rows.
  public private(set) var assigned = 0
  /// The rows that were given last, the newest at the end.
  private var recent: [UInt32] = []
  /// The number of recent rows that are kept.
  private static let recentLimit = 4_096

  /// The rows that were given to identities since `number` was ``assigned``; nil where that was too long ago.
  public func rows(assignedSince number: Int) -> ArraySlice<UInt32>? {
    guard number <= assigned, assigned - number <= recent.count else { return nil }
    return recent.suffix(assigned - number)
  }

  /// How many rows there are, free ones included.
  public var rowCount: Int { rows.count }

  /// How many identities are in the table.
  public var count: Int { rows.count - free.count }

  /// Every row that holds an identity, in ascending order.
  public var references: [UInt32] {
    rows.indices.compactMap { rows[$0].pseudonym == nil ? nil : UInt32($0) }
  }

  /// The row of a pseudonym, or nil where no signal names it.
  public func reference(of pseudonym: Pseudonym) -> UInt32? {
    var row = heads[pseudonym.prefix] ?? .max
    while row != .max {
      if rows[Int(row)].pseudonym == pseudonym { return row }
      row = rows[Int(row)].next
    }
    return nil
  }

  /// The pseudonym in a row, or nil where the row is free.
  public func pseudonym(_ reference: UInt32) -> Pseudonym? {
    Int(reference) < rows.count ? rows[Int(reference)].pseudonym : nil
  }

  /// The signals that name the identity in a row.
  func signals(_ reference: UInt32) -> [UInt32] {
    Int(reference) < rows.count ? rows[Int(reference)].signals.elements : []
  }

  /// Notes that `signal` names `pseudonym`, and gives its row.
  mutating func link(_ pseudonym: Pseudonym, to signal: UInt32) -> UInt32 {
    let row = reference(of: pseudonym) ?? insert(pseudonym)
    rows[Int(row)].signals.insert(signal)
    return row
  }

  /// Notes that `signal` no longer names the identity; true where that was the last one and the row is free now.
  mutating func unlink(_ reference: UInt32, from signal: UInt32) -> Bool {
    rows[Int(reference)].signals.remove(signal)
    guard rows[Int(reference)].signals.isEmpty else { return false }
    remove(reference)
    return true
  }

  private mutating func insert(_ pseudonym: Pseudonym) -> UInt32 {
    let row: UInt32
    if let reused = free.popLast() {
      row = reused
    } else {
      row = UInt32(rows.count)
      rows.append(Row())
    }
    rows[Int(row)] = Row(pseudonym: pseudonym, next: heads[pseudonym.prefix] ?? .max)
    heads[pseudonym.prefix] = row
    assigned += 1
    recent.append(row)
    if recent.count > Self.recentLimit { recent.removeFirst(Self.recentLimit / 2) }
    return row
  }

  private mutating func remove(_ reference: UInt32) {
    guard let pseudonym = rows[Int(reference)].pseudonym else { return }
    let next = rows[Int(reference)].next
    if heads[pseudonym.prefix] == reference {
      heads[pseudonym.prefix] = next == .max ? nil : next
    } else {
      var row = heads[pseudonym.prefix] ?? .max
      while row != .max, rows[Int(row)].next != reference { row = rows[Int(row)].next }
      if row != .max { rows[Int(row)].next = next }
    }
    rows[Int(reference)] = Row()
    free.append(reference)
  }
}
