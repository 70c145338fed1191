/// A row that was refused and whose signal must not get lost from sight: kept until a good row comes under that id, the
/// signal is withdrawn, or a whole index does not name it.
///
/// It holds no word of the row: what was misspelt may be anything.
public struct RefusedRow: Equatable, Sendable {
  /// The id that the row names.
  public var id: String
  /// The column that it was refused for.
  public var field: String
  /// Whether it said that an objection was lodged: said again, that is no news.
  public var toldObjection: Bool

  /// The row of the signal `id`.
  public init(id: String, field: String, toldObjection: Bool) {
    self.id = id
    self.field = field
    self.toldObjection = toldObjection
  }

  func write(to writer: inout ByteWriter) {
    writer.string(id)
    writer.string(field)
    writer.bool(toldObjection)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    id = try reader.string()
    field = try reader.string()
    toldObjection = try reader.bool()
  }
}

/// How many signals stand in rows that were refused.
public struct RefusedRowFigures: Sendable {
  /// How many signals there are.
  public var count = 0
  /// How many for each column.
  public var byField: [String: Int] = [:]
  /// The first of their ids, in order.
  public var ids: [String] = []
}

/// The rows that were refused and wait for a good one, by the signal's id.
public struct RefusedRowTable: Sendable {
  /// Signals in refused rows that are remembered at most.
  static let limit = 100_000

  private(set) var byId: [String: RefusedRow] = [:]

  /// Every row, in no order.
  var values: some Collection<RefusedRow> { byId.values }

  /// The refused row of the signal `id`, or nil where none waits.
  subscript(id: String) -> RefusedRow? { byId[id] }

  /// Whether a refused row of this signal can be remembered.
  func canNote(_ id: String) -> Bool { byId[id] != nil || byId.count < Self.limit }

  mutating func note(_ row: RefusedRow) {
    if canNote(row.id) { byId[row.id] = row }
  }

  mutating func forget(_ id: String) { byId[id] = nil }

  /// The signals whose last row was refused, by column, and the first `limit` ids.
  public func figures(ids limit: Int) -> RefusedRowFigures {
    var figures = RefusedRowFigures(count: byId.count)
    for row in byId.values {
      figures.byField[row.field, default: 0] += 1
      guard limit > 0, figures.ids.count < limit || row.id < figures.ids[limit - 1] else { continue }
      let place = figures.ids.firstIndex { $0 > row.id } ?? figures.ids.endIndex
      figures.ids.insert(row.id, at: place)
      if figures.ids.count > limit { figures.ids.removeLast() }
    }
    return figures
  }

  /// The signals whose last row was refused and that a file of the whole index does not name, sorted.
  public func unnamed(by named: Set<String>) -> [String] { byId.keys.filter { !named.contains($0) }.sorted() }
}
