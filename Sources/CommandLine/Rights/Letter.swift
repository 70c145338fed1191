import Node
import PeerProtocol
import Region

/// The region that a letter comes from.
struct LetterSender {
  var name: String
  /// How to reach the privacy officer; nil where the configuration does not say.
  var privacyOfficer: String?
  /// The longest time that a signal is active, in months.
  var termMonths: Int
  /// The age from which everything is erased.
  var ageLimitYears: Int
  /// How long a signal that ended is kept, in years.
  var archiveYears: Int
}

extension LetterSender {
  /// The region of a home, with the terms of its profile.
  init(_ configuration: NodeConfiguration) {
    let retention = configuration.retention
    self.init(
      name: configuration.name,
      privacyOfficer: configuration.privacyOfficer.map { officer in
        [officer.name, officer.phone, officer.email].filter { !$0.isEmpty }.joined(separator: ", ")
      }, termMonths: retention.termMonths, ageLimitYears: retention.ageLimitYears, archiveYears: retention.archiveYears)
  }
}

/// An example letter in plain Dutch (B1) or English. What only the professional knows stands in brackets.
struct Letter {
  enum Reader: String, CaseIterable {
    case parents, youth
    /// A parent who gets help themselves, and whose child is signalled because of that.
    case kindcheck
  }

  private let reader: Reader
  private let tongue: SubjectReportPage.Tongue
  private let sender: LetterSender

  init(to reader: Reader, in tongue: SubjectReportPage.Tongue, from sender: LetterSender) {
    (self.reader, self.tongue, self.sender) = (reader, tongue, sender)
  }

  /// The letter, paragraph by paragraph, without a last line end.
  var text: String { (tongue == .nl ? dutch : english).joined(separator: "\n\n") }

  /// Whole years where the months make them.
  private func duration(_ months: Int, year: String, years: String, months word: String) -> String {
    guard months.isMultiple(of: 12) else { return "\(months) \(word)" }
    return months == 12 ? "1 \(year)" : "\(months / 12) \(years)"
  }

  private var dutch: [String] {
    let term = duration(sender.termMonths, year: "jaar", years: "jaar", months: "maanden")
    let isYouth = reader == .youth
    let (you, your, ask) = isYouth ? ("jij", "je", "Vraag het mij") : ("u", "uw", "Bel mij")
    let why =
      switch reader {
      case .parents:
        "Wij helpen [naam van uw kind]. Misschien helpen anderen uw kind ook, in deze regio of in een andere."
      case .youth: "Ik help je, of ik denk met je mee. Misschien doen anderen dat ook, in deze regio of in een andere."
      case .kindcheck:
        "U krijgt hulp van ons. U zorgt ook voor [naam van uw kind]. Daarom kijken wij of uw kind ook hulp nodig heeft."
      }
    let whom = isYouth ? "jou" : "uw kind"
    return [
      "[Plaats], [datum]",
      isYouth ? "Beste [naam]," : "Beste [naam van de ouder of verzorger],",
      why,
      "Daarom heb ik in de verwijsindex van \(sender.name) gezet dat ik betrokken ben bij \(whom). Dat heet een signaal. "
        + "In het signaal staat wie ik ben, waar ik werk en hoe men mij bereikt. Er staat niet in waarom ik betrokken ben.",
      "Staat er nog een signaal over \(whom) in de verwijsindex? Dan krijgen de andere professional en ik elkaars naam en "
        + "telefoonnummer. Wij spreken dan met elkaar af wie wat doet, en wij vertellen \(you == "jij" ? "je" : "u") dat. "
        + "De verwijsindex vergelijkt ook met andere regio's. Zij krijgen geen naam en geen burgerservicenummer van \(whom).",
      "Mijn signaal is hoogstens \(term) actief. "
        + (sender.archiveYears > 0
          ? "Daarna bewaart de regio het nog hoogstens \(sender.archiveYears) jaar. " : "Daarna wordt het gewist. ")
        + "Alles wordt gewist op de dag waarop \(isYouth ? "jij \(sender.ageLimitYears) wordt" : "uw kind \(sender.ageLimitYears) wordt").",
      "Wat \(isYouth ? "kun je" : "kunt u") doen?",
      "- \(isYouth ? "Je mag" : "U mag") vragen wat er over \(whom) bekend is.\n"
        + "- Klopt er iets niet? Dan \(isYouth ? "mag je" : "mag u") vragen om het te verbeteren of te wissen.\n"
        + "- \(isYouth ? "Ben je" : "Bent u") het er niet mee eens? Dan \(isYouth ? "kun je" : "kunt u") bezwaar maken. "
        + "Zolang over het bezwaar niet is beslist, zien andere regio's niets.",
      "\(isYouth ? "Stuur je" : "Stuur uw") vraag naar "
        + (sender.privacyOfficer ?? "[de functionaris gegevensbescherming van \(sender.name), met telefoon of e-mail]")
        + ". "
        + "\(isYouth ? "Je krijgt" : "U krijgt") binnen vier weken antwoord. Het kost niets. Helpt dat niet? Dan "
        + "\(isYouth ? "kun je" : "kunt u") een klacht indienen bij de Autoriteit Persoonsgegevens.",
      "\(ask) als \(isYouth ? "je" : "u") iets over deze brief of over \(your) gegevens wilt weten: [telefoonnummer].",
      "Met vriendelijke groet,",
      "[naam van de professional]\n[organisatie]",
    ]
  }

  private var english: [String] {
    let term = duration(sender.termMonths, year: "year", years: "years", months: "months")
    let isYouth = reader == .youth
    let whom = isYouth ? "you" : "your child"
    let why =
      switch reader {
      case .parents: "We help [name of your child]. Perhaps others help your child too, in this region or in another."
      case .youth: "I help you, or think along with you. Perhaps others do so too, in this region or in another."
      case .kindcheck:
        "You get help from us. You also look after [name of your child]. So we see whether your child needs help too."
      }
    return [
      "[Place], [date]",
      isYouth ? "Dear [name]," : "Dear [name of the parent or carer],",
      why,
      "For that reason I have put in the reference index of \(sender.name) that I am involved with \(whom). That is called a "
        + "signal. It says who I am, where I work and how I can be reached. It does not say why I am involved.",
      "Is there another signal about \(whom) in the index? Then the other professional and I get each other's name and "
        + "telephone number. We agree who does what, and we tell you. The index also compares with other regions. They get "
        + "no name and no citizen service number of \(isYouth ? "yours" : "your child").",
      "My signal is active for at most \(term). "
        + (sender.archiveYears > 0
          ? "After that the region keeps it for at most \(sender.archiveYears) years more. "
          : "After that it is erased. ")
        + "Everything is erased on the day on which \(isYouth ? "you turn" : "your child turns") \(sender.ageLimitYears).",
      "What can you do?",
      "- You may ask what is known about \(whom).\n- Is something wrong? Then you may ask to have it corrected or erased.\n"
        + "- Do you not agree? Then you can object. Until the objection is decided, other regions see nothing.",
      "Send your question to "
        + (sender.privacyOfficer ?? "[the privacy officer of \(sender.name), with telephone or e-mail]") + ". "
        + "You get an answer within four weeks. It costs nothing. Does that not help? Then you can complain to the Dutch data "
        + "protection authority, the Autoriteit Persoonsgegevens.",
      "\(isYouth ? "Ask" : "Call") me if you want to know anything about this letter or about your data: [telephone number].",
      "Kind regards,",
      "[name of the professional]\n[organisation]",
    ]
  }
}
