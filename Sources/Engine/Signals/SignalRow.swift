import PeerProtocol
import PrivateMatching
import Region

/// One row of a report as it was read: the signal, or every fault, and what protects in either case.
struct SignalRow: Sendable {
  /// The signal that it is about, also where the row is not in order otherwise.
  var id: String?
  /// The signal; nil where there are faults.
  var signal: ReportedSignal?
  /// All that is wrong with it.
  var faults: [FieldFault]
  /// The column of a word that protects and cannot be read.
  var unreadable: SignalColumn?
  /// What protects is read first and by itself, so that no other fault loses it.
  var protection: Protection
  /// The youth's identities, where an objection needs them and they can be read.
  var youth: [Identity]

  /// Reads the fields.
  init(_ fields: SignalFields, rules: ReportRules) {
    protection = Protection(FieldReader(fields), sectors: rules.sectors)
    var reader = FieldReader(fields)
    let read = reader.text(.signalId, 1...64)
    id = reader.faults.isEmpty ? read : nil
    var subject = FieldReader(fields)
    youth = protection.lodgesObjection ? subject.identities(.subject, required: true) : []
    var field = FieldReader(fields)
    signal = ReportedSignal(&field, rules: rules)
    faults = field.faults
    let missing = FieldReader(fields)
    unreadable = Self.protecting.first { column in
      !missing.trimmed(column).isEmpty && field.faults.contains { $0.field == column.rawValue }
    }
  }

  /// The columns whose words protect.
  private static let protecting: [SignalColumn] = [.shielding, .objection, .endReason, .sector]
}

extension Protection {
  /// What the fields of a row say that protects. A word that cannot be read counts as the one that protects most.
  init(_ field: FieldReader, sectors: SectorList) {
    self.init()
    let word = field.trimmed(.shielding)
    let sector = field.trimmed(.sector)
    if let name = FieldReader.choice(of: word, among: Shielding.names), let known = Shielding(name: name) {
      shielding = known
    } else if !word.isEmpty || sectors.sector(sector)?.isShelter ?? sectors.resemblesShelter(sector) {
      shielding = .withheld
    }
    readObjection(field.trimmed(.objection))
    let reason = field.trimmed(.endReason)
    // Blanks of another system, such as 0000-00-00, are no end.
    if !reason.isEmpty || field.trimmed(.endedOn).utf8.contains(where: { (0x31...0x39).contains($0) }) {
      suspends = true
    }
  }

  private mutating func readObjection(_ word: Substring) {
    guard !word.isEmpty else { return }
    let names = ObjectionStep.allCases.map(\.rawValue)
    if let name = FieldReader.choice(of: word, among: names) {
      lodgesObjection = name != ObjectionStep.rejected.rawValue
      return
    }
    let key = Words.key(word).prefix(64)
    lodgesObjection = [ObjectionStep.lodged, .upheld].contains { Words.distance(key, $0.rawValue) <= 2 }
    suspends = true
  }
}
