/// What an event of the organisations changes, in signals too.
extension RegionState {
  mutating func apply(_ event: OrganisationEvent) {
    organisations.apply(event)
    guard case .merged(let merges, let at) = event else { return }
    let old = Set(merges.map(\.old))
    for number in signals.rows.indices {
      guard let row = signals.rows[number] else { continue }
      let code = signals.texts.municipality(of: row)
      guard old.contains(code) else { continue }
      signals.rows[number]?.municipality = signals.texts.retain(organisations.current(code))
      signals.texts.release(row.municipality)
    }
    signals.changedAt = at
    // What was made of the signals for lists names the old municipality.
    matches.touchAll()
  }
}

extension InternTable<String> {
  /// The code of the municipality that a row names, in its one form; empty where it names none.
  func municipality(of row: SignalsState.Row) -> String { MunicipalityCode.normalised(self[row.municipality] ?? "") }
}
