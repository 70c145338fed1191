/// Why an archive is not read. It names the file in it, or the one before the place.
public struct TarFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file that is at fault; nil where the archive as a whole is.
  public let file: String?
  /// What is wrong.
  public let reason: String

  /// File and reason in one line.
  public var description: String { "\(file ?? "the archive"): \(reason)" }
}
