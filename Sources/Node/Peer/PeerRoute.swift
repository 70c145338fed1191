import Cryptography
import Engine
import PeerProtocol
import Region

/// Where a peer's request goes, by path and method.
struct PeerRoute {
  let answer: (Engine, PeerRequest) throws(Refusal) -> PeerResponse

  init(_ request: PeerRequest) throws(Problem) {
    let parts = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    guard request.path.hasPrefix("/v1/"), !parts.contains("") else { throw .nothingHere }
    let route = Array(parts.dropFirst())
    switch (route.count, route.first) {
    case (1, "peering-requests"):
      answer = try Self.only("POST", request) { (engine, request) throws(Refusal) in
        try engine.peering.answerPeeringRequest(request)
      }
    case (2, "peering-requests"):
      answer = try Self.only("GET", request) { (engine, request) throws(Refusal) in
        try engine.peering.answerOutcome(request, id: route[1])
      }
    case (1, "card"):
      switch request.method {
      case "GET", "HEAD": answer = { (engine, request) throws(Refusal) in try engine.peering.answerCard(request) }
      case "PUT": answer = { (engine, request) throws(Refusal) in try engine.peering.takeCard(request) }
      default: throw .methodNotAllowed("GET, HEAD, OPTIONS, PUT")
      }
    case (1, "health"):
      answer = try Self.only("GET", request) { (engine, request) throws(Refusal) in
        try engine.peering.answerHealth(request)
      }
    case (2, "witness") where route[1] == "add-checkpoint":
      answer = try Self.only("POST", request) { (engine, request) throws(Refusal) in
        try engine.witness.addCheckpoint(request)
      }
    case (3, "witness") where route[2] == "checkpoint":
      answer = try Self.only("GET", request) { (engine, request) throws(Refusal) in
        try engine.witness.answerCheckpoint(request, log: route[1])
      }
    case (4, "log") where route[1] == "consistency":
      answer = try Self.only("GET", request) { (engine, request) throws(Refusal) in
        try engine.checkpoints.answerConsistency(request, from: route[2], to: route[3])
      }
    case (2, "frameworks"):
      guard let id = FrameworkId(base64URL: route[1]) else { throw .nothingHere }
      answer = try Self.only("PUT", request) { (engine, request) throws(Refusal) in
        try engine.frameworks.takeFramework(request, id)
      }
    case (2..., "agreements"): answer = try Self.agreement(route, request)
    default: throw .nothingHere
    }
  }

  private static func agreement(
    _ route: [String], _ request: PeerRequest
  ) throws(Problem) -> (Engine, PeerRequest) throws(Refusal) -> PeerResponse {
    guard let id = AgreementId(base64URL: route[1]) else { throw .nothingHere }
    switch (route.count, route.count > 2 ? route[2] : "") {
    case (2, _):
      return try only("PUT", request) { (engine, request) throws(Refusal) in
        try engine.agreements.takeAgreement(request, id)
      }
    case (3, "rejection"):
      return try only("PUT", request) { (engine, request) throws(Refusal) in
        try engine.agreements.takeEnding(request, id, .rejection)
      }
    case (3, "revocation"):
      return try only("PUT", request) { (engine, request) throws(Refusal) in
        try engine.agreements.takeEnding(request, id, .revocation)
      }
    case (4, "limit-exceptions"):
      guard let document = DocumentId(base64URL: route[3]) else { throw .nothingHere }
      return try only("PUT", request) { (engine, request) throws(Refusal) in
        try engine.limits.takeException(request, id, document)
      }
    case (3, "state"):
      return try only("GET", request) { (engine, request) throws(Refusal) in
        .json(try engine.feedReceiver.state(request, of: id).json)
      }
    case (5, "feeds") where route[4] == "batches":
      guard let kind = FeedKind(name: route[3]) else { throw .nothingHere }
      return try only("POST", request) { (engine, request) throws(Refusal) in
        .json(try engine.feedReceiver.takeBatch(request, of: FeedKey(agreement: id, kind: kind)).json)
      }
    case (3, "reconciliations"):
      return try only("POST", request) { (engine, request) throws(Refusal) in
        try engine.reconciliation.answer(request, id)
      }
    case (4, "matches"):
      guard let match = MatchId(base64URL: route[3]) else { throw .nothingHere }
      return try only("PUT", request) { (engine, request) throws(Refusal) in
        .json(try engine.matches.take(request, under: id, of: match).json)
      }
    default: throw .nothingHere
    }
  }

  /// A word for what a path asks, for figures: one of few, whatever a peer writes.
  static func name(of path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    let words = parts.first == "v1" ? Array(parts.dropFirst()) : []
    switch (words.count, words.first) {
    case (1, "card"), (1, "health"), (1...2, "peering-requests"), (2...3, "witness"): return String(words[0])
    case (4, "log"): return "log"
    case (2, "agreements"), (2, "frameworks"): return String(words[0])
    case (5, "agreements") where words[2] == "feeds": return "batches"
    case (3...4, "agreements"):
      let word = String(words[2])
      return Self.agreementWords.contains(word) ? word : ActivityFigures.unknownRoute
    default: return ActivityFigures.unknownRoute
    }
  }

  private static let agreementWords: Set<String> = [
    "rejection", "revocation", "limit-exceptions", "state", "reconciliations", "matches",
  ]

  private static func only(
    _ method: String, _ request: PeerRequest, _ answer: @escaping (Engine, PeerRequest) throws(Refusal) -> PeerResponse
  ) throws(Problem) -> (Engine, PeerRequest) throws(Refusal) -> PeerResponse {
    guard request.method == method || (method == "GET" && request.method == "HEAD") else {
      throw .methodNotAllowed(method == "GET" ? "GET, HEAD, OPTIONS" : "OPTIONS, \(method)")
    }
    return answer
  }
}

extension Problem {
  /// A path that the protocol does not have.
  fileprivate static let nothingHere = Problem(
    .notFound, "The protocol has no such path. Paths never end with a slash.")

  fileprivate static func methodNotAllowed(_ allow: String) -> Problem {
    Problem(.methodNotAllowed, "This path takes: \(allow).", members: ["allow": .string(allow)])
  }
}
