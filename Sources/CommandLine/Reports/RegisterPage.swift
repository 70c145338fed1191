import LocalAPI
import PeerProtocol

/// The record of processing activities as a page to print.
struct RegisterPage {
  private let document: RegisterDocument
  private let language: TextLanguage

  init(_ document: RegisterDocument, in language: TextLanguage) {
    (self.document, self.language) = (document, language)
  }

  /// The page, without a last line end.
  var html: String {
    let title = pick("Register van verwerkingen", "Record of processing activities")
    let made = pick("Gemaakt op", "Made on")
    var parts = [
      ReportPage.heading(1, "\(document.name): \(title.lowercased())"),
      ReportPage.paragraph(
        "\(pick("Artikel 30 van de AVG", "GDPR article 30")). \(made) \(document.madeAt.rfc3339.prefix(10))."),
    ]
    if document.environment == .training {
      parts.append(
        ReportPage.paragraph(
          pick("Dit is een oefenomgeving met bedachte mensen.", "This is a training environment with made-up people.")))
    }
    parts += contacts
    for activity in document.activities { parts += self.activity(activity) }
    parts += recipients
    parts += [
      ReportPage.heading(2, pick("Doorgifte buiten de Europese Unie", "Transfers outside the European Union")),
      ReportPage.paragraph(sentence(document.transfers)), ReportPage.heading(2, pick("Beveiliging", "Security")),
      "<ul>",
    ]
    parts += document.measures.map { "<li>\(ReportPage.escaped(sentence($0)))</li>" } + ["</ul>"]
    return ReportPage(language: language, title: "\(document.name): \(title)", body: parts).html
  }

  private func pick(_ nl: String, _ en: String) -> String { language.pick(nl, en) }

  private func sentence(_ sentence: RegisterDocument.Sentence) -> String { pick(sentence.nl, sentence.en) }

  private var contacts: [String] {
    let missing = pick("staat niet in node.json", "is not in node.json")
    func row(_ name: String, _ contact: ContactDocument?, _ member: String) -> [String] {
      let parts = [contact?.name, contact?.phone, contact?.email].compactMap(\.self).filter { !$0.isEmpty }
      let lack = document.missing.contains(member) ? [missing] : []
      return [name, (parts + lack).joined(separator: ", ")]
    }
    return [ReportPage.heading(2, pick("Wie verantwoordelijk is", "Who is responsible"))]
      + ReportPage.table(
        caption: document.name, [pick("Rol", "Role"), pick("Bereikbaar", "Contact")],
        [
          row(pick("Verwerkingsverantwoordelijke", "Controller"), document.contact, "coordinationDesk"),
          row(pick("Functionaris gegevensbescherming", "Privacy officer"), document.privacyOfficer, "privacyOfficer"),
          row(pick("Beheerder", "Operator"), document.operator, "operator"),
        ], numbers: false)
  }

  private func activity(_ activity: RegisterDocument.Activity) -> [String] {
    [ReportPage.heading(2, sentence(activity.name))]
      + ReportPage.table(
        caption: sentence(activity.name), [pick("Onderdeel", "Part"), pick("Inhoud", "Contents")],
        [
          [pick("Doel", "Purpose"), sentence(activity.purpose)],
          [pick("Grondslag", "Legal ground"), sentence(activity.ground)],
          [pick("Van wie", "People"), sentence(activity.people)],
          [pick("Welke gegevens", "Data"), sentence(activity.data)],
          [pick("Ontvangers", "Recipients"), sentence(activity.recipients)],
          [pick("Bewaartermijn", "Retention"), sentence(activity.retention)],
        ], numbers: false)
  }

  private var recipients: [String] {
    let heading = pick("Afspraken met andere regio's", "Agreements with other regions")
    guard !document.recipients.isEmpty else {
      return [
        ReportPage.heading(2, heading),
        ReportPage.paragraph(pick("Er is geen afspraak gesloten.", "No agreement was concluded.")),
      ]
    }
    let header = [
      pick("Regio", "Region"), pick("Doel", "Purpose"), pick("Grondslag", "Legal ground"), pick("Wat", "What"),
      pick("Geldig", "Valid"), pick("Nu", "Now"),
    ]
    let rows = document.recipients.map { one in
      let contact = [one.privacyOfficer?.name, one.privacyOfficer?.email].compactMap(\.self).filter { !$0.isEmpty }
      return [
        ([one.name ?? one.peer] + contact).joined(separator: ", "), one.purpose, one.legalBasis, what(one),
        "\(one.validFrom.rfc3339.prefix(10)) – \(one.validUntil.rfc3339.prefix(10))", standing(one),
      ]
    }
    return [ReportPage.heading(2, heading)]
      + ReportPage.table(caption: heading, header, rows, numbers: false)
  }

  /// What goes to the other region under an agreement.
  private func what(_ one: RegisterDocument.Recipient) -> String {
    let kinds = one.kinds.map { kind in
      kind == "guardian" ? pick("ouders en verzorgers", "guardians") : pick("jeugdigen", "youths")
    }
    let release =
      one.contactRelease == .approval
      ? pick("contactgegevens na vrijgave", "contact details on release")
      : pick("contactgegevens bij een match", "contact details with a match")
    let history = one.history ? [pick("ook wat is geëindigd", "also what ended")] : []
    return (kinds + [release] + history).joined(separator: ", ")
  }

  private func standing(_ one: RegisterDocument.Recipient) -> String {
    if one.inForce { return pick("van kracht", "in force") }
    let erased = one.closedAt.map { "\(pick("gewist op", "erased on")) \($0.rfc3339.prefix(10))" }
    return erased ?? (one.status == .concluded ? pick("niet van kracht", "not in force") : pick("eindigt", "ending"))
  }
}
