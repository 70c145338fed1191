import Node
import PeerProtocol
import System

/// Reads a node's log as it grows: to know how far a node is costs the node nothing.
final class LogFollower {
  private let file: FileReader
  private var rest: [UInt8] = []

  init(_ path: String) throws { file = try FileReader(path) }

  /// The events that were written since the last call.
  func newEvents() throws -> [JSONValue] {
    while true {
      let piece = try file.read(upTo: 65_536)
      if piece.isEmpty { break }
      rest += piece
    }
    guard let end = rest.lastIndex(of: 0x0A) else { return [] }
    let lines = rest[...end].split(separator: 0x0A)
    let events = lines.compactMap { try? JSONText.value(of: Array($0)) }
    rest.removeSubrange(...end)
    return events
  }
}
