import Node
import PeerProtocol
import System

/// A JSON document that a command takes from a file, `-` for standard input.
enum DocumentFile {
  /// The object in the file.
  static func read(_ path: String) throws(CommandFailure) -> JSONValue {
    do {
      let value = try JSONText.value(of: try Files.read(path))
      guard value.objectValue != nil else { throw JSONFaults(["must be one JSON object"]) }
      return value
    } catch let error as JSONFaults {
      throw CommandFailure(.badData, "\(path): \(error.faults.joined(separator: "; "))")
    } catch {
      throw CommandFailure(.badData, "\(error)")
    }
  }
}
