import COpenSSL

/// The error queue of OpenSSL, which belongs to the thread.
enum TLSErrorQueue {
  /// Before each call whose result is read with `SSL_get_error`. To look first is cheaper: it is empty nearly always.
  static func clear() {
    if ERR_peek_error() != 0 { ERR_clear_error() }
  }

  /// Empties the queue into one text.
  static func drain() -> String {
    var texts: [String] = []
    while true {
      let code = ERR_get_error()
      guard code != 0 else { break }
      let reason = ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
      if texts.last != reason { texts.append(reason) }
    }
    return texts.joined(separator: "; ")
  }
}
