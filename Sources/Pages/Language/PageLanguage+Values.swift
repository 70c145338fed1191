package import PeerProtocol

/// How each language writes days, moments and numbers.
extension PageLanguage {
  /// `29 november 2026`, `29 November 2026`.
  package func day(_ day: CalendarDate) -> String { "\(day.day) \(name(ofMonth: day.month)) \(day.year)" }

  /// `november 2026`, `November 2026`.
  package func month(_ month: YearMonth) -> String {
    "\(name(ofMonth: Int(month.months) % 12 + 1)) \(Int(month.months) / 12)"
  }

  /// `29 november 2026 om 14.05 uur`, `29 November 2026 at 14:05`.
  package func moment(_ moment: Timestamp) -> String {
    let local = LocalTime(moment)
    let minute = (local.minute < 10 ? "0" : "") + String(local.minute)
    let hour = (local.hour < 10 ? "0" : "") + String(local.hour)
    return switch self {
    case .dutch: "\(day(local.day)) om \(hour).\(minute) uur"
    case .english: "\(day(local.day)) at \(hour):\(minute)"
    }
  }

  /// `10.162`, `10,162`.
  package func number(_ number: Int) -> String {
    let separator = self == .dutch ? "." : ","
    var groups: [Substring] = []
    var rest = String(number.magnitude)[...]
    while rest.count > 3 {
      groups.append(rest.suffix(3))
      rest.removeLast(3)
    }
    groups.append(rest)
    return (number < 0 ? "-" : "") + groups.reversed().joined(separator: separator)
  }

  /// `72,4%`, `72.4%`.
  package func share(perMille: Int) -> String {
    let whole = number(perMille / 10)
    let decimal = Int((perMille % 10).magnitude)
    let sign = perMille < 0 && perMille > -10 ? "-" : ""
    return sign + whole + (self == .dutch ? "," : ".") + String(decimal) + "%"
  }

  private func name(ofMonth month: Int) -> String {
    let names =
      switch self {
      case .dutch:
        [
          "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
          "november",
          "december",
        ]
      case .english:
        [
          "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December",
        ]
      }
    return names.indices.contains(month - 1) ? names[month - 1] : String(month)
  }
}
