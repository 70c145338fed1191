public import Region

/// The mark of an erased signal, and whose word is missing to lift it.
public struct StoredMark: Sendable, Equatable {
  /// The mark.
  public var mark: ErasureMark
  /// The role whose word is missing, where one person wants it lifted.
  public var liftAwaits: String?

  init(_ mark: ErasureMark, _ signals: SignalsState) {
    self.mark = mark
    let lift = signals.marks.lifts[mark.signal.id] ?? (mark.signal.cause == .unknown ? signals.marks.lifts[""] : nil)
    liftAwaits = mark.isLifted ? nil : lift.map { $0.role == "index" ? "privacy-officer" : "index" }
  }
}
