import PeerProtocol

import enum Cryptography.SubjectKind

/// A signal as a snapshot holds it: rows of identities by number, shared values in full.
struct SnapshotSignal: Sendable {
  var row: SignalsState.Row
  var reporter: Reporter
  var municipality: String

  init(from reader: inout ByteReader) throws(CodecError) {
    let id = try reader.string()
    let youth = try reader.list { (reader) throws(CodecError) in try reader.row() }
    let guardians = try reader.list { (reader) throws(CodecError) in try reader.row() }
    reporter = try Reporter(from: &reader)
    municipality = try reader.string()
    let mark: SignalMark = try reader.identifier()
    var dates: [Int32] = []
    for _ in 0..<7 { dates.append(Int32(truncatingIfNeeded: try reader.int())) }
    let aliens = try AliensNumbers(from: &reader)
    guard let shielding = Shielding(rawValue: try reader.byte()) else { throw CodecError("an unknown shielding") }
    row = SignalsState.Row(
      id: id, youth: ReferenceList(youth), guardians: ReferenceList(guardians), reporter: StoredReporter(),
      municipality: 0,
      mark: mark, startedOn: dates[0], termEndsOn: dates[1], endedOn: dates[2], informedOn: dates[3],
      leftOn: dates[4], eraseOn: dates[5], objectedOn: dates[6], aliens: aliens,
      shielding: shielding, endReason: try reader.byte(), consent: try reader.byte(),
      toldObjection: try reader.byte(), isIndirect: try reader.bool(), isTemporary: try reader.bool(),
      suspension: reader.format >= 2 ? try reader.suspension() : [],
      awaitsReport: reader.format >= 2 ? try reader.bool() : false,
      hasDateConflict: reader.format >= 2 ? try reader.bool() : false)
  }
}

extension SignalsState.Row {
  func write(to writer: inout ByteWriter, texts: InternTable<String>) {
    writer.string(id)
    writer.list(youth.elements) { $0.int(Int($1)) }
    writer.list(guardians.elements) { $0.int(Int($1)) }
    texts.reporter(reporter).write(to: &writer)
    writer.string(texts[municipality] ?? "")
    writer.identifier(mark)
    for date in [
      startedOn, termEndsOn, endedOn, informedOn, leftOn, eraseOn, objectedOn,
    ] {
      writer.int(Int(date))
    }
    aliens.write(to: &writer)
    writer.byte(shielding.rawValue)
    writer.byte(endReason)
    writer.byte(consent)
    writer.byte(toldObjection)
    writer.bool(isIndirect)
    writer.bool(isTemporary)
    writer.byte(suspension.rawValue)
    writer.bool(awaitsReport)
    writer.bool(hasDateConflict)
  }
}

extension SignalsState {
  mutating func restore(_ stored: SnapshotSignal?) throws(CodecError) {
    let number = UInt32(rows.count)
    guard let stored else { return rows.append(nil) }
    var row = stored.row
    for identity in row.youth.elements {
      guard youths.restoreLink(identity, to: number) else { throw CodecError("a signal names an unknown identity") }
    }
    for identity in row.guardians.elements {
      guard guardians.restoreLink(identity, to: number) else { throw CodecError("a signal names an unknown identity") }
    }
    row.reporter = texts.retain(stored.reporter)
    row.municipality = texts.retain(stored.municipality)
    if row.objectedOn != Self.noDate { objections += 1 }
    if row.hasDateConflict { conflictRows.insert(number) }
    index[row.id] = number
    rows.append(row)
  }
}

extension IdentityTable {
  mutating func restore(rows stored: [Pseudonym?]) {
    for pseudonym in stored {
      let number = UInt32(rows.count)
      guard let pseudonym else {
        rows.append(Row())
        continue
      }
      rows.append(Row(pseudonym: pseudonym, next: heads[pseudonym.prefix] ?? .max))
      heads[pseudonym.prefix] = number
    }
  }

  mutating func restoreLink(_ identity: UInt32, to signal: UInt32) -> Bool {
    guard Int(identity) < rows.count, rows[Int(identity)].pseudonym != nil else { return false }
    rows[Int(identity)].signals.insert(signal)
    return true
  }
}
