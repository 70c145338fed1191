import PeerProtocol

/// A row that somebody made a mistake in: it is refused, and what protects in it counts all the same.
enum RowFault: String, Sendable, CaseIterable {
  case nothing, withheld, desk, objection, end, shelter
  case misspeltShelter = "misspelt shelter"
  case unknownSector = "unknown sector"
  case misspeltShielding = "misspelt shielding"
  case misspeltObjection = "misspelt objection"
  case misspeltEnd = "misspelt end"

  /// The report with the mistake: nobody can be reached, or a word is misspelt.
  func inject(_ document: JSONValue) -> JSONValue {
    var members = document.objectValue ?? [:]
    switch self {
    case .misspeltShelter, .unknownSector, .misspeltShielding, .misspeltObjection, .misspeltEnd: break
    default: members["contactEmail"] = ""
    }
    for (name, value) in words { members[name] = value }
    return .object(members)
  }

  private var words: [String: JSONValue] {
    let none: [String: JSONValue] = ["sector": "politie", "shielding": "none", "endReason": "", "endedOn": ""]
    let more: [String: JSONValue] =
      switch self {
      case .nothing: [:]
      case .withheld: ["shielding": " WITHHELD"]
      case .desk: ["shielding": "desk"]
      case .objection: ["objection": "Lodged"]
      case .end: ["endReason": "moved-away"]
      case .shelter: ["sector": "Blijf van mijn lijf", "shielding": ""]
      case .misspeltShelter: ["sector": "vrouwenopvag", "shielding": ""]
      case .unknownSector: ["sector": "kermis", "shielding": ""]
      case .misspeltShielding: ["shielding": "witheld"]
      case .misspeltObjection: ["objection": "loged"]
      case .misspeltEnd: ["endReason": "deceassed"]
      }
    return none.merging(more) { _, given in given }
  }

  /// The least shielding from now on.
  var shielding: String {
    switch self {
    case .withheld, .shelter, .misspeltShelter, .misspeltShielding: "withheld"
    case .desk: "desk"
    default: "none"
    }
  }

  /// Whether the youth is not exchanged until people decided on the objection.
  var lodgesObjection: Bool { self == .objection || self == .misspeltObjection }

  /// Whether the signal is suspended until a good row comes.
  var suspends: Bool { self == .end || self == .misspeltEnd || self == .misspeltObjection }

  /// Whether the row is remembered, also of a signal that is not stored.
  var isRemembered: Bool {
    switch self {
    case .misspeltShelter, .unknownSector, .misspeltShielding, .misspeltObjection, .misspeltEnd: true
    default: false
    }
  }
}

extension Report {
  /// The sector as people write it: with capitals, blanks and hyphens.
  var writtenSector: String {
    switch person.utf8.count % 4 {
    case 0: sector.uppercased() + " "
    case 1: sector.prefix(3) + "-" + sector.dropFirst(3)
    case 2: " " + sector.prefix(2) + " " + sector.dropFirst(2)
    default: sector
    }
  }
}
