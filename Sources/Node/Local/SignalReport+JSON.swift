package import Engine
package import PeerProtocol
package import Region

extension SignalReport {
  /// Reads the document of the signal `id`. Its members are named as the columns of an import, in camelCase; `subject` and
  /// `guardians` may be arrays. Whatever is wrong with its form is a fault of the report: what protects in it counts.
  package init(document: JSONValue, id: String) throws(Refusal) {
    guard let members = document.objectValue else {
      throw .malformed([FieldFault(field: "", reason: "the signal must be a JSON object")])
    }
    self.init(SignalFields())
    fields[.signalId] = .text(id)
    var unknown: [String] = []
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let column = Self.columnsByMember[name] else {
        unknown.append(name)
        continue
      }
      let read = SignalFields.Value(value)
      if read == .unreadable {
        let place = value.arrayValue?.firstIndex { $0.stringValue == nil }.map { "[\($0)]" } ?? ""
        faults.append(FieldFault(field: column.member + place, reason: "must be a text"))
      }
      if column != .signalId || read == .unreadable {
        fields[column] = read
      } else if read != .text(id) {
        faults.append(FieldFault(field: name, reason: "must be the id in the path"))
      }
    }
    let known = ["id"] + SignalColumn.allCases.filter { $0 != .signalId }.map(\.member)
    faults += UnknownMembers.faults(unknown, known: known, path: "").map(FieldFault.init(line:))
  }

  /// The column of a member: named in camelCase, as the column itself, or `id`.
  private static let columnsByMember: [String: SignalColumn] = {
    var columns: [String: SignalColumn] = ["id": .signalId]
    for column in SignalColumn.allCases {
      columns[column.member] = column
      columns[column.rawValue] = column
    }
    return columns
  }()
}

extension Refusal {
  /// The same refusal, whose faults name members of a JSON document where they named columns of a file.
  var namingMembers: Refusal {
    switch self {
    case .malformed(let faults): .malformed(faults.map(\.namingMember))
    case .signals(.protectedOnly(let faults)): .signals(.protectedOnly(faults.map(\.namingMember)))
    default: self
    }
  }
}

extension FieldFault {
  fileprivate var namingMember: FieldFault {
    var fault = self
    for column in SignalColumn.allCases where column.rawValue.contains("_") {
      if fault.field == column.rawValue { fault.field = column.member }
      fault.reason = fault.reason.replacing(column.rawValue, with: column.member)
    }
    return fault
  }
}

extension SignalFields.Value {
  /// What a member of a document says.
  fileprivate init(_ value: JSONValue) {
    switch value {
    case .string(let text): self = .text(text)
    case .bool(let flag): self = .flag(flag)
    case .null: self = .text("")
    case .array(let items):
      let texts = items.compactMap(\.stringValue)
      self = texts.count == items.count ? .list(texts) : .unreadable
    default: self = .unreadable
    }
  }
}
