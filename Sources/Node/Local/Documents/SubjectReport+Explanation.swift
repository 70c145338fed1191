import Engine
import LocalAPI
import Region

extension SubjectReportDocument.Explanation {
  /// What a report says beside the data, in plain words. It is the same for everybody who asks in that capacity.
  init(capacity: Region.SubjectCapacity, regions: [String], findsFamilies: Bool, ageLimit: Int) {
    self.init(
      purpose: Sentence(
        nl:
          "Hulpverleners die met hetzelfde kind of dezelfde jongere werken, vinden elkaar via dit register. Zo kunnen "
          + "zij samenwerken en op tijd helpen. In het register staat nooit waarom een hulpverlener betrokken is.",
        en: "Professionals who work with the same child or young person find each other through this index, so that "
          + "they can work together and help in time. The index never says why a professional is involved."),
      ground: Sentence(
        nl: "Wij mogen dit doen omdat het hoort bij onze publieke taak (Jeugdwet, hoofdstuk 7; artikel 6, lid 1, onder "
          + "e, van de AVG).",
        en: "We may do this because it is part of our public task (Dutch Youth Act, chapter 7; GDPR article 6(1)(e))."),
      retention: Sentence(
        nl: "Bij elk signaal staat tot wanneer wij het uiterlijk bewaren. Op de dag dat de jongere \(ageLimit) wordt, "
          + "wissen wij alles.",
        en: "With each signal stands until when we keep it at the latest. On the day on which the young person turns "
          + "\(ageLimit) we erase everything."),
      recipients: Self.recipients(capacity, regions, findsFamilies),
      leftOut: Sentence(
        nl:
          "In dit overzicht staat niets wat iemand in gevaar kan brengen (artikel 15, lid 4, en artikel 23 van de AVG; "
          + "artikel 41 van de Uitvoeringswet AVG). Namen van hulpverleners en van onze medewerkers staan er ook niet "
          + "in. Deze zin staat in elk overzicht, ook als er niets is weggelaten.",
        en:
          "This report holds nothing that could endanger somebody (GDPR articles 15(4) and 23; article 41 of the Dutch "
          + "GDPR Implementation Act), and no names of professionals or of our employees. This sentence stands in every "
          + "report, also where nothing was left out."),
      leftOutFor: SubjectRights.ground,
      rights: Sentence(
        nl:
          "U kunt ons vragen om gegevens te verbeteren of te wissen. U kunt ook bezwaar maken. Bent u het niet met ons "
          + "eens, dan kunt u een klacht indienen bij de Autoriteit Persoonsgegevens. Een computer neemt hier geen "
          + "besluiten over u. Uw gegevens gaan niet naar landen buiten de Europese Unie.",
        en: "You may ask us to correct or erase data, and you may object. If you do not agree with us, you may lodge a "
          + "complaint with the Dutch data protection authority (Autoriteit Persoonsgegevens). No computer decides about "
          + "you here. Your data do not go to countries outside the European Union."))
  }

  private typealias Sentence = SubjectReportDocument.Sentence

  /// All that one region tells another about a match (Schemas/peer-protocol.md, section 6).
  private static let givenNl =
    "Die regio krijgt dan: bij welke organisatie de hulpverlener werkt en hoe die te bereiken is; in welke maand de hulp "
    + "begon, en soms in welke maand de hulp stopte; of de hulpverlener met de jongere werkt of met een ouder, en of dat "
    + "tijdelijk is; of het gezin is verhuisd, en in welke maand; of het gezin toestemming gaf; of er contact was over de "
    + "jongere, en wat dat opleverde; welke regio de hulp afstemt; en na een verhuizing of "
    + "hulpverleners de overdracht vroegen of deden."
  private static let givenEn =
    "That region then gets: for which organisation the professional works and how to reach them; the month in which the "
    + "help started, and sometimes the month in which it ended; whether the professional works with the youth or with a "
    + "parent, and whether only for a while; whether the family left, and in which month; whether the family gave consent; "
    + "whether there was contact about the youth, and what it brought (follow-up); which region coordinates the help; and "
    + "after a move whether professionals asked for the handover, or did it."

  /// The regions that may get something are the same in every report: only where regions are named is told which did.
  private static func recipients(
    _ capacity: Region.SubjectCapacity, _ regions: [String], _ findsFamilies: Bool
  ) -> Sentence {
    let list = regions.joined(separator: ", ")
    let (sharedNl, sharedEn) =
      findsFamilies
      ? ("dezelfde jongere, of met een kind van dezelfde ouder", "the same youth, or a child of the same parent")
      : ("dezelfde jongere", "the same youth")
    let general = Sentence(
      nl: regions.isEmpty
        ? "Wij wisselen nu met geen andere regio gegevens uit."
        : "Wij hebben afspraken met deze regio's: \(list). Een andere regio krijgt alleen iets als daar ook een "
          + "hulpverlener werkt met \(sharedNl). \(givenNl)",
      en: regions.isEmpty
        ? "We exchange data with no other region now."
        : "We have agreements with these regions: \(list). Another region gets something only where a professional "
          + "there works with \(sharedEn), too. \(givenEn)")
    guard !capacity.namesRegions else { return general }
    return Sentence(
      nl: general.nl + " Welke regio iets kreeg, vertellen wij alleen aan de jongere zelf. Zo kan niemand via dit "
        + "overzicht uitvinden waar een ander woont.",
      en: general.en + " Which region got something we tell only the young person. So nobody can find out through this "
        + "report where somebody else lives.")
  }
}
