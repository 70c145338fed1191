/// Something in an archive that is not as its region left it.
public struct EvidenceFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file in the archive; nil where the archive as a whole is at fault.
  public let file: String?
  /// The record, by its id, where one is at fault.
  public let record: String?
  /// What is wrong.
  public let reason: String

  /// A fault of the file.
  init(_ file: String?, _ reason: String, record: String? = nil) {
    (self.file, self.reason, self.record) = (file, reason, record)
  }

  /// Where, and what.
  public var description: String { "\(file ?? "the archive")\(record.map { ", record \($0)" } ?? ""): \(reason)" }

  /// What is wrong, before it is known in which file.
  struct Reason: Error, Sendable {
    let text: String
    let record: String?

    init(_ text: String, record: String? = nil) { (self.text, self.record) = (text, record) }
  }
}
