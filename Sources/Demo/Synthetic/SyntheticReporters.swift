import PeerProtocol

/// The made-up professionals of every region, and what they report.
struct SyntheticReporters: Sendable {
  let today: CalendarDate

  private static let perMonth = [574, 789, 699, 701, 624, 719, 853, 686, 663, 737, 659, 785]
  private static let months = (0..<24).map { (value: $0, weight: perMonth[$0 % 12]) }
  private static let sectors = [
    ("wijkteam", 22), ("onderwijs", 14), ("jeugdgezondheidszorg", 10), ("kinderopvang", 6), ("huisarts", 4),
    ("veilig-thuis", 18), ("jeugdbescherming", 12), ("ggz", 8), ("leerplicht", 5), ("opvang", 1),
  ].map { (value: $0.0, weight: $0.1) }
  private static let reasons: [(value: SyntheticSignal.EndReason, weight: Int)] = [
    (.riskGone, 66), (.movedAway, 14), (.mistaken, 14), (.objection, 6),
  ]
  private static let consents = [
    ("asked", 10), ("given", 55), ("refused", 5), ("safety-exception", 10), ("", 20),
  ].map { (value: $0.0, weight: $0.1) }

  /// One professional's signal about a child; a seventh of them have ended, and all of a child who died.
  func signal(
    number: Int, region: String, child: SyntheticChild, knownAs: [String], guardians: [String],
    _ random: inout SyntheticRandom
  ) -> SyntheticSignal {
    let sector = random.pick(Self.sectors) ?? "wijkteam"
    let office = random.number(1..<40)
    let started = start(child, &random)
    return SyntheticSignal(
      id: region + "-" + padded(number, to: 6), subject: Array(knownAs), birthDate: child.birthDate,
      guardians: guardians, municipality: "GM0\(random.number(300..<420))",
      organisationId: "\(region)-\(sector)-\(office)", organisation: "\(sector) \(office) \(region)", sector: sector,
      shielding: shielding(of: sector, &random),
      contact: Contact(
        name: "medewerker \(office)", phone: "+3110\(random.number(1_000_000..<10_000_000))",
        email: "\(sector)\(office)@\(region).example"),
      isIndirect: random.chance(0.15), isTemporary: random.chance(0.05), startedOn: started,
      ending: ending(child, started: started, &random), informedOn: random.chance(0.2) ? nil : started,
      consent: random.pick(Self.consents) ?? "")
  }

  private func start(_ child: SyntheticChild, _ random: inout SyntheticRandom) -> CalendarDate {
    let months = random.pick(Self.months) ?? 0
    return max(child.birthDate, today.adding(days: -(months * 30 + random.number(1..<30))))
  }

  private func ending(
    _ child: SyntheticChild, started: CalendarDate, _ random: inout SyntheticRandom
  ) -> SyntheticSignal.Ending? {
    let days = Int(today.daysSince1970 - started.daysSince1970)
    let end = started.adding(days: random.number(1..<max(2, days)))
    if child.hasDied { return SyntheticSignal.Ending(on: min(end, today), reason: .deceased) }
    guard random.chance(0.14), let reason = random.pick(Self.reasons) else { return nil }
    return SyntheticSignal.Ending(on: min(end, today), reason: reason)
  }

  /// Shelters are withheld or behind a desk, for families hide there; elsewhere one in a hundred asks for the desk.
  private func shielding(of sector: String, _ random: inout SyntheticRandom) -> SyntheticSignal.Shielding {
    if sector == "opvang" { return random.chance(1.0 / 3) ? .desk : .withheld }
    return random.chance(0.01) ? .desk : .none
  }

  private func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
