import LocalAPI

/// The words of a quarterly or yearly report, in one language.
struct StatisticsWords {
  let language: TextLanguage

  private func pick(_ nl: String, _ en: String) -> String { language.pick(nl, en) }

  /// A period such as `2026-Q4` or `2026`, in words.
  func period(_ text: String) -> String {
    let parts = text.split(separator: "-Q")
    guard parts.count == 2, let quarter = Int(parts[1]), (1...4).contains(quarter) else { return text }
    let names = [("eerste", "first"), ("tweede", "second"), ("derde", "third"), ("vierde", "fourth")]
    let (nl, en) = names[quarter - 1]
    return pick("\(nl) kwartaal van \(parts[0])", "\(en) quarter of \(parts[0])")
  }

  /// The period a year before.
  func periodBefore(_ text: String) -> String {
    let year = text.prefix(4)
    return period((Int(year).map { String($0 - 1) } ?? String(year)) + text.dropFirst(4))
  }

  func title(_ name: String, _ period: String) -> String { "\(name): \(self.period(period))" }

  func lead(_ name: String) -> String {
    pick(
      "Professionals die zich zorgen maken over een jeugdige, geven een signaal af in het register van \(name). Geven er "
        + "twee of meer een signaal af, ook in een andere regio, dan is er een match: zij krijgen elkaars contactgegevens en "
        + "spreken af wie de regie heeft. Deze cijfers laten zien hoe vaak dat gebeurde en wat ervan kwam.",
      "Professionals who worry about a young person put a signal in the index of \(name). Where two or more do, also in "
        + "another region, there is a match: they get each other's contact details and agree who leads. These figures show "
        + "how often that happened and what came of it.")
  }

  var inShort: String { pick("In het kort", "In short") }
  var signals: String { pick("Signalen en jeugdigen", "Signals and youths") }
  var signalsText: String {
    pick(
      "Een signaal telt in de maand waarin het voor het eerst is afgegeven. Een jeugdige telt één keer per kwartaal en één "
        + "keer per jaar; daarom zijn de kwartalen samen meer dan het jaar.",
      "A signal counts in the month in which it was first reported. A youth counts once a quarter and once a year, so that "
        + "the quarters together are more than the year.")
  }
  var matches: String { pick("Matches", "Matches") }
  var matchesText: String {
    pick(
      "Een match gaat over één jeugdige of over een gezin. Binnen de regio: twee organisaties van deze regio zijn bij "
        + "dezelfde jeugdige betrokken.",
      "A match is about one youth or about a family. Within the region: two organisations of this region are involved with "
        + "the same youth.")
  }
  var followUp: String { pick("Wat ervan kwam", "What came of it") }
  func followUpText(_ days: Int) -> String {
    pick(
      "Van matches met andere regio's legt de procesregisseur vast of er contact was, wie de regie heeft en of er is "
        + "overgedragen. Een match die aan het eind van het kwartaal langer dan \(days) dagen open stond zonder contact, "
        + "telt als te lang open.",
      "For matches with other regions the process director records whether there was contact, who leads and whether the "
        + "family was handed over. A match that was open for more than \(days) days without contact at the end of the "
        + "quarter counts as open too long.")
  }

  /// The heading of a breakdown.
  func breakdown(_ word: String) -> String {
    switch word {
    case "municipality": pick("Per gemeente", "By municipality")
    case "sector": pick("Per sector", "By sector")
    case "organisation": pick("Per organisatie", "By organisation")
    case "peer": pick("Met andere regio's", "With other regions")
    default: word
    }
  }

  /// What one line of a breakdown is.
  func one(_ word: String) -> String {
    switch word {
    case "municipality": pick("Gemeente", "Municipality")
    case "sector": pick("Sector", "Sector")
    case "organisation": pick("Organisatie", "Organisation")
    case "peer": pick("Regio", "Region")
    default: word
    }
  }

  /// - Parameter count: lines of which every count is hidden.
  func hidden(_ count: Int, of breakdown: String) -> String {
    let number = language.number(count)
    let (nl, en) =
      switch breakdown {
      case "municipality": (count == 1 ? "gemeente" : "gemeenten", count == 1 ? "municipality" : "municipalities")
      case "sector": (count == 1 ? "sector" : "sectoren", count == 1 ? "sector" : "sectors")
      case "organisation": (count == 1 ? "organisatie" : "organisaties", count == 1 ? "organisation" : "organisations")
      default: (count == 1 ? "regio" : "regio's", count == 1 ? "region" : "regions")
      }
    return pick(
      "Van \(number) \(nl) is elk aantal verborgen.", "Of \(number) \(en) every count is hidden.")
  }

  func activeOrganisations(_ count: Int) -> String {
    let number = language.number(count)
    return count == 1
      ? pick("Eén organisatie gaf een signaal af.", "One organisation reported a signal.")
      : pick("\(number) organisaties gaven een signaal af.", "\(number) organisations reported a signal.")
  }

  var usage: String { pick("Gebruik door aangesloten organisaties", "Use by the organisations that joined") }
  var connected: String { pick("Aangesloten organisaties", "Organisations that joined") }
  var silent: String { pick("Zonder signaal in deze periode", "Without a signal in this period") }
  var used: String { pick("Gaf een signaal af, van de honderd", "Reported a signal, of a hundred") }
  var identifier: String { pick("Nummer", "Id") }

  func measure(_ name: String) -> String {
    switch name {
    case "signals": pick("Signalen", "Signals")
    case "youths": pick("Jeugdigen", "Youths")
    case "youths-with-match": pick("Jeugdigen met een match", "Youths with a match")
    case "youth-matches": pick("Matches op een jeugdige", "Matches on a youth")
    case "family-matches": pick("Matches op een gezin", "Matches on a family")
    case "matches-within": pick("Matches binnen de regio", "Matches within the region")
    case "contacted": pick("Contact gelegd", "Contact made")
    case "already-in-contact": pick("Geen contact nodig: al in contact", "None needed: already in contact")
    case "no-consent": pick("Geen contact: gezin wilde niet", "No contact: the family did not agree")
    case "not-reached": pick("Geen contact: niet bereikt", "No contact: not reached")
    case "not-needed": pick("Geen contact nodig", "None needed")
    case "lead-here": pick("Deze regio heeft de regie", "This region leads")
    case "lead-there": pick("De andere regio heeft de regie", "The other region leads")
    case "handovers": pick("Warme overdrachten", "Handovers")
    case "open-too-long": pick("Te lang open", "Open too long")
    default: name
    }
  }

  var matchedPercent: String { pick("Jeugdigen met een match, van de honderd", "Youths with a match, of a hundred") }
  var contactedPercent: String { pick("Contact, op honderd matches", "Contact, of a hundred matches") }
  var daysToMatch: String { pick("Dagen van signaal tot match (mediaan)", "Days from signal to match (median)") }
  var daysToContact: String { pick("Dagen van match tot contact (mediaan)", "Days from match to contact (median)") }
  var figure: String { pick("Cijfer", "Figure") }
  var count: String { pick("Aantal", "Count") }
  var month: String { pick("Maand", "Month") }
  var target: String { pick("Streefcijfer", "Target") }
  var yearBefore: String { pick("een jaar eerder", "a year before") }
  func byMonth(_ measure: String) -> String { pick("\(measure) per maand", "\(measure) by month") }
  func atMost(_ days: Int) -> String { pick("hoogstens \(days)", "at most \(days)") }
  func atLeast(_ percent: Int) -> String { pick("minstens \(percent)%", "at least \(percent)%") }

  var reading: String { pick("Hoe u dit leest", "How to read this") }
  /// - Parameter first: the first quarter that was counted.
  func notes(countedFrom first: String) -> [String] {
    [
      pick(
        "<5 staat voor een aantal van nul tot en met vier. Zo wijst geen cijfer naar een kind.",
        "<5 stands for a count from zero to four, so that no figure points at a child."),
      pick(
        "Een punt staat waar een aantal, een aandeel of een mediaan een verborgen aantal zou verraden. Een aantal bij een "
          + "punt kan groot zijn.",
        "A dot stands where a count, a share or a median would tell a hidden count. A count behind a dot may be large."),
      pick(
        "Een liggend streepje staat waar niets is geteld of geen streefcijfer is.",
        "A dash stands where nothing was counted or there is no target."),
      pick(
        "Er is geteld vanaf het \(period(first)). Wat later binnenkomt, telt in het kwartaal dat dan loopt: een rapport "
          + "verandert niet meer.",
        "Counting began in the \(period(first)). What comes in later counts in the quarter of that day: a report does not "
          + "change any more."),
    ]
  }
}
