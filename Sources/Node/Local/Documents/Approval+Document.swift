import PeerProtocol
import Region

extension Approval {
  /// Who approved and when: `{"role","name","at"}`.
  var document: JSONValue { ["role": .string(role), "name": .string(name), "at": JSONValue(at)] }
}
