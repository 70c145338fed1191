import PeerProtocol
import Region

extension Approval {
  /// Who approved and when: `{"role","name","at"}`.
  var json: JSONValue { ["role": .string(role), "name": .string(name), "at": JSONValue(at)] }
}
