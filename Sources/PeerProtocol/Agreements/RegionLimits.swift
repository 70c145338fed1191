/// How much one region may send under an agreement: what bounds guessing (Schemas/peer-protocol.md, section 5).
public struct RegionLimits: Hashable, Sendable {
  /// Entries held under one agreement, both kinds together.
  public var active: Int
  /// Additions in 24 hours.
  public var perDay: Int
  /// Additions in 365 days, at least twice `active`.
  public var perYear: Int

  /// Limits of these numbers.
  public init(active: Int, perDay: Int, perYear: Int) {
    self.active = active
    self.perDay = perDay
    self.perYear = perYear
  }
}
