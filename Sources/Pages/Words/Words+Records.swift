package import LocalAPI

/// How an agreement stands, in a word.
package enum AgreementWords {
  package static func status(_ agreement: AgreementDocument) -> Phrase {
    agreement.inForce ? .inForce : agreement.status.phrase(\.phrase)
  }
}

/// Headings of tables of records.
extension Phrase {
  package static let recordEntry = Phrase("Regel van het logboek", "Entry of the audit log")
  package static let recordAt = Phrase("Wanneer", "When")
  package static let recordRegion = Phrase("Welke regio", "Which region")
  package static let recordPerson = Phrase("Door wie", "By whom")
  package static let recordAdditions = Phrase("Erbij", "Additions")
  package static let recordWithdrawals = Phrase("Eraf", "Withdrawals")
  package static let recordView = Phrase("Wat werd getoond", "What was shown")
  package static let recordPurpose = Phrase("Waarvoor", "For what")
  package static let recordCount = Phrase("Hoeveel", "How many")
  package static let recordCause = Phrase("Oorzaak", "Cause")
  package static let recordAgreeing = Phrase("Gelijk", "The same")
  package static let recordMissing = Phrase("Ontbreekt aan één kant", "Missing on one side")
  package static let recordFault = Phrase("Waarom niet", "Why it did not work")
  package static let recordWhat = Phrase("Waarvan", "Of what")
  package static let recordSignals = Phrase("Signalen", "Signals of this region")
  package static let recordAgreements = Phrase("Afspraken die eindigen", "Agreements that end")
  package static let recordAgreement = Phrase("Afspraak", "Agreement")
  package static let recordSince = Phrase("Sinds", "Since")
  package static let recordOwnRegion = Phrase("Onze regio", "Our region")
  package static let recordAlarm = Phrase("Wat er gebeurde", "What the alarm is")
  package static let recordWhatToDo = Phrase("Wat u nu doet", "What you do now")
  package static let recordKind = Phrase("Soort", "Kind")
  package static let recordReview = Phrase("Controle", "Review")
  package static let recordFrom = Phrase("Van", "From the day")
  package static let recordUntil = Phrase("Tot en met", "Until the day")
  package static let recordDue = Phrase("Klaar op", "Done by")
  package static let recordCommand = Phrase("Opdracht", "Command")
  package static let recordStatus = Phrase("Stand", "How it stands")
}
