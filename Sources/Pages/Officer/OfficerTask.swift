import LocalAPI
package import PeerProtocol

/// Something that waits for the privacy officer.
package struct OfficerTask: Hashable, Sendable {
  /// What it is.
  package enum Kind: Hashable, Sendable {
    /// Somebody asks which data there is about them (GDPR art. 15), objects, or wants data erased: `GET /v1/subject-requests`.
    case accessRequest(id: String)
    /// An objection that is not decided on.
    case objection(id: String)
    /// A reported death.
    case death(id: String)
    /// An erasure that a second person has to confirm.
    case erasure(id: String)
    /// An agreement that awaits approval.
    case agreement(id: String, peer: String)
    /// An agreement that ends and has to be renewed.
    case agreementEnds(id: String, peer: String)
    /// A limit exception that awaits approval.
    case exception(id: String, agreement: String, peer: String)
    /// A privacy officer was proposed.
    case credential(id: String, name: String)
    /// The log has to be reviewed.
    case review(id: String)
    /// An alarm about this peer; about this region itself where nil.
    case alarm(code: String, peer: String?)
    /// The legal ground for exchange ends.
    case legalGround
    /// So many signals are of organisations that are not registered, or take no part.
    case flaggedSignals(Int)
  }

  /// What it is.
  package var kind: Kind
  /// The day on which it has to be done; nil where none is set.
  package var due: CalendarDate?

  /// A task of these members.
  package init(_ kind: Kind, due: CalendarDate? = nil) {
    self.kind = kind
    self.due = due
  }

  /// How serious it is on a day.
  package func level(on today: CalendarDate) -> Level {
    if case .alarm = kind { return .trouble }
    return due.map { $0 < today } ?? false ? .trouble : .attention
  }

  /// Where it is done: the page for the decision, or its records.
  package var link: Link {
    switch kind {
    case .accessRequest: .requests
    case .objection, .death, .erasure, .credential: .decisions
    case .agreement(let id, _), .agreementEnds(let id, _): .agreement(id)
    case .exception(let id, let agreement, _): .exception(id, of: agreement)
    case .review: .reviews
    case .alarm(_, let peer): .records(.alarms, peer: peer)
    case .legalGround: .agreements
    case .flaggedSignals: .organisations
    }
  }

  /// - Parameter name: The name of a region by its id.
  func phrase(_ name: (String) -> String) -> Phrase {
    switch kind {
    case .accessRequest(let id): Phrase("Verzoek \(id) beantwoorden", "Answer request \(id)")
    case .objection(let id): Phrase("Over bezwaar \(id) beslissen", "Decide on objection \(id)")
    case .death(let id): Phrase("Melding van overlijden \(id) controleren", "Check report of death \(id)")
    case .erasure(let id): Phrase("Wissen \(id) bevestigen", "Confirm erasure \(id)")
    case .agreement(_, let peer):
      Phrase("Afspraak met \(name(peer)) lezen en beslissen", "Read and decide on the agreement with \(name(peer))")
    case .agreementEnds(_, let peer):
      Phrase("Afspraak met \(name(peer)) vernieuwen", "Renew the agreement with \(name(peer))")
    case .exception(_, _, let peer):
      Phrase("Uitzondering van \(name(peer)) lezen en beslissen", "Read and decide on \(name(peer))’s exception")
    case .credential(_, let person):
      Phrase("Beslissen over \(person) als functionaris", "Decide on \(person) as a privacy officer")
    case .review: Phrase("Logboek controleren", "Review the audit log")
    case .alarm(let code, let peer):
      Phrase(both: "\(peer.map { name($0) + ": " } ?? "")\(AlarmWords.words(code)?.meaning ?? .name(code))")
    case .legalGround: Phrase("De grondslag voor uitwisseling loopt af", "The legal ground for exchange ends")
    case .flaggedSignals(let count):
      Phrase(
        "\(CountedNoun.signals.counted(count)) van organisaties zonder deelname nagaan",
        "Look into \(CountedNoun.signals.counted(count)) of organisations that do not take part")
    }
  }
}
