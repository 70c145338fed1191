import Demo
import Glibc
import PeerProtocol
import Synchronization

/// The node's listener beside nginx, with the same certificates and the same TLS, in one run and in turns.
///
/// Rounds are short and many: what else happens on the machine lasts seconds, so both servers of a round share it, and the
/// ratio within a round says more than either figure.
struct TransportBenchmark: Benchmark {
  let requests: Int
  let uploads: Int
  let handshakes: Int
  let idle: Int
  let rounds: Int

  private static let connections = 4
  private static let small = Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
  private static let upload =
    Array("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65536\r\n\r\n".utf8)
    + [UInt8](repeating: 0x61, count: 65_536)

  /// Microseconds of the server's processor for each, and bytes an idle connection.
  private struct Figures {
    var request: [Double] = []
    var upload: [Double] = []
    var handshake: [Double] = []
    var idle: [Double] = []
  }

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    let keys = try BenchmarkKeys(in: folder)
    var servers = [try MeasuredServer.own(keys, in: folder)]
    let nginx = try MeasuredServer.nginx(keys, in: folder)
    if let nginx { servers.append(nginx) } else { progress.say("nginx is not here: apt-get install nginx-light") }
    var figures = [Figures](repeating: Figures(), count: servers.count)
    for server in servers { _ = try exchange(Self.small, count: requests / 10, server, keys) }
    for round in 1...rounds {
      // Neither always comes first.
      let turns = Array(servers.enumerated())
      for (index, server) in round.isMultiple(of: 2) ? turns.reversed() : turns {
        figures[index].request.append(try exchange(Self.small, count: requests, server, keys))
        figures[index].upload.append(try exchange(Self.upload, count: uploads, server, keys))
        figures[index].handshake.append(try shakeHands(server, keys))
      }
      try Interruption.check()
      if round == rounds || round.isMultiple(of: 5) { progress.say("round \(round) of \(rounds)") }
    }
    for (index, server) in servers.enumerated() { figures[index].idle = [try memoryOfIdle(server, keys)] }
    return report(figures, hasNginx: nginx != nil)
  }

  /// Microseconds of the server's processor for one request on a kept connection.
  private func exchange(_ request: [UInt8], count: Int, _ server: MeasuredServer, _ keys: BenchmarkKeys) throws
    -> Double
  {
    let each = max(1, count / Self.connections)
    let (client, port) = (keys.client, server.port)
    let begun = SharedFlag()
    let threads = try (0..<Self.connections).map { _ in
      try JoinedThread {
        guard let connection = try? TLSClient(port: port, context: client) else { return begun.fail() }
        withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 16) { buffer in
          // The first one ends the handshake on the server's side, too.
          guard connection.send(Self.small), connection.readsOK(buffer) else { return begun.fail() }
          begun.arriveAndWait()
          for _ in 0..<each where !begun.hasFailed {
            guard connection.send(request), connection.readsOK(buffer) else { return begun.fail() }
          }
        }
      }
    }
    while begun.arrived < Self.connections, !begun.hasFailed { usleep(1_000) }
    let before = try server.processorSeconds()
    begun.open()
    for thread in threads { thread.join() }
    let after = try server.processorSeconds()
    guard !begun.hasFailed else { throw BenchmarkFailure(description: "\(server.name) did not answer every request") }
    return (after - before) * 1e6 / Double(each * Self.connections)
  }

  /// Microseconds of the server's processor for one connection: accepted, both certificates verified, closed.
  private func shakeHands(_ server: MeasuredServer, _ keys: BenchmarkKeys) throws -> Double {
    let before = try server.processorSeconds()
    for _ in 0..<handshakes { try TLSClient(port: server.port, context: keys.client).farewell() }
    // Those of the last connections that the server has not seen the end of yet.
    usleep(200_000)
    return (try server.processorSeconds() - before) * 1e6 / Double(handshakes)
  }

  /// Bytes of memory that one connection costs that asked something and then nothing more.
  private func memoryOfIdle(_ server: MeasuredServer, _ keys: BenchmarkKeys) throws -> Double {
    let before = try server.memory()
    var held: [TLSClient] = []
    try withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 16) { buffer in
      for _ in 0..<idle {
        let connection = try TLSClient(port: server.port, context: keys.client)
        guard connection.send(Self.small), connection.readsOK(buffer) else {
          throw BenchmarkFailure(description: "\(server.name) did not answer on connection \(held.count)")
        }
        held.append(connection)
      }
    }
    usleep(200_000)
    return Double(try server.memory() - before) / Double(held.count)
  }

  private func report(_ figures: [Figures], hasNginx: Bool) -> Report {
    let kinds: [(name: String, member: String, scale: Double, values: (Figures) -> [Double])] = [
      ("small request, kept connection (µs)", "requestMicroseconds", 1, { $0.request }),
      ("64 KiB upload (µs)", "uploadMicroseconds", 1, { $0.upload }),
      ("connection with full handshake (µs)", "handshakeMicroseconds", 1, { $0.handshake }),
      ("idle connection (KiB of memory)", "idleBytes", 1.0 / 1024, { $0.idle }),
    ]
    var rows = [["", "samenloop"] + (hasNginx ? ["nginx", "times nginx", "half of the rounds"] : [])]
    var json: [String: JSONValue] = ["rounds": JSONValue(rounds), "nginx": .bool(hasNginx)]
    for kind in kinds {
      let found = figures.map { median(kind.values($0)) }
      var row = [kind.name] + found.map { ($0 * kind.scale).shown(1) }
      var member: [String: JSONValue] = ["samenloop": found[0].json]
      if hasNginx {
        let ratios = zip(kind.values(figures[0]), kind.values(figures[1])).map { $0 / $1 }
        let ratio = median(ratios)
        let (low, high) = middleHalf(ratios)
        row += [ratio.shown(2), ratios.count > 1 ? "\(low.shown(2)) to \(high.shown(2))" : ""]
        member["nginx"] = found[1].json
        member["timesNginx"] = ratio.json
        member["timesNginxMiddleHalf"] = .array([low.json, high.json])
      }
      rows.append(row)
      json[kind.member] = .object(member)
    }
    return Report(
      title:
        "The node's listener\(hasNginx ? " beside nginx" : ""): processor time of the server, medians of \(rounds) rounds",
      rows: rows,
      notes: hasNginx ? [] : ["nginx is not here, so there is nothing to compare with: apt-get install nginx-light"],
      json: .object(json))
  }
}

/// Lets threads begin together, and tells the others when one of them failed.
final class SharedFlag: Sendable {
  private let count = Atomic(0)
  private let isOpen = Atomic(false)
  private let failure = Atomic(false)

  var arrived: Int { count.load(ordering: .acquiring) }
  var hasFailed: Bool { failure.load(ordering: .acquiring) }

  func arriveAndWait() {
    count.add(1, ordering: .acquiringAndReleasing)
    while !isOpen.load(ordering: .acquiring), !hasFailed { usleep(500) }
  }

  func open() { isOpen.store(true, ordering: .releasing) }
  func fail() { failure.store(true, ordering: .releasing) }
}
