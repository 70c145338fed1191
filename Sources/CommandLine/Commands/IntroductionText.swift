import LocalAPI
import Pages
import PeerProtocol

/// Introductions as a person reads them.
enum IntroductionText {
  /// A line for each region that was introduced, with those who vouch for it and their dates.
  static func introduced(_ regions: [IntroductionsDocument.Introduced]) -> String {
    let rows = regions.map { region in
      [
        region.region, standing(region.standing), TextTable.cell(region.name), TextTable.cell(region.endpoint),
        region.introducers.map { introducer in
          pick(
            "\(introducer.region) vergeleek op \(introducer.comparedOn), telt tot \(introducer.endsAt.rfc3339.prefix(10))",
            "\(introducer.region) compared on \(introducer.comparedOn), counts until \(introducer.endsAt.rfc3339.prefix(10))"
          )
        }.joined(separator: "; "),
      ]
    }
    let header = pick(
      ["REGIO", "STAND", "NAAM", "ADRES", "VOORGESTELD DOOR"],
      ["REGION", "STANDING", "NAME", "ENDPOINT", "INTRODUCED BY"])
    return TextTable.text(header: header, rows)
  }

  static func text(_ document: IntroductionsDocument) -> String {
    var parts: [String] = []
    if !document.introduced.isEmpty { parts.append(introduced(document.introduced)) }
    parts += document.asked.map { asked in
      let whom = asked.to.map { $0.joined(separator: ", ") } ?? pick("alle regio's", "all regions")
      return pick(
        "\(asked.region) vraagt om kennismaking met \(whom), sinds \(asked.at)",
        "\(asked.region) asks to be introduced to \(whom), since \(asked.at)")
    }
    parts += document.uncompared.map { peer in
      let introducers = peer.introducers.joined(separator: ", ")
      return pick(
        "\(peer.region) is toegelaten op het woord van \(introducers) en nog niet vergeleken",
        "\(peer.region) was accepted on the word of \(introducers) and not compared yet")
    }
    if !document.made.isEmpty {
      let rows = document.made.map { made in
        [made.region, made.to, "\(made.at)", outcome(made.outcome) + (made.code.map { " (\($0))" } ?? "")]
      }
      let header = pick(["VOORGESTELD", "AAN", "OP", "STAND"], ["INTRODUCED", "TO", "AT", "OUTCOME"])
      parts.append(TextTable.text(header: header, rows))
    }
    return parts.isEmpty
      ? pick("Er is niemand geïntroduceerd.", "Nobody was introduced.") : parts.joined(separator: "\n")
  }

  static func notes(_ document: IntroductionsDocument) -> [String] {
    document.introduced.map { "\($0.region): \($0.nextStep)" } + document.asked.map(\.nextStep)
      + document.uncompared.map { pick("Vergelijken: ", "Compare: ") + "samenloop peer compare \($0.region)" }
  }

  /// What an operator's word led to.
  static func made(_ document: IntroducedDocument) -> String {
    ([
      pick("\(document.region) is geïntroduceerd bij ", "\(document.region) is introduced to ")
        + TextTable.cell(document.to) + pick(", en andersom", ", and those to it")
    ]
      + document.skipped.map { pick("niet: ", "not: ") + "\($0.region): \($0.reason)" }).joined(separator: "\n")
  }

  static func next(_ region: String) -> [String] {
    [
      pick(
        "Wat wij zeggen, telt daar 30 dagen. De beheerders van beide kanten geven: samenloop peer accept --introduced",
        "Our word counts there for 30 days. The operators of both sides run: samenloop peer accept --introduced")
    ]
  }

  /// The six groups of both keys.
  static func comparison(_ document: ComparisonDocument) -> String {
    let rows = [
      [pick("onze sleutel", "our key"), document.own.joined(separator: "  ")],
      [pick("sleutel van \(document.region)", "key of \(document.region)"), document.peer.joined(separator: "  ")],
    ]
    let known =
      document.comparedOn.map { pick("vergeleken op \($0)", "compared on \($0)") }
      ?? document.introducers.map {
        pick("geïntroduceerd door ", "introduced by ") + $0.joined(separator: ", ")
          + pick("; nog niet vergeleken", "; not compared yet")
      } ?? pick("de dag van vergelijken is niet bekend", "the day of the comparison is not known")
    return TextTable.lines(rows).joined(separator: "\n") + "\n" + known
  }

  /// The lines of `status`, where somebody has to see to introductions, or a peer stands on them.
  static func status(_ introductions: StatusIntroductions?) -> [String] {
    guard let introductions else { return [] }
    let parts = [
      (introductions.acceptable, pick("geïntroduceerd en toe te laten: ", "introduced, to be accepted: ")),
      (introductions.tooFew, pick("door te weinig regio's geïntroduceerd: ", "introduced by too few: ")),
      (introductions.conflicting, pick("tegenstrijdig geïntroduceerd: ", "introduced in contradiction: ")),
      (introductions.comparisonNeeded, pick("eerst te vergelijken: ", "to be compared first: ")),
      (introductions.asked, pick("vraagt om kennismaking: ", "asks to be introduced: ")),
      (introductions.uncompared, pick("toegelaten en niet vergeleken: ", "accepted and not compared: ")),
    ]
    let told = parts.filter { !$0.0.isEmpty }.map { $0.1 + $0.0.joined(separator: ", ") }
    return [told.joined(separator: "; ") + pick(". Hierna: ", ". Next: ") + introductions.next]
  }

  private static func standing(_ word: Word<IntroductionsDocument.Standing>) -> String {
    guard let known = word.known else { return word.text }
    return switch known {
    case .acceptable: pick("toe te laten", "acceptable")
    case .tooFew: pick("te weinig", "too few")
    case .conflicting: pick("tegenstrijdig", "conflicting")
    case .comparisonNeeded: pick("eerst vergelijken", "comparison needed")
    }
  }

  private static func outcome(_ word: Word<IntroductionsDocument.Outcome>) -> String {
    guard let known = word.known else { return word.text }
    return switch known {
    case .waiting: pick("onderweg", "waiting")
    case .delivered: pick("aangekomen", "delivered")
    case .refused: pick("geweigerd", "refused")
    }
  }
}
