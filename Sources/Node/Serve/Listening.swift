import PeerProtocol

/// What HOME/listening.json tells the commands about the node that runs there.
struct Listening: Equatable {
  var pid: Int32
  var peerAddress: String
  var localAddress: String

  var json: JSONValue {
    [
      "pid": .integer(Int64(pid)), "peerAddress": .string(peerAddress), "localAddress": .string(localAddress),
    ]
  }

  init(pid: Int32, peerAddress: String, localAddress: String) {
    self.pid = pid
    self.peerAddress = peerAddress
    self.localAddress = localAddress
  }

  init?(_ json: JSONValue) {
    guard let pid = json["pid"]?.integerValue, let peer = json["peerAddress"]?.stringValue,
      let local = json["localAddress"]?.stringValue
    else { return nil }
    self.init(pid: Int32(clamping: pid), peerAddress: peer, localAddress: local)
  }
}
