import Engine
import PeerProtocol
import Region

/// Requests of people, which a privacy officer answers.
extension Staff {
  /// The youth of a signal asks for something; the index knows the number.
  func answer(_ question: StaffTask.Question, of id: String, _ node: SimulatedNode) throws {
    guard let identity = node.index.last[id]?.youth.first else { return }
    let asked = try SubjectQuestion(identity: identity, capacity: .youth)
    let rights = node.engine.rights
    switch question {
    case .access:
      let report = try rights.report(
        asked, reason: "a letter", receivedOn: nil, by: AuditHolder(role: "privacy-officer", credential: [7]))
      if report.request.extendedFor == nil { _ = try rights.extend(report.request.id, for: .complex) }
      if !node.journal.hasCrashed { _ = try rights.close(report.request.id, .answered) }
    case .rectification:
      let request = try rights.correct(asked, reason: "a letter", receivedOn: nil)
      if !node.journal.hasCrashed { _ = try rights.close(request.id, .refused, reason: "it is right") }
    case .informing: try rights.inform(asked, on: node.clockDay)
    case .erasure:
      let decision = try rights.erase(asked, reason: "a letter", receivedOn: nil, by: node.person("privacy-officer"))
      guard !node.journal.hasCrashed, let request = decision.request else { return }
      _ = try rights.confirmErasure(request.id, by: node.person("index"))
      if !node.journal.hasCrashed { node.index.eraseAsAsked(identity) }
    }
  }
}
