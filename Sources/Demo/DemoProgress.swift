import Node

/// Tells on standard error how far the demo is, with the seconds since it began.
package struct DemoProgress {
  private let began: Double
  /// False where nobody looks.
  private let isShown: Bool

  /// The demo begins now.
  package init(isShown: Bool = true) {
    self.isShown = isShown
    began = MonotonicTime.now
  }

  /// One step is done.
  package func say(_ what: String) {
    guard isShown else { return }
    let tenths = Int(((MonotonicTime.now - began) * 10).rounded())
    let time = "\(tenths / 10).\(tenths % 10) s"
    StandardStream.print(
      String(repeating: " ", count: max(0, 8 - time.count)) + time + "  " + what, to: StandardStream.error)
  }
}
