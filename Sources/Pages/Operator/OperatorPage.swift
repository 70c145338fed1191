import LocalAPI
import PeerProtocol

/// The operator's page: what is wrong first, each with its remedy, then how everything stands.
package struct OperatorPage: Page {
  /// What it shows.
  package var screen: OperatorScreen

  /// The page of this screen.
  package init(_ screen: OperatorScreen) { self.screen = screen }

  /// Days before a certificate runs out in which it shows.
  static let renewalDays = 30

  var status: StatusDocument { screen.status }

  func name(_ region: String) -> String { screen.regionNames[region] ?? region }

  package var title: Phrase { PageSection.node.phrase }
  package var section: PageSection? { .node }

  package func content(_ frame: PageFrame) -> HTML {
    let troubles = Trouble.troubles(status, names: screen.regionNames)
    return element(.div, .classes("stack")) {
      element(.h1) { headline(troubles) }
      if !troubles.isEmpty {
        element(.ul, .classes("trouble-list")) { for trouble in troubles { trouble.html } }
      }
      pending(frame)
      peers
      element(.div, .classes("two")) {
        figures
        certificates(frame)
      }
      limits
      suspension(frame)
    }
  }

  private func headline(_ troubles: [Trouble]) -> Phrase {
    guard let worst = troubles.map(\.level).max() else {
      return Phrase("Het knooppunt werkt", "The node works")
    }
    let count = CountedNoun.troubles.counted(troubles.count)
    return worst == .trouble
      ? Phrase("Er is iets mis: \(count)", "Something is wrong: \(count)")
      : Phrase("Het knooppunt werkt. Kijk naar \(count)", "The node works. Look at \(count)")
  }

  private var figures: HTML {
    Panel.html(.nodeFigures, id: ElementId("figures")) {
      Terms.html([
        .init(.version, text: status.version),
        .init(.environment, status.environment.phrase(\.phrase)),
        .init(.activeSignals, .number(status.signalsByStatus.active)),
        .init(.leftSignals, .number(status.signalsByStatus.left)),
        .init(.archivedSignals, .number(status.signalsByStatus.archived)),
        .init(.youthsInFeed, .number(status.youthsInFeed)),
        .init(.openMatches, .number(status.openMatches)),
        .init(.withoutInforming, .number(status.notInformed)),
        .init(.logEntries, status.auditLog.map { .phrase(.number($0.entries)) } ?? .nothing),
        .init(.lastCheckpoint, status.auditLog?.checkpoint.map { Values.moment($0.at) } ?? .nothing),
        .init(
          .witnessedBy,
          status.auditLog?.checkpoint.map {
            .phrase(Phrase("\($0.cosigned) van \($0.roster)", "\($0.cosigned) of \($0.roster)"))
          }
            ?? .nothing),
      ])
    }
  }

  private func certificates(_ frame: PageFrame) -> HTML {
    let soon = frame.now.adding(days: Self.renewalDays)
    return Panel.html(.certificates, id: ElementId("certificates")) {
      DataTable.html(
        caption: .certificates, columns: [.init(.certificateName), .init(.role), .init(.validUntil)],
        rows: screen.certificates.map { one in
          [
            .text(one.name), .phrase(one.role.map { $0.phrase(\.phrase) } ?? .connections),
            .group([
              Values.day(one.validUntil),
              one.validUntil <= frame.now
                ? .group([.text(" "), Mark.html(.trouble, .expired)])
                : one.validUntil < soon ? .group([.text(" "), Mark.html(.attention, .endsSoon)]) : .nothing,
            ]),
          ]
        }, id: ElementId("certificates-table"))
      for proposal in status.credentials.proposals {
        element(.p) {
          Phrase("Voorgesteld als functionaris: \(proposal.name). ", "Proposed as privacy officer: \(proposal.name). ")
          Values.said(proposal.next)
        }
      }
    }
  }
}

extension Phrase {
  static let nodeFigures = Phrase("Wat het knooppunt heeft", "What the node holds")
  static let version = Phrase("Versie", "Version")
  static let environment = Phrase("Omgeving", "Environment")
  static let activeSignals = Phrase("Actieve signalen", "Active signals")
  static let leftSignals = Phrase("Signalen na verhuizing", "Signals after a move")
  static let archivedSignals = Phrase("Gearchiveerde signalen", "Archived signals")
  static let youthsInFeed = Phrase("Jeugdigen in de uitwisseling", "Youths in the exchange")
  static let openMatches = Phrase("Open matches", "Matches that are open")
  static let withoutInforming = Phrase(
    "Signalen zonder datum van inlichten", "Signals without the day of informing")
  static let logEntries = Phrase("Regels in het logboek", "Entries of the audit log")
  static let lastCheckpoint = Phrase("Laatste controlepunt van het logboek", "Newest checkpoint of the log")
  static let witnessedBy = Phrase("Bevestigd door regio’s", "Witnessed by regions")
  static let certificateName = Phrase("Naam in het certificaat", "Name in the certificate")
  static let role = Phrase("Rol", "Role")
  static let validUntil = Phrase("Geldig tot", "Valid until")
  static let connections = Phrase("verbindingen", "connections")
  static let expired = Phrase("Verlopen", "Expired")
}
