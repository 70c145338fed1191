import LocalAPI
import PeerProtocol

/// Why a form was refused, with the name of each field that is wrong. What was typed does not come back.
struct FormRefusal {
  var problem: ProblemDocument

  var html: HTML {
    let faults = problem.faults ?? []
    return Message.html(.trouble, role: "alert") {
      element(.p) { element(.strong, phrase: (problem.code?.known ?? .internalError).phrase) }
      if faults.isEmpty, let detail = problem.detail { element(.p) { Values.said(detail) } }
      if !faults.isEmpty { element(.ul) { for fault in faults { element(.li) { text(of: fault) } } } }
    }
  }

  /// `reason: must be a text`: the field as the form has it, then what the node says.
  private func text(of fault: String) -> HTML {
    let parts = fault.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let field = FieldName(rawValue: String(parts[0])), let label = field.label else {
      return Values.english(fault)
    }
    return .group([element(.strong, phrase: label), .text(":"), Values.english(String(parts[1]))])
  }
}

extension FieldName {
  /// What the form calls the field; nil for one that nobody fills in.
  var label: Phrase? {
    switch self {
    case .confirmed: Phrase("Bevestiging", "Confirmation")
    case .read: Phrase("Het vinkje dat u het gelezen hebt", "The tick that you read it")
    case .state: Phrase("Wat er gebeurd is", "What happened")
    case .reason: .reason
    case .outcome: .outcome
    case .propose: .whoLeads
    case .consent: .consent
    case .identity: .identity
    case .capacity: .capacity
    case .receivedOn: .receivedOn
    case .colleague: .otherColleague
    case .share: .reviewShare
    case .every: .reviewEvery
    case .references: .reviewReferences
    case .agreement: .agreementToCompare
    case .peer: .region
    case .firstDay: .firstDay
    case .lastDay: .lastDay
    case .open: .openEvidence
    case .token, .shown, .agree, .assignee, .from, .municipality, .organisation, .sector, .overdue, .mine, .after,
      .period:
      nil
    }
  }
}
