package import PeerProtocol

/// Answer to POST /v1/subjects/report: what a region keeps of a person, for that person. It names no employee, and nothing
/// that is shielded `withheld`: about somebody of whom there is nothing else it is the same as about nobody.
package struct SubjectReportDocument: LocalDocument {
  /// A sentence in both languages.
  package struct Sentence: Codable, Hashable, Sendable {
    package var nl: String
    package var en: String

    package init(nl: String, en: String) { (self.nl, self.en) = (nl, en) }
  }

  /// What the person may know beside the data.
  package struct Explanation: Codable, Hashable, Sendable {
    package var purpose: Sentence
    package var ground: Sentence
    package var retention: Sentence
    /// Which regions may get something, and what.
    package var recipients: Sentence
    /// What is left out, whether there is anything or not.
    package var leftOut: Sentence
    /// The word of the ground on which it is left out, as the audit log has it.
    package var leftOutFor: String
    package var rights: Sentence

    package init(
      purpose: Sentence, ground: Sentence, retention: Sentence, recipients: Sentence, leftOut: Sentence,
      leftOutFor: String, rights: Sentence
    ) {
      (self.purpose, self.ground, self.retention, self.recipients) = (purpose, ground, retention, recipients)
      (self.leftOut, self.leftOutFor, self.rights) = (leftOut, leftOutFor, rights)
    }
  }

  /// A signal.
  package struct Signal: Codable, Hashable, Sendable {
    /// As whom it names the person.
    package enum Part: String, Hashable, Sendable, CaseIterable {
      case youth, parent
    }

    package var part: Word<Part>
    package var status: Word<StoredSignalDocument.Status>
    /// The organisation from which the data come, or the region's desk where the organisation is shielded.
    package var organisation: String
    package var sector: String?
    package var municipality: String?
    package var startedOn: CalendarDate
    package var endedOn: CalendarDate?
    package var endReason: String?
    /// The day on which the family moved away.
    package var leftOn: CalendarDate?
    package var involvement: Word<Involvement.Manner>?
    /// The day on which the family was informed.
    package var informedOn: CalendarDate?
    package var consent: Word<MatchView.Consent>?
    /// The day on which an objection was lodged that is not decided on.
    package var objectedOn: CalendarDate?
    /// It is erased on this day at the latest.
    package var keptUntil: CalendarDate

    package init(
      part: Word<Part>, status: Word<StoredSignalDocument.Status>, organisation: String, sector: String? = nil,
      municipality: String? = nil, startedOn: CalendarDate, endedOn: CalendarDate? = nil, endReason: String? = nil,
      leftOn: CalendarDate? = nil, involvement: Word<Involvement.Manner>? = nil, informedOn: CalendarDate? = nil,
      consent: Word<MatchView.Consent>? = nil, objectedOn: CalendarDate? = nil, keptUntil: CalendarDate
    ) {
      (self.part, self.status, self.organisation, self.sector) = (part, status, organisation, sector)
      (self.municipality, self.startedOn, self.endedOn) = (municipality, startedOn, endedOn)
      (self.endReason, self.leftOn, self.involvement, self.informedOn) = (endReason, leftOn, involvement, informedOn)
      (self.consent, self.objectedOn, self.keptUntil) = (consent, objectedOn, keptUntil)
    }
  }

  /// A match with another region, and what that region told.
  package struct Match: Codable, Hashable, Sendable {
    package struct Source: Codable, Hashable, Sendable {
      package var organisation: String
      /// The month in which the involvement began.
      package var since: YearMonth

      package init(organisation: String, since: YearMonth) { (self.organisation, self.since) = (organisation, since) }
    }

    package var region: String
    package var foundOn: CalendarDate
    package var open: Bool
    /// What came from that region.
    package var told: [Source]

    package init(region: String, foundOn: CalendarDate, open: Bool, told: [Source]) {
      (self.region, self.foundOn, self.open, self.told) = (region, foundOn, open, told)
    }
  }

  /// Contact details that went to a region on a day.
  package struct Disclosure: Codable, Hashable, Sendable {
    package var region: String
    package var on: CalendarDate

    package init(region: String, on: CalendarDate) { (self.region, self.on) = (region, on) }
  }

  /// A look of somebody of this region.
  package struct Look: Codable, Hashable, Sendable {
    package var on: CalendarDate
    /// A word of the audit log, such as `care-coordination`.
    package var purpose: String

    package init(on: CalendarDate, purpose: String) { (self.on, self.purpose) = (on, purpose) }
  }

  package var request: SubjectRequestDocument
  package var madeAt: Timestamp
  package var region: String
  /// The region's name for people.
  package var name: String
  /// Where the person can ask further.
  package var contact: ContactDocument
  package var explanation: Explanation
  package var signals: [Signal]
  package var matches: [Match]
  /// The regions to which contact details of professionals went, with the first and the last day.
  package var recipients: [StoredSignalDocument.Disclosure]
  /// Each time that contact details went to a region, as far as the matches are still there.
  package var disclosures: [Disclosure]
  package var looks: [Look]
  /// The day from which looks and disclosures are complete; missing where they are from the beginning.
  package var looksFrom: CalendarDate?

  package init(
    request: SubjectRequestDocument, madeAt: Timestamp, region: String, name: String, contact: ContactDocument,
    explanation: Explanation, signals: [Signal], matches: [Match], recipients: [StoredSignalDocument.Disclosure],
    disclosures: [Disclosure], looks: [Look], looksFrom: CalendarDate? = nil
  ) {
    (self.request, self.madeAt, self.region, self.name) = (request, madeAt, region, name)
    (self.contact, self.explanation, self.signals, self.matches) = (contact, explanation, signals, matches)
    (self.recipients, self.disclosures, self.looks, self.looksFrom) = (recipients, disclosures, looks, looksFrom)
  }
}
