extension Problem {
  /// `application/problem+json`.
  public static let mediaType = "application/problem+json"

  /// A malformed request, with every fault.
  public init(_ faults: JSONFaults) {
    self.init(
      .malformed, "Correct what `faults` names and send it again.",
      members: ["faults": .array(faults.faults.map(JSONValue.string))])
  }

  /// A document whose signatures are not accepted.
  public init(_ error: JWSError) {
    self.init(.invalidSignature, "The signatures are not accepted: \(error). Sign again with the pinned keys.")
  }

  /// The body of the answer (RFC 9457). `members` cannot take the place of the members that every problem has.
  public var json: JSONValue {
    let own: [String: JSONValue] = [
      "type": .string("urn:samenloop:problem:" + code.rawValue), "title": .string(code.title),
      "status": JSONValue(status), "detail": .string(detail), "code": .string(code.rawValue),
    ]
    return .object(members.merging(own) { _, own in own })
  }

  /// Reads what a peer answered with an error `status`. Anything goes: a code that is not known here, or a body that is no
  /// problem, becomes the code that the status alone means, and a `detail` that is not plain text is left out.
  public init(status: Int, body: [UInt8]) {
    var members = (try? JSONValue(parsing: body))?.objectValue ?? [:]
    let code = members["code"]?.stringValue.flatMap(ProblemCode.init(rawValue:)) ?? ProblemCode(status: status)
    let detail = members["detail"]?.stringValue ?? ""
    for name in ["type", "title", "status", "detail", "code"] { members[name] = nil }
    self.init(
      code, isPrintable(detail) && detail.utf8.count <= ProtocolLimits.reason ? detail : "", members: members,
      status: status)
  }
}

extension ProblemCode {
  /// What a status means on its own.
  init(status: Int) {
    switch status {
    case 403: self = .forbidden
    case 404: self = .notFound
    case 405: self = .methodNotAllowed
    case 408: self = .requestTimeout
    case 409: self = .conflict
    case 413: self = .tooLarge
    case 415: self = .unsupportedMediaType
    case 429: self = .tooManyRequests
    case 503: self = .tryAgain
    case 400..<500: self = .malformed
    default: self = .internalError
    }
  }
}

extension Problem: CustomStringConvertible {
  /// Code and detail, for a log line.
  public var description: String { "\(status) \(code.rawValue): \(detail)" }
}
