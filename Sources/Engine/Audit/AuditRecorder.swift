import Cryptography
import PeerProtocol
import Region

/// Makes entries of the audit log from facts: gives each its time, its salt, and the commitments to what it is about.
///
/// A commitment is HMAC-SHA256 over the thing under a key that follows from 32 random bytes of the thing. Those are kept
/// as long as the thing is; afterwards nobody can tell what the entry was about, and the entry still proves that it was.
struct AuditRecorder: Sendable {
  /// Bytes of the salt of an entry: without it, whoever gets the hash of a leaf in a proof could guess what it says.
  private static let saltLength = 16
  /// Bytes of the key of a thing.
  private static let keyLength = 32

  private let random: any RandomSource
  private let clock: NodeClock
  private let isOn: Bool

  /// A recorder; one that is not on makes no entries, for a measurement of what they cost.
  init(random: any RandomSource, clock: NodeClock, isOn: Bool = true) {
    self.random = random
    self.clock = clock
    self.isOn = isOn
  }

  /// The events that add an entry for each fact; none where there is none, or no instance of the log has begun.
  ///
  /// - Parameter caller: who asked for what is recorded, where a person or a system of this region did.
  func events(for facts: [AuditFact], in region: RegionState, by caller: AuditHolder?) -> [AuditEvent] {
    let state = region.audit
    guard isOn, !facts.isEmpty, let instance = state.instance else { return [] }
    var keys: [AuditThing: [UInt8]] = [:]
    var holders: Set<[UInt8]> = []
    let at = clock.now
    let entries = facts.enumerated().map { offset, fact in
      var commitments = Commitments(instance: instance.id, index: state.size + offset)
      func commit(_ thing: AuditThing) -> JSONValue {
        if case .holder(let credential) = thing { holders.insert(credential) }
        let key = state.keys[thing] ?? keys[thing] ?? random.bytes(Self.keyLength)
        keys[thing] = state.keys[thing] == nil ? key : nil
        return JSONValue(base64URL: commitments.next(thing, key))
      }
      // Nobody in particular fills the log up, whoever asked for the checkpoint.
      let holder = [.empty, .roster].contains(fact.kind) ? nil : fact.holder ?? caller
      let fixed: KeyValuePairs<String, JSONValue?> = [
        "kind": .string(fact.kind.rawValue), "at": JSONValue(at), "peer": fact.peer.map { .string($0.text) },
        "agreement": fact.agreement.map { .string($0.base64URL) },
        "document": fact.document.map { .string($0.base64URL) }, "receipt": fact.receipt.flatMap(Self.kept)?.json,
        "statement": fact.statement.flatMap(Self.kept)?.json,
        "role": holder.map { .string($0.role) }, "holder": holder.map { commit(.holder($0.credential)) },
        "things": fact.things.isEmpty ? nil : .array(fact.things.map(commit)),
        "salt": JSONValue(base64URL: random.bytes(Self.saltLength)),
      ]
      var members: [String: JSONValue] = [:]
      members.reserveCapacity(fixed.count + fact.members.count)
      for (name, value) in fact.members { members[name] = value.json }
      for (name, value) in fixed { value.map { members[name] = $0 } }
      return JSONValue.object(members).bytes
    }
    // Nothing would ever erase the key of a thing that is gone already, such as a match that ended while it was shown.
    let recorded = AuditEvent.recorded(entries, keys: keys.filter { region.holds($0.key) })
    // How long the key of a holder is kept follows from the last day; once a day is enough to know it.
    let day = CalendarDate(at)
    let named = holders.filter { state.retention.holderDays[$0].map { $0 < day } ?? true }
    return named.isEmpty
      ? [recorded] : [recorded, .holdersNamed(named.sorted { $0.lexicographicallyPrecedes($1) }, on: day)]
  }

  /// A receipt or statement that an entry can hold: a peer may sign one with more in it than belongs there.
  private static func kept(_ document: SignedDocument) -> SignedDocument? {
    document.payload.count <= EngineLimits.entryReceiptBytes ? document : nil
  }

  /// The commitments of one entry, each under a key of its own.
  private struct Commitments {
    let instance: String
    let index: Int
    private var place = 0

    init(instance: String, index: Int) { (self.instance, self.index) = (instance, index) }

    mutating func next(_ thing: AuditThing, _ key: [UInt8]) -> [UInt8] {
      defer { place += 1 }
      return AuditOpening(thing: thing, key: key, instance: instance, index: index, place: place).commitment
    }
  }
}

extension AuditFact.Value {
  /// As it stands in the entry.
  var json: JSONValue {
    switch self {
    case .word(let word): .string(word)
    case .number(let number): JSONValue(number)
    case .flag(let flag): .bool(flag)
    case .words(let words): .array(words.map(JSONValue.string))
    case .rows(let rows): .array(rows.map { .object($0.mapValues(\.json)) })
    }
  }
}
