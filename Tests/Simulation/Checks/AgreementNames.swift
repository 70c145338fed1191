import Cryptography
import PeerProtocol
import PrivateMatching
import Region

/// What every identity is called under one agreement: its point, handle and token on each side, and its match.
struct AgreementNames {
  struct Person: Hashable {
    var kind: FeedKind
    var number: Int
  }

  struct Entry {
    var point: [UInt8]
    var handle: Handle
    /// The token that the other side computes of the point.
    var token: MatchToken
  }

  private(set) var entries: [Int: [Person: Entry]] = [:]
  private(set) var matches: [MatchId: Person] = [:]
  private(set) var matchIds: [Person: MatchId] = [:]

  /// The names under an agreement of two regions, sorted by name.
  init(_ agreement: AgreementId, _ parties: [SimulatedRegion], _ scenario: Scenario) throws {
    for kind in FeedKind.allCases {
      let count = kind == .youth ? scenario.identities : scenario.guardians
      let identities = try (0..<count).map { try Identity(SyntheticPeople.text($0, kind)) }
      for (own, other) in [(parties[0], parties[1]), (parties[1], parties[0])] {
        let pseudonyms = try own.arithmetic.pseudonyms(of: identities, kind: kind)
        let points = try own.arithmetic.blindedPoints(of: pseudonyms, agreement: agreement.bytes, kind: kind)
        let tokens = try other.arithmetic.tokens(for: points, agreement: agreement.bytes, kind: kind)
        for (number, point) in points.enumerated() {
          guard let handle = Handle(Naming.handle(of: point, kind: kind)), let token = MatchToken(tokens[number]) else {
            throw SimulationFault("a name has the wrong length")
          }
          entries[own.number, default: [:]][Person(kind: kind, number: number)] = Entry(
            point: point, handle: handle, token: token)
        }
      }
      for number in 0..<count {
        let person = Person(kind: kind, number: number)
        guard let first = entries[parties[0].number]?[person]?.handle,
          let second = entries[parties[1].number]?[person]?.handle,
          let id = MatchId(
            Naming.matchId(
              agreement: agreement.bytes, kind: kind, handleOfFirstParty: first.bytes,
              handleOfSecondParty: second.bytes))
        else { throw SimulationFault("a match has no name") }
        matches[id] = person
        matchIds[person] = id
      }
    }
  }

  /// Whether a region's proof of a match holds for the other.
  static func verifies(
    _ proof: [UInt8], _ id: MatchId, _ agreement: AgreementId, _ person: Person, from prover: SimulatedRegion,
    to verifier: SimulatedRegion
  ) throws -> Bool {
    let identity = try Identity(SyntheticPeople.text(person.number, person.kind))
    let own = try verifier.arithmetic.pseudonyms(of: [identity], kind: person.kind)
    let theirs = try prover.arithmetic.blindedPoints(
      of: prover.arithmetic.pseudonyms(of: [identity], kind: person.kind), agreement: agreement.bytes, kind: person.kind
    )
    return verifier.arithmetic.verifies(
      proof,
      MatchStatement(
        agreement: agreement.bytes, kind: person.kind, matchId: id.bytes, ownPseudonym: own[0], peerPoint: theirs[0],
        region: prover.name.text))
  }
}
