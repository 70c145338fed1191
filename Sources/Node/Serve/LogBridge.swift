import Engine
import LocalAPI
import PeerProtocol
import Transport

/// Turns what the parts report into log lines.
enum LogBridge {
  /// Events that come again with every try, as long as their cause is there.
  private static let repeating: Set<String> = [
    "storage-failed", "tick-waits", "no-thread", "alarm-not-stored", "snapshot-failed", "delivery-waits",
    "curve-arithmetic-failed", "webhooks-wait", "webhook-not-signed", "mail-waits",
  ]

  /// A line about what the engine did. Logs are English, also of a request whose answer is not.
  static func write(_ event: LogEvent, to log: NodeLog) {
    TextLanguage.$current.withValue(.en) { writeInEnglish(event, to: log) }
  }

  private static func writeInEnglish(_ event: LogEvent, to log: NodeLog) {
    var members = LogAdvice.complete(event.event, event.members)
    if let detail = event.clock?.explanation { members["detail"] = .string(detail) }
    if let detail = event.refusal.map({ Problem($0).detail }) {
      members["reason"] = .string((members["reason"]?.stringValue).map { "\($0). \(detail)" } ?? detail)
    }
    if let alarm = event.alarm {
      members["detail"] = .string(alarm.detail(of: members["peer"]?.stringValue ?? "this region"))
    }
    if let step = event.nextStep?.text {
      if let detail = members["detail"]?.stringValue {
        members["detail"] = .string(detail + " " + step)
      } else if let reason = members["reason"]?.stringValue {
        members["reason"] = .string(reason + ": " + step)
      } else {
        members["next"] = .string(step)
      }
    }
    if repeating.contains(event.event) {
      log.writeBounded(event.event, level: LogLevel(rawValue: event.level.rawValue) ?? .warning, members)
      return
    }
    log.write(event.event, level: LogLevel(rawValue: event.level.rawValue) ?? .info, members)
  }

  /// A line about a listener.
  static func write(_ event: ServerEvent, listener: String, to log: NodeLog) {
    var members: [String: JSONValue] = ["listener": .string(listener)]
    switch event {
    case .started(let port):
      members["port"] = .integer(Int64(port))
      log.write("listening", members)
    case .handshakeFailed(let address, let reason):
      members["address"] = .string(address)
      members["reason"] = .string(reason)
      log.write("handshake-failed", level: .warning, members)
    case .cutOff(let address, let reason):
      members["address"] = .string(address)
      members["reason"] = .string(reason)
      log.write("connection-cut-off", level: .warning, members)
    case .requestRefused(let address, let status, let detail):
      members["address"] = .string(address)
      members["status"] = .integer(Int64(status))
      members["reason"] = .string(detail)
      log.write("request-refused", level: .warning, members)
    case .overloaded(let address):
      members["address"] = .string(address)
      log.write("overloaded", level: .warning, members)
    case .limited(let account, let limit):
      members["client"] = .string(account)
      members["limit"] = .string(limit)
      log.write("client-limited", level: .warning, members)
    case .eventsOmitted(let count):
      members["count"] = .integer(Int64(count))
      log.write("events-omitted", level: .warning, members)
    case .resourcesExhausted(let reason):
      members["reason"] = .string(reason)
      log.writeBounded("resources-exhausted", level: .error, members)
    case .stopped(let clean):
      members["clean"] = .bool(clean)
      log.write("listener-stopped", level: clean ? .info : .warning, members)
    }
  }
}
