import LocalAPI
import PeerProtocol

extension OperatorPage {
  /// Requests that await acceptance. The six groups are compared by telephone before anybody presses the button.
  func pending(_ frame: PageFrame) -> HTML {
    let waiting = screen.peers.filter { $0.status == .pending || $0.status == .requested }
    guard !waiting.isEmpty else { return .nothing }
    return Panel.html(.pendingRequests, id: ElementId("pending")) {
      for peer in waiting {
        element(.section, .classes("card"), .ariaLabelledBy(ElementId("peer", peer.region))) {
          element(.h3, .id(ElementId("peer", peer.region)), text: peer.name)
          Terms.html([
            .init(.status, peer.status.phrase(\.phrase)),
            .init(.address, text: peer.endpoint),
            .init(.data, peer.environment.phrase(\.phrase)),
            .init(.theirOperator, contact(peer.operator)),
            .init(.sixGroups, groups(peer.fingerprint)),
          ])
          if peer.status == .pending {
            element(.p, phrase: .compareGroups)
            Form.post(.peer(peer.region, .accept), frame.token) {
              Field.check(
                .read, id: ElementId("compared", peer.region), label: .groupsCompared, isRequired: true)
              Form.actions { Form.button(Phrase("Laat \(peer.name) toe", "Accept \(peer.name)")) }
            }
            Form.post(.peer(peer.region, .reject), frame.token) {
              Form.actions {
                Form.button(
                  Phrase("Afwijzen: eerst bekijken wat dat doet", "Reject: first see what that does"), .quiet)
              }
            }
          }
        }
      }
    }
  }

  private func groups(_ groups: [String]) -> HTML {
    element(.ol, .classes("groups")) { for group in groups { element(.li, text: group) } }
  }

  private func contact(_ contact: ContactDocument?) -> HTML {
    guard let contact else { return .nothing }
    let phone = contact.phone ?? ""
    return .group([
      .text(contact.name ?? ""), contact.name == nil || phone.isEmpty ? .nothing : .text(", "),
      Link.telephone(phone).map { element(.a, .classes("tel"), .href($0), text: phone) } ?? .text(phone),
    ])
  }

  /// How the exchange with each region stands.
  var peers: HTML {
    Panel.html(.peers, id: ElementId("peers")) {
      if status.peers.isEmpty {
        element(.p) {
          Phrase.noPeers; " "; Values.command("samenloop peer invite")
        }
      }
      if !status.peers.isEmpty {
        DataTable.html(
          caption: .peers,
          columns: [
            .init(.region), .init(.status), .init(.lastExchange), .init(.waitingToSend, isNumber: true),
            .init(.entriesSent, isNumber: true), .init(.entriesReceived, isNumber: true),
            .init(.openMatches, isNumber: true), .init(.agreementUntil),
          ],
          rows: status.peers.map { peer in
            [
              .text(name(peer.region)),
              Mark.html(peer.state.known?.level ?? .attention, peer.state.phrase(\.phrase)),
              peer.lastExchange.map(Values.moment) ?? .text("–"), .phrase(.number(peer.pending)),
              .phrase(.number(peer.sent)), .phrase(.number(peer.received)), .phrase(.number(peer.openMatches)),
              agreement(peer.region),
            ]
          }, id: ElementId("peers-table"))
      }
    }
  }

  private func agreement(_ region: String) -> HTML {
    guard
      let held = screen.agreements.filter({ $0.peer == region && $0.inForce }).max(by: { $0.validUntil < $1.validUntil }
      )
    else { return .phrase(.noAgreement) }
    return element(.a, .href(.agreement(held.agreementId))) { Values.day(held.endsAt ?? held.validUntil) }
  }

  /// What the limits of agreements leave.
  var limits: HTML {
    let all = status.peers.flatMap { peer in peer.limits.map { (peer.region, $0) } }
    guard !all.isEmpty else { return .nothing }
    return Panel.html(.limitsLeft, id: ElementId("limits-left")) {
      DataTable.html(
        caption: .limitsLeft,
        columns: [
          .init(.region), .init(.maySendNow, isNumber: true), .init(.maySendYear, isNumber: true),
          .init(.mayReceiveNow, isNumber: true), .init(.mayReceiveYear, isNumber: true), .init(.heldUp),
        ],
        rows: all.map { region, limits in
          [
            element(.a, .href(.agreement(limits.agreementId)), text: name(region)),
            .phrase(.number(limits.sent.remaining)), .phrase(.number(limits.sent.perYear)),
            .phrase(.number(limits.received.remaining)), .phrase(.number(limits.received.perYear)),
            limits.waiting.map { waiting in
              .phrase(
                Phrase(
                  "\(waiting.additions) tot \(waiting.until)", "\(waiting.additions) until \(waiting.until)"))
            } ?? .phrase(.nothing),
          ]
        }, id: ElementId("limits-left-table"))
    }
  }

  /// Stops and resumes the exchange with a region.
  func suspension(_ frame: PageFrame) -> HTML {
    let accepted = screen.peers.filter { $0.status == .accepted }
    guard !accepted.isEmpty else { return .nothing }
    return Panel.html(.suspension, id: ElementId("suspension")) {
      element(.p, phrase: .suspensionExplained)
      for peer in accepted {
        element(.div, .classes("card")) {
          element(.h3, text: peer.name)
          if let suspended = peer.suspended {
            element(.p) {
              Phrase(
                "Ligt stil sinds \(suspended.at): \(suspended.reason)",
                "Suspended since \(suspended.at): \(suspended.reason)")
            }
            Form.post(.peer(peer.region, .resume), frame.token) {
              Form.actions { Form.button(Phrase("Laat de uitwisseling weer doorgaan", "Resume the exchange"), .quiet) }
            }
          } else {
            element(.details) {
              element(.summary) {
                Phrase("Leg de uitwisseling met \(peer.name) stil", "Suspend the exchange with \(peer.name)")
              }
              Form.post(.peer(peer.region, .suspend), frame.token) {
                Field.lines(
                  .reason, id: ElementId("suspend", peer.region), label: .yourReason,
                  maxLength: ConfirmationPage.reasonLength)
                Form.actions { Form.button(Phrase("Leg de uitwisseling stil", "Suspend the exchange"), .final) }
              }
            }
          }
        }
      }
    }
  }
}

extension Phrase {
  static let pendingRequests = Phrase("Verzoeken van regio’s", "Requests of regions")
  static let address = Phrase("Adres", "Address")
  static let theirOperator = Phrase("Hun beheerder", "Their operator")
  static let sixGroups = Phrase("De zes groepen", "The six groups")
  static let compareGroups = Phrase(
    "Bel hun beheerder op een nummer dat u al kende. Lees elkaar alle zes de groepen voor.",
    "Call their operator on a number that you knew before. Read all six groups to each other.")
  static let groupsCompared = Phrase("Alle zes groepen zijn gelijk", "All six groups are the same")
  static let peers = Phrase("Regio’s", "Regions")
  static let noPeers = Phrase(
    "Er zijn nog geen andere regio’s. Nodig er een uit:", "There are no other regions yet. Invite one:")
  static let lastExchange = Phrase("Laatste uitwisseling", "Last exchange")
  static let waitingToSend = Phrase("Wacht", "Waiting")
  static let entriesSent = Phrase("Verzonden", "Sent")
  static let entriesReceived = Phrase("Ontvangen", "Received")
  static let agreementUntil = Phrase("Afspraak tot", "Agreement until")
  static let noAgreement = Phrase("Geen", "None")
  static let nothing = Phrase("Niets", "Nothing")
  static let limitsLeft = Phrase("Wat de grenzen nog toelaten", "What the limits leave")
  static let maySendNow = Phrase("Nu sturen", "Send now")
  static let maySendYear = Phrase("Sturen dit jaar", "Send this year")
  static let mayReceiveNow = Phrase("Nu ontvangen", "Receive now")
  static let mayReceiveYear = Phrase("Ontvangen dit jaar", "Receive this year")
  static let heldUp = Phrase("Opgehouden", "Held up")
  static let suspension = Phrase("Uitwisseling stilleggen", "Suspension of exchange")
  static let suspensionExplained = Phrase(
    "Stilleggen stopt alles met een regio, ook wat binnenkomt. Het kan daarna weer doorgaan.",
    "Suspension stops everything with a region, also what comes in. It can be resumed.")
}
