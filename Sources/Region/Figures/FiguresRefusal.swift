public import PeerProtocol

/// Why no figures are shown.
public enum FiguresRefusal: Hashable, Sendable {
  /// The period is not over; its figures are ready on this day.
  case notOver(String, readyOn: CalendarDate)
  /// Nothing was counted in the period, or it is not kept any more; the first that is kept is `first`, where there is one.
  case notCounted(String, first: String?)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode { .notFound }
}
