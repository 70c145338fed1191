import LocalAPI
import PeerProtocol

/// What a coordinator can do with an open match. Each form has one subject and goes to one address.
extension MatchPage {
  func forms(_ frame: PageFrame) -> HTML {
    element(.section, .ariaLabelledBy(ElementId("work"))) {
      element(.h2, .classes("hidden"), .id(ElementId("work")), phrase: .work)
      element(.div, .classes("two")) {
        panel(.followUp, "work-follow-up", followUpForm(frame))
        panel(.coordination, "work-coordination", coordinationForm(frame))
        panel(.handover, "work-handover", handoverForm(frame))
        panel(.consent, "work-consent", consentForm(frame))
        if match.release == .awaiting { panel(.release, "work-release", releaseForm(frame)) }
        if !screen.colleagues.isEmpty { panel(.assignOrRemind, "work-assignment", assignmentForms(frame)) }
      }
    }
  }

  /// Under the heading "What you can do", which stands one level higher.
  private func panel(_ heading: Phrase, _ id: StaticString, _ form: HTML) -> HTML {
    element(.section, .classes("panel"), .ariaLabelledBy(ElementId(id))) {
      element(.h3, .id(ElementId(id)), phrase: heading)
      form
    }
  }

  private func followUpForm(_ frame: PageFrame) -> HTML {
    let said = match.own.followUp
    return Form.post(.match(match.matchId, .followUp), frame.token) {
      Field.radios(
        .state, id: ElementId("follow-up-state"), legend: .whatBecame,
        // That a professional was told is a step on the way; the two that end the question stand first.
        choices: [FollowUp.State.contacted, .noneNeeded, .notified].map { Choice($0.rawValue, $0.phrase) },
        selected: said?.state.text)
      Field.select(
        .reason, id: ElementId("follow-up-reason"), label: .whyNone,
        choices: [Choice("", .notFilled)] + FollowUp.Reason.allCases.map { Choice($0.rawValue, $0.phrase) },
        selected: said?.reason?.text)
      Field.checks(
        .outcome, id: ElementId("follow-up-outcome"), legend: .whatItBrought,
        choices: FollowUp.Outcome.allCases.map { Choice($0.rawValue, $0.phrase) },
        selected: (said?.outcome ?? []).map(\.text))
      Form.actions { Form.button(Phrase("Leg de opvolging vast", "Record the follow-up")) }
    }
  }

  private func coordinationForm(_ frame: PageFrame) -> HTML {
    let named = match.theirs.coordination?.holder
    let ownNamed = match.own.coordination?.holder
    let action = Link.match(match.matchId, .coordination)
    return .group([
      element(.p, .classes("hint"), phrase: .leadExplained),
      named != nil && named != ownNamed
        ? Form.post(action, frame.token, hidden: [(.agree, "yes")]) {
          element(.p) {
            Phrase(
              "\(peerName) stelt voor dat \(screen.name(named ?? "")) de regie heeft.",
              "\(peerName) proposes that \(screen.name(named ?? "")) leads.")
          }
          Form.actions { Form.button(Phrase("Stem hiermee in", "Agree with this")) }
        } : .nothing,
      Form.post(action, frame.token) {
        Field.radios(
          .propose, id: ElementId("propose"), legend: .whoLeads,
          choices: [screen.ownRegion, match.peer].map { Choice($0, .name(screen.name($0))) }, selected: ownNamed)
        Form.actions { Form.button(Phrase("Stel dit voor", "Propose this"), .quiet) }
      },
    ])
  }

  private func handoverForm(_ frame: PageFrame) -> HTML {
    Form.post(.match(match.matchId, .handover), frame.token) {
      element(.p, .classes("hint"), phrase: .handoverExplained)
      Field.radios(
        .state, id: ElementId("handover-state"), legend: .howFar,
        choices: Handover.State.allCases.map { Choice($0.rawValue, $0.phrase) },
        selected: match.own.handover?.state.text)
      Form.actions { Form.button(Phrase("Leg de warme overdracht vast", "Record the handover"), .quiet) }
    }
  }

  private func consentForm(_ frame: PageFrame) -> HTML {
    Form.post(.match(match.matchId, .consent), frame.token) {
      Field.radios(
        .consent, id: ElementId("consent"), legend: .whatFamilySaid,
        choices: MatchView.Consent.allCases.map { Choice($0.rawValue, $0.phrase) }, selected: match.own.consent?.text)
      Form.actions { Form.button(Phrase("Leg de toestemming vast", "Record the consent"), .quiet) }
    }
  }

  private func releaseForm(_ frame: PageFrame) -> HTML {
    Form.post(.match(match.matchId, .release), frame.token) {
      element(.p) {
        let signals = (match.awaitingRelease ?? []).joined(separator: ", ")
        Phrase(
          "De contactgegevens bij \(signals) gaan pas naar \(peerName) als u ze vrijgeeft.",
          "The contact details of \(signals) go to \(peerName) only when you release them.")
      }
      Form.actions {
        Form.button(Phrase("Vrijgeven: eerst bekijken wat dat doet", "Release: first see what that does"), .quiet)
      }
    }
  }

  private func assignmentForms(_ frame: PageFrame) -> HTML {
    .group([
      AssignmentForms.assign(
        match.matchId, frame, screen.colleagues, current: screen.assignee, from: "match", key: "match"),
      AssignmentForms.remind(match.matchId, frame, from: "match"),
    ])
  }
}

extension Phrase {
  static let work = Phrase("Wat u kunt doen", "What you can do")
  static let release = Phrase("Contactgegevens vrijgeven", "Release of contact details")
  static let assignOrRemind = Phrase("Toewijzen en herinneren", "Assignment and reminder")
  static let whatBecame = Phrase("Wat is er gebeurd?", "What happened?")
  static let whyNone = Phrase("Waarom was er geen contact nodig?", "Why was no contact needed?")
  static let notFilled = Phrase("Niet van toepassing", "Does not apply")
  static let whatItBrought = Phrase("Wat leverde het contact op?", "What did the contact bring?")
  static let leadExplained = Phrase(
    "De regie is afgesproken als beide kanten dezelfde regio noemen.",
    "It is agreed who leads when both sides name the same region.")
  static let whoLeads = Phrase("Wie heeft de regie?", "Who leads?")
  static let handoverExplained = Phrase(
    "Na een verhuizing praat de oude regio de nieuwe bij.", "After a move the old region briefs the new one.")
  static let howFar = Phrase("Hoe ver is het?", "How far is it?")
  static let whatFamilySaid = Phrase(
    "Wat zeggen de ouders of de jeugdige?", "What do the parents or the youth say?")
}
