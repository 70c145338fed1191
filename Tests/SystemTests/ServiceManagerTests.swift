import Glibc
import TestSupport
import Testing

@testable import System

/// Messages to the service manager arrive at its socket.
@Suite(.timeLimit(.minutes(30))) struct ServiceManagerTests {
  /// A socket that takes datagrams under a path.
  private final class Receiver {
    let descriptor: Int32

    init?(_ path: String) {
      descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let name = path.hasPrefix("@") ? [0] + Array(path.utf8.dropFirst()) : Array(path.utf8)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
      let length = socklen_t(2 + name.count)
      let isBound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 }
      }
      guard isBound else { return nil }
    }

    deinit { _ = close(descriptor) }

    func next() -> String {
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
  }

  @Test(arguments: [false, true]) func messagesArrive(_ isAbstract: Bool) throws {
    let folder = try TemporaryDirectory()
    let path = isAbstract ? "@" + folder.path.dropFirst() : folder.file("notify")
    let receiver = try #require(Receiver(path))
    let manager = try #require(ServiceManager { ["NOTIFY_SOCKET": path][$0] })
    #expect(manager.aliveMilliseconds == nil)
    #expect(manager.tell(.ready))
    #expect(receiver.next() == "READY=1")
    #expect(manager.tell(.alive))
    #expect(receiver.next() == "WATCHDOG=1")
    #expect(manager.tell(.stopping))
    #expect(receiver.next() == "STOPPING=1")
  }

  @Test func theEnvironmentSaysHowOften() {
    func milliseconds(_ environment: [String: String]) -> Int? {
      ServiceManager { environment.merging(["NOTIFY_SOCKET": "/run/x"]) { given, _ in given }[$0] }?.aliveMilliseconds
    }
    #expect(milliseconds(["WATCHDOG_USEC": "60000000"]) == 30_000)
    #expect(milliseconds(["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": String(getpid())]) == 30_000)
    #expect(milliseconds(["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"]) == nil)
    #expect(milliseconds(["WATCHDOG_USEC": "x"]) == nil)
    #expect(ServiceManager { _ in nil as String? } == nil)
    #expect(ServiceManager { ["NOTIFY_SOCKET": "vsock:2:1"][$0] } == nil)
    #expect(ServiceManager { _ in "/" + String(repeating: "x", count: 200) } == nil)
  }

  @Test func aSocketThatIsGoneIsNoFault() throws {
    let folder = try TemporaryDirectory()
    let manager = try #require(ServiceManager { ["NOTIFY_SOCKET": folder.file("none")][$0] })
    #expect(!manager.tell(.ready))
  }
}
