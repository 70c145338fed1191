extension FigureRow {
  /// The kinds of lines.
  public enum Breakdown: String, Hashable, Sendable, CaseIterable {
    case region, municipality, sector, organisation, peer
  }

  /// The kind of this line.
  public var breakdown: Breakdown {
    switch self {
    case .region: .region
    case .municipality: .municipality
    case .sector: .sector
    case .organisation: .organisation
    case .peer: .peer
    }
  }
}

extension Measure {
  /// Whether the measure is counted by lines of this kind: signals are of no other region.
  public func has(_ breakdown: FigureRow.Breakdown) -> Bool {
    guard breakdown == .peer else { return true }
    return ![.signals, .youths, .youthsWithMatch, .matchesWithin].contains(self)
  }
}
