/// Tells on standard error how far the demo is, with the seconds since it began.
struct DemoProgress {
  private let began = MonotonicTime.now

  /// One step is done.
  func say(_ what: String) {
    let tenths = Int(((MonotonicTime.now - began) * 10).rounded())
    let time = "\(tenths / 10).\(tenths % 10) s"
    StandardStream.print(
      String(repeating: " ", count: max(0, 8 - time.count)) + time + "  " + what, to: StandardStream.error)
  }
}
