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

extension SignalsState {
  /// The signals whose last row was refused, by column, and the first `limit` ids.
  public func refusedRowFigures(ids limit: Int) -> RefusedRowFigures {
    var figures = RefusedRowFigures(count: refusedRows.count)
    for row in refusedRows.values {
      figures.byField[row.field, default: 0] += 1
      guard limit > 0, figures.ids.count < limit || row.id < figures.ids[limit - 1] else { continue }
      let place = figures.ids.firstIndex { $0 > row.id } ?? figures.ids.endIndex
      figures.ids.insert(row.id, at: place)
      if figures.ids.count > limit { figures.ids.removeLast() }
    }
    return figures
  }

  /// The signals whose last row was refused and that a file of the whole index does not name.
  public func refusedRows(but named: Set<String>) -> [String] {
    refusedRows.keys.filter { !named.contains($0) }.sorted()
  }
}
