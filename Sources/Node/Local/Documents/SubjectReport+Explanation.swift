import Engine
import LocalAPI
import Region

extension SubjectReportDocument.Explanation {
  /// What a report says beside the data, in plain words. It is the same for everybody who asks in that capacity.
  init(capacity: Region.SubjectCapacity, regions: [String], ageLimit: Int) {
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
      recipients: Self.recipients(capacity, regions),
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

  /// The regions that may get something are the same in every report: only where regions are named is told which did.
  private static func recipients(_ capacity: Region.SubjectCapacity, _ regions: [String]) -> Sentence {
    let list = regions.joined(separator: ", ")
    let general = Sentence(
      nl: regions.isEmpty
        ? "Wij wisselen nu met geen andere regio gegevens uit."
        : "Wij hebben afspraken met deze regio's: \(list). Een andere regio krijgt alleen contactgegevens van "
          + "hulpverleners, en alleen als daar ook een hulpverlener met dezelfde jongere werkt.",
      en: regions.isEmpty
        ? "We exchange data with no other region now."
        : "We have agreements with these regions: \(list). Another region gets contact details of professionals only, "
          + "and only where a professional there works with the same young person.")
    guard !capacity.namesRegions else { return general }
    return Sentence(
      nl: general.nl + " Welke regio iets kreeg, vertellen wij alleen aan de jongere zelf. Zo kan niemand via dit "
        + "overzicht uitvinden waar een ander woont.",
      en: general.en + " Which region got something we tell only the young person. So nobody can find out through this "
        + "report where somebody else lives.")
  }
}
