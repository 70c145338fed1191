import Engine
import PeerProtocol
import Simulation

/// The ways in which bytes may stand in a file: as they are, in hex, and in base64 wherever it begins.
func forms(of bytes: [UInt8]) -> [[UInt8]] {
  let digits = Array("0123456789abcdef".utf8)
  let lower = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  let upper = lower.map { $0 >= UInt8(ascii: "a") ? $0 - 32 : $0 }
  var found = [bytes, lower, upper]
  for shift in 0..<3 {
    // Of the encoding at this place only the characters that no neighbour changes.
    let text = Array(Base64URL.encode([UInt8](repeating: 0, count: shift) + bytes).utf8)
    let first = (shift * 8 + 5) / 6
    let last = (shift + bytes.count) * 8 / 6
    let inner = Array(text[first..<last])
    found.append(inner)
    found.append(
      inner.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0 })
  }
  return found
}

extension Haystack {
  /// Whether the bytes stand here in any form.
  func holds(_ bytes: some Collection<UInt8>) -> Bool { forms(of: Array(bytes)).contains { contains($0) } }
}

extension Approver {
  /// The index and a privacy officer, each with a certificate of their own.
  static let indexPerson = Approver(role: "index", credential: [1], name: "Index")
  static let officer = Approver(role: "privacy-officer", credential: [2], name: "Officer")
}
