package import PeerProtocol

/// An organisation that joined the region's index. Answer to GET /v1/organisations/{organisation}.
package struct OrganisationDocument: LocalDocument {
  /// How it takes part today.
  package enum Standing: String, Hashable, Sendable, CaseIterable {
    case active
    case notYet = "not-yet"
    case ended
    /// The register does not have it.
    case unknown
  }

  package var id: String
  package var name: String
  package var sector: String
  /// Codes of the municipalities that it works for.
  package var municipalities: [String]
  /// Host names of its e-mail addresses.
  package var domains: [String]
  /// The mailbox of its team.
  package var contact: String?
  /// The first day on which it takes part.
  package var since: CalendarDate
  /// The first day on which it no longer does.
  package var ends: CalendarDate?
  package var standing: Word<Standing>
  /// What its profile lacks, by the names of the columns; empty where it is complete.
  package var missing: [String]

  package init(
    id: String, name: String, sector: String, municipalities: [String], domains: [String], contact: String?,
    since: CalendarDate, ends: CalendarDate?, standing: Word<Standing>, missing: [String]
  ) {
    (self.id, self.name, self.sector, self.municipalities) = (id, name, sector, municipalities)
    (self.domains, self.contact, self.since, self.ends) = (domains, contact, since, ends)
    (self.standing, self.missing) = (standing, missing)
  }
}

/// Answer to GET /v1/organisations.
package struct OrganisationsDocument: LocalDocument {
  /// What becomes of signals of organisations that are not registered.
  package enum Policy: String, Hashable, Sendable, CaseIterable {
    case report, require
  }

  /// An organisation that signals name and that does not take part.
  package struct Flagged: Codable, Hashable, Sendable {
    package var id: String
    /// Its name, as one of the signals has it.
    package var name: String
    package var standing: Word<OrganisationDocument.Standing>
    /// How many active signals name it; not for an agreement keeper.
    package var signals: Int?

    package init(id: String, name: String, standing: Word<OrganisationDocument.Standing>, signals: Int?) {
      (self.id, self.name, self.standing, self.signals) = (id, name, standing, signals)
    }
  }

  package var policy: Word<Policy>
  package var organisations: [OrganisationDocument]
  /// Where it was asked for.
  package var flagged: [Flagged]?

  package init(policy: Word<Policy>, organisations: [OrganisationDocument], flagged: [Flagged]? = nil) {
    (self.policy, self.organisations, self.flagged) = (policy, organisations, flagged)
  }
}

/// Answer to POST /v1/organisation-imports. Numbers count rows of the file.
package struct OrganisationImportDocument: LocalDocument {
  package var rows: Int
  package var added: Int
  package var changed: Int
  package var unchanged: Int
  /// The first rows that were refused.
  package var refused: [ImportResultDocument.RefusedRow]
  package var refusedNotListed: Int?
  /// True where nothing was stored, because only a trial was asked for.
  package var dryRun: Bool

  package init(
    rows: Int, added: Int, changed: Int, unchanged: Int, refused: [ImportResultDocument.RefusedRow],
    refusedNotListed: Int?, dryRun: Bool
  ) {
    (self.rows, self.added, self.changed, self.unchanged) = (rows, added, changed, unchanged)
    (self.refused, self.refusedNotListed, self.dryRun) = (refused, refusedNotListed, dryRun)
  }
}

/// Body of POST /v1/municipality-mergers.
package struct MunicipalityMergerRequest: LocalDocument {
  /// The code that goes.
  package var old: String
  /// The code that stays.
  package var new: String
  /// The first day on which the new code counts.
  package var from: CalendarDate
  /// True where nothing is to be stored.
  package var dryRun: Bool?

  package init(old: String, new: String, from: CalendarDate, dryRun: Bool? = nil) {
    (self.old, self.new, self.from, self.dryRun) = (old, new, from, dryRun)
  }
}

/// Answer to POST /v1/municipality-mergers.
package struct MunicipalityMergerDocument: LocalDocument {
  /// How far it is.
  package enum State: String, Hashable, Sendable, CaseIterable {
    /// Its day is still to come.
    case planned
    case merged
  }

  package var old: String
  package var new: String
  package var from: CalendarDate
  package var state: Word<State>
  /// How many signals named the old municipality before this request.
  package var signals: Int
  package var dryRun: Bool

  package init(old: String, new: String, from: CalendarDate, state: Word<State>, signals: Int, dryRun: Bool) {
    (self.old, self.new, self.from) = (old, new, from)
    (self.state, self.signals, self.dryRun) = (state, signals, dryRun)
  }
}
