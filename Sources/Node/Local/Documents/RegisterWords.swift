import LocalAPI
import Region

/// What the record of processing says in words, in Dutch and English. The terms are those of the region's profile.
struct RegisterWords {
  typealias Sentence = RegisterDocument.Sentence

  let profile: RetentionProfile
  /// The regions with which an agreement is in force.
  let regions: [String]
  /// Whether one of the agreements finds families by a common guardian.
  let findsFamilies: Bool

  var activities: [RegisterDocument.Activity] { [signals, exchange, matches, requests, audit, statistics] }

  private static let publicTask = Sentence(
    nl: "Publieke taak (Jeugdwet, hoofdstuk 7; artikel 6, lid 1, onder e, van de AVG).",
    en: "Public task (Dutch Youth Act, chapter 7; GDPR article 6(1)(e)).")
  private static let obligation = Sentence(
    nl: "Wettelijke plicht (artikel 6, lid 1, onder c, van de AVG).",
    en: "Legal obligation (GDPR article 6(1)(c)).")
  private var people: Sentence {
    let age = profile.ageLimitYears
    return Sentence(
      nl: "Jeugdigen tot \(age) jaar, hun ouders of verzorgers, en professionals.",
      en: "Youths under \(age), their parents or guardians, and professionals.")
  }

  private var signals: RegisterDocument.Activity {
    RegisterDocument.Activity(
      kind: Word(.signals), name: Sentence(nl: "Signalen van de eigen regio", en: "Signals of this region"),
      purpose: Sentence(
        nl: "Professionals die bij dezelfde jeugdige betrokken zijn, vinden elkaar op tijd.",
        en: "Professionals who are involved with the same youth find each other in time."),
      ground: Self.publicTask, people: people,
      data: Sentence(
        nl:
          "Van jeugdigen en ouders: een pseudoniem van het BSN of vreemdelingennummer; het nummer zelf, de naam en de "
          + "geboortedatum worden niet bewaard. Van het signaal: organisatie, sector, gemeente, data, betrokkenheid, "
          + "afscherming, toestemming, datum van informeren. Van professionals: naam, telefoon, e-mail.",
        en:
          "Of youths and parents: a pseudonym of the citizen service or aliens number; the number itself, the name and "
          + "the birth date are not stored. Of the signal: organisation, sector, municipality, dates, involvement, "
          + "shielding, consent, date of informing. Of professionals: name, telephone, e-mail."),
      recipients: Sentence(
        nl: "Niemand buiten de regio; zie uitwisseling.", en: "Nobody outside the region; see exchange."),
      retention: signalRetention)
  }

  private var signalRetention: Sentence {
    let (term, archive, age) = (profile.termMonths, profile.archiveYears, profile.ageLimitYears)
    return Sentence(
      nl: "Een signaal is hoogstens \(term) maanden actief"
        + (archive > 0 ? " en daarna hoogstens \(archive) jaar gearchiveerd" : " en wordt daarna gewist")
        + ". Alles wordt gewist op de dag dat de jeugdige \(age) wordt, bij een toegewezen bezwaar en bij een vergissing; "
        + "bij overlijden na hoogstens \(profile.deathGraceDays) dagen.",
      en: "A signal is active for at most \(term) months"
        + (archive > 0 ? ", and then archived for at most \(archive) years" : ", and is erased then")
        + ". Everything is erased on the day on which the youth turns \(age), when an objection is upheld, and where it "
        + "was a mistake; after a death within \(profile.deathGraceDays) days.")
  }

  private var exchange: RegisterDocument.Activity {
    let list = regions.joined(separator: ", ")
    return RegisterDocument.Activity(
      kind: Word(.exchange), name: Sentence(nl: "Uitwisseling met andere regio's", en: "Exchange with other regions"),
      purpose: Sentence(
        nl: "Vaststellen welke jeugdigen"
          + (findsFamilies ? " en gezinnen" : "") + " twee regio's gemeen hebben, zonder iets van de andere te leren.",
        en: "To find which youths" + (findsFamilies ? " and families" : "")
          + " two regions have in common, and to learn nothing of the others."),
      ground: Sentence(
        nl: Self.publicTask.nl + " De grondslag van elke afspraak staat bij de ontvangers.",
        en: Self.publicTask.en + " The legal basis of each agreement stands with the recipients."),
      people: people,
      data: Sentence(
        nl: "Een geblindeerd punt per jeugdige" + (findsFamilies ? " en per ouder" : "")
          + ", dat de andere regio niet kan herkennen. Alleen bij een gemeenschappelijke jeugdige: organisatie, sector, "
          + "contactgegevens van de professional, maand van begin, betrokkenheid, opvolging, regie, overdracht, toestemming.",
        en: "A blinded point for each youth" + (findsFamilies ? " and parent" : "")
          + ", which the other region cannot recognise. Of a common youth only: organisation, sector, the professional's "
          + "contact details, month of start, involvement, follow-up, who leads, handover, consent."),
      recipients: Sentence(
        nl: regions.isEmpty ? "Nu geen." : "De regio's \(list).",
        en: regions.isEmpty ? "None now." : "The regions \(list)."),
      retention: Sentence(
        nl: "Tot het signaal of de afspraak eindigt; de andere regio bevestigt het wissen.",
        en: "Until the signal or the agreement ends; the other region confirms the erasure."))
  }

  private var matches: RegisterDocument.Activity {
    RegisterDocument.Activity(
      kind: Word(.matches), name: Sentence(nl: "Matches en opvolging", en: "Matches and follow-up"),
      purpose: Sentence(
        nl: "Professionals nemen contact op, spreken af wie de regie heeft en dragen na een verhuizing over.",
        en: "Professionals contact each other, agree who leads, and hand over after a move."),
      ground: Self.publicTask, people: people,
      data: Sentence(
        nl:
          "Wat de andere regio over de match vertelde, en wat medewerkers vastlegden: contact, reden van geen contact, "
          + "regie, overdracht, toestemming.",
        en:
          "What the other region told of the match, and what staff recorded: contact, the reason for none, who leads, "
          + "handover, consent."),
      recipients: Sentence(
        nl: "De regio van de match; procesregisseurs en het eigen register van deze regio.",
        en: "The region of the match; this region's process directors and its own index."),
      retention: Sentence(
        nl: "Contactgegevens tot de match eindigt; dat er een match was, 400 dagen langer.",
        en: "Contact details until the match ends; that there was a match, 400 days longer."))
  }

  private var requests: RegisterDocument.Activity {
    RegisterDocument.Activity(
      kind: Word(.requests), name: Sentence(nl: "Verzoeken van burgers", en: "Requests of people"),
      purpose: Sentence(
        nl: "Inzage, bezwaar, wissen en informeren binnen de termijn afhandelen.",
        en: "To answer requests for access, objection, erasure and information within their term."),
      ground: Self.obligation,
      people: Sentence(
        nl: "Jeugdigen, ouders en vertegenwoordigers die iets vragen.",
        en: "Youths, parents and representatives who ask something."),
      data: Sentence(
        nl: "Een pseudoniem zolang het verzoek open is; soort, data, uitkomst en het dossierkenmerk.",
        en: "A pseudonym while the request is open; kind, dates, outcome and the reference of the file."),
      recipients: Sentence(nl: "Niemand.", en: "Nobody."),
      retention: Sentence(
        nl: "Het pseudoniem tot het verzoek is gesloten; het overige 400 dagen langer.",
        en: "The pseudonym until the request is closed; the rest 400 days longer."))
  }

  private var audit: RegisterDocument.Activity {
    RegisterDocument.Activity(
      kind: Word(.audit), name: Sentence(nl: "Logboek", en: "Audit log"),
      purpose: Sentence(
        nl: "Achteraf kunnen bewijzen wat is verstrekt, ingezien en gewist.",
        en: "To prove afterwards what was disclosed, seen and erased."),
      ground: Self.obligation,
      people: Sentence(nl: "Medewerkers met een certificaat.", en: "Staff with a certificate."),
      data: Sentence(
        nl:
          "Wie met welke rol wanneer wat deed, onder een versluiering die alleen deze regio kan openen; geen gegevens van "
          + "jeugdigen.",
        en: "Who did what when in which role, under a commitment that only this region can open; no data on youths."),
      recipients: Sentence(
        nl: "Andere regio's krijgen alleen ondertekende hashes.", en: "Other regions get signed hashes only."),
      retention: Sentence(nl: "\(profile.auditYears) jaar.", en: "\(profile.auditYears) years."))
  }

  private var statistics: RegisterDocument.Activity {
    RegisterDocument.Activity(
      kind: Word(.statistics), name: Sentence(nl: "Cijfers", en: "Figures"),
      purpose: Sentence(
        nl: "Gemeenten en partners laten zien hoe het register wordt gebruikt.",
        en: "To show municipalities and partners how the index is used."),
      ground: Self.publicTask, people: Sentence(nl: "Jeugdigen.", en: "Youths."),
      data: Sentence(
        nl:
          "Aantallen. Om elke jeugdige één keer te tellen, een merkteken bij het pseudoniem tot het einde van het jaar. "
          + "Aantallen onder de vijf worden niet getoond.",
        en:
          "Counts. To count each youth once, a mark beside the pseudonym until the end of the year. Counts under five are "
          + "not shown."),
      recipients: Sentence(nl: "Iedereen, zonder kleine aantallen.", en: "Anybody, without small counts."),
      retention: Sentence(
        nl: "Aantallen dertien kwartalen; het merkteken tot het einde van het jaar, of tot de jeugdige is gewist.",
        en: "Counts for thirteen quarters; the mark until the end of the year, or until the youth is erased."))
  }

  var transfers: Sentence {
    Sentence(
      nl: "Er gaan geen gegevens naar landen buiten de Europese Unie, of naar internationale organisaties.",
      en: "No data go to countries outside the European Union, or to international organisations.")
  }

  var measures: [Sentence] {
    [
      Sentence(
        nl: "Identiteiten worden binnen één verzoek een pseudoniem met een geheim van deze regio, en nooit bewaard.",
        en: "Identities become pseudonyms under a secret of this region within one request, and are never stored."),
      Sentence(
        nl: "Andere regio's krijgen geblindeerde punten over wederzijds geverifieerde TLS 1.3; het aantal is begrensd.",
        en: "Other regions get blinded points over TLS 1.3 with certificates on both sides; their number is limited."),
      Sentence(
        nl: "De opslag is versleuteld met AES-256-GCM; sleutels staan apart.",
        en: "The store is encrypted with AES-256-GCM; keys are kept apart."),
      Sentence(
        nl:
          "Iedereen werkt met een eigen certificaat voor één rol. Over uitwisselen, bezwaren en wissen beslissen twee "
          + "mensen.",
        en:
          "Everybody works with a certificate of their own for one role. Two people decide on exchange, objections and "
          + "erasure."),
      Sentence(
        nl: "Elke inzage staat in een logboek dat alleen aangroeit, en waarvan andere regio's getuigen.",
        en: "Each look stands in an append-only log that other regions witness."),
    ]
  }
}
