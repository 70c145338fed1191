import Foundation

/// A directory of this test's own, removed with everything in it when the value is released.
public final class TemporaryDirectory: Sendable {
  /// Absolute path without a trailing slash.
  public let path: String

  /// Makes an empty directory under the system's temporary folder.
  public init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("samenloop-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name` inside the directory.
  public func file(_ name: String) -> String { path + "/" + name }
}
