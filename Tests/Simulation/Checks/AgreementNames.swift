import Cryptography
import PeerProtocol
import PrivateMatching
import Region

/// What every identity is called under one agreement: its point, handle and token on each side, and its match.
struct AgreementNames {
  struct Person: Hashable {
    var kind: FeedKind
    var identity: String
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

  /// How many people have names.
  let people: Int

  /// The names of people under an agreement of two regions, sorted by name.
  init(_ agreement: AgreementId, _ parties: [SimulatedNode], _ people: Set<Person>) throws {
    self.people = people.count
    for kind in FeedKind.allCases {
      let named = people.filter { $0.kind == kind }
      let identities = try named.map { try Identity($0.identity) }
      for (own, other) in [(parties[0], parties[1]), (parties[1], parties[0])] {
        let pseudonyms = try own.matching.pseudonyms(of: identities, kind: kind)
        let points = try own.matching.blindedPoints(of: pseudonyms, agreement: agreement.bytes, kind: kind)
        let tokens = try other.matching.tokens(for: points, agreement: agreement.bytes, kind: kind)
        for ((person, point), token) in zip(zip(named, points), tokens) {
          guard let handle = Handle(Naming.handle(of: point, kind: kind)), let token = MatchToken(token) else {
            throw SimulationFault("a name has the wrong length")
          }
          entries[own.number, default: [:]][person] = Entry(point: point, handle: handle, token: token)
        }
      }
      for person in named {
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
    _ proof: [UInt8], _ id: MatchId, _ agreement: AgreementId, _ person: Person, from prover: SimulatedNode,
    to verifier: SimulatedNode
  ) throws -> Bool {
    let identity = try Identity(person.identity)
    let own = try verifier.matching.pseudonyms(of: [identity], kind: person.kind)
    let theirs = try prover.matching.blindedPoints(
      of: prover.matching.pseudonyms(of: [identity], kind: person.kind), agreement: agreement.bytes, kind: person.kind
    )
    return verifier.matching.verifies(
      proof,
      MatchStatement(
        agreement: agreement.bytes, kind: person.kind, matchId: id.bytes, ownPseudonym: own[0], peerPoint: theirs[0],
        region: prover.name.text))
  }
}
