package import PeerProtocol
package import Region

extension MatchAction {
  /// Reads what a person wants to do with a match.
  ///
  /// - Parameters:
  ///   - step: `follow-up`, `coordination`, `handover`, `consent`, `release`, `assign` or `remind`.
  ///   - document: the body of the request, such as `{"state","reason"?,"outcome"?}`.
  ///   - holder: the name in the certificate of whoever asks, to whom `toMe` assigns.
  package init(step: String, _ document: JSONValue, holder: String = "") throws(Refusal) {
    let reader = JSONReader(document)
    let action: MatchAction? =
      switch step {
      case "follow-up": Self.followUp(reader)
      case "coordination": Self.coordination(reader)
      case "handover": reader.choice("state", Handover.State.self).map { .handover($0) }
      case "consent": reader.choice("consent", MatchView.Consent.self).map { .consent($0) }
      case "release": .release
      case "assign": Self.assign(reader, holder: holder)
      case "remind": .remind
      default: nil
      }
    guard let action, reader.faults.isEmpty else {
      throw Refusal(JSONFaults(reader.faults.isEmpty ? ["step: is not known"] : reader.faults))
    }
    self = action
  }

  private static func followUp(_ reader: JSONReader) -> MatchAction? {
    let state = reader.choice("state", FollowUp.State.self)
    let reason = reader.optional.choice("reason", FollowUp.Reason.self)
    let names = reader.optional.array("outcome", 0...FollowUp.Outcome.allCases.count) ?? []
    let outcome = names.compactMap { $0.stringValue.flatMap(FollowUp.Outcome.init(rawValue:)) }
    // As a peer and the journal read it: what is stored must be what they take.
    if outcome.count < names.count || Set(outcome).count < outcome.count {
      let known = FollowUp.Outcome.allCases.map(\.rawValue).joined(separator: ", ")
      reader.note("outcome", "must hold some of \(known), each at most once")
    }
    return state.map { .followUp($0, reason: reason, outcome: outcome) }
  }

  private static func assign(_ reader: JSONReader, holder: String) -> MatchAction? {
    let name = reader.optional.text("assignee", 1...MatchAssignment.longestName)
    let (isMine, isNobodys) = (reader.optional.bool("toMe") == true, reader.optional.bool("toNobody") == true)
    guard [name != nil, isMine, isNobodys].filter({ $0 }).count == 1 else {
      reader.note("assignee", "goes alone: give one of assignee, toMe and toNobody")
      return nil
    }
    return .assign(isNobodys ? nil : name ?? holder)
  }

  private static func coordination(_ reader: JSONReader) -> MatchAction? {
    if reader.optional.bool("agree") == true { return .agree }
    return reader.region("propose").map { .propose($0) }
  }
}
