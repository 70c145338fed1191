import PeerProtocol

import enum Cryptography.SubjectKind

/// A signal as a snapshot holds it: rows of identities by number, shared values in full.
struct StoredSignal: Sendable {
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
      suspension: reader.format >= 2 ? try reader.suspension() : [])
  }
}

extension SignalsState {
  func write(_ row: Row, to writer: inout ByteWriter) {
    writer.string(row.id)
    writer.list(row.youth.elements) { $0.int(Int($1)) }
    writer.list(row.guardians.elements) { $0.int(Int($1)) }
    texts.reporter(row.reporter).write(to: &writer)
    writer.string(texts[row.municipality] ?? "")
    writer.identifier(row.mark)
    for date in [
      row.startedOn, row.termEndsOn, row.endedOn, row.informedOn, row.leftOn, row.eraseOn, row.objectedOn,
    ] {
      writer.int(Int(date))
    }
    row.aliens.write(to: &writer)
    writer.byte(row.shielding.rawValue)
    writer.byte(row.endReason)
    writer.byte(row.consent)
    writer.byte(row.toldObjection)
    writer.bool(row.isIndirect)
    writer.bool(row.isTemporary)
    writer.byte(row.suspension.rawValue)
  }

  mutating func restoreIdentities(_ kind: FeedKind, rows: [Pseudonym?]) {
    if kind == .youth { youths.restore(rows: rows) } else { guardians.restore(rows: rows) }
  }

  mutating func restoreIdentities(_ kind: FeedKind, free: [UInt32]) {
    if kind == .youth { youths.free = free } else { guardians.free = free }
  }

  mutating func restore(_ stored: StoredSignal?) throws(CodecError) {
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
    index[row.id] = number
    rows.append(row)
  }

  mutating func restore(free rows: [UInt32]) { free = rows }
  mutating func restore(_ signal: ErasedSignal) { erased[signal.id] = signal.mark }
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
