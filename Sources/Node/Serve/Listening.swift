package import PeerProtocol

/// What HOME/listening.json tells the commands about the node that runs there.
package struct Listening: Equatable {
  package var pid: Int32
  package var peerAddress: String
  package var localAddress: String

  package var json: JSONValue {
    [
      "pid": .integer(Int64(pid)), "peerAddress": .string(peerAddress), "localAddress": .string(localAddress),
    ]
  }

  package init(pid: Int32, peerAddress: String, localAddress: String) {
    self.pid = pid
    self.peerAddress = peerAddress
    self.localAddress = localAddress
  }

  package init?(_ json: JSONValue) {
    guard let pid = json["pid"]?.integerValue, let peer = json["peerAddress"]?.stringValue,
      let local = json["localAddress"]?.stringValue
    else { return nil }
    self.init(pid: Int32(clamping: pid), peerAddress: peer, localAddress: local)
  }
}
