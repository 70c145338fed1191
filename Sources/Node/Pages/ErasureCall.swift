import LocalAPI
import Pages
import PeerProtocol

/// The erasure that a person asks for, in the privacy officer's pages.
struct ErasureCall {
  let call: PageCall

  /// Asks for everything on a youth to be erased: the number comes with the second form only.
  func answer(_ fields: FormFields) throws -> PageAnswer {
    var faults: [String] = []
    let capacity = fields.text(.capacity) ?? ""
    if SubjectCapacity(rawValue: capacity) == nil { faults.append("capacity: choose who asks") }
    if fields.text(.reason) == nil { faults.append("reason: must be a text, such as a case number") }
    if let day = fields.text(.receivedOn), CalendarDate(iso: day) == nil {
      faults.append("receivedOn: must be a date, YYYY-MM-DD")
    }
    guard faults.isEmpty else { throw Problem.malformed(faults) }
    guard fields.isYes(.confirmed) else {
      return .page(
        ErasurePage(
          .init(capacity: capacity, reason: fields.text(.reason) ?? "", receivedOn: fields.text(.receivedOn))))
    }
    let _: SubjectDecisionDocument = try call.document(
      .subjectErasure,
      body: JSONValue(present: [
        "identity": fields.text(.identity).map { .string(PageCall.identity($0)) }, "capacity": .string(capacity),
        "confirm": "erasure", "reason": fields.text(.reason).map { .string($0) },
        "receivedOn": fields.text(.receivedOn).map { .string($0) },
      ]))
    return .seeOther(.requests, .erasureAsked)
  }
}
