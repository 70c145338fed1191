import PeerProtocol

extension JSONValue {
  /// A member as a person reads it: a text, a number, yes or no; `-` where there is nothing.
  func text(of member: String) -> String {
    switch self[member] {
    case .string(let text): text.isEmpty ? "-" : text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .bool(let value): value ? "yes" : "no"
    case .array(let items): items.isEmpty ? "-" : items.map { $0.stringValue ?? $0.text }.joined(separator: ", ")
    case .object(let members): members.isEmpty ? "-" : self[member]?.text ?? "-"
    case .null, nil: "-"
    }
  }
}
