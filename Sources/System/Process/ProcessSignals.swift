import Glibc

/// Signals of the process. They are taken by a thread that waits for them, never by a handler.
package enum ProcessSignals {
  /// Makes a write to a closed connection, or past the limit of file sizes, an error instead of the end of the process.
  package static func ignoreFailedWrites() {
    ignoreBrokenPipes()
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Makes a write to a closed connection an error instead of the end of the process.
  package static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Holds back the signals that end a node or tell it something; call before any thread starts, so that all threads inherit it.
  package static func hold() {
    var set = handled
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits for SIGTERM, SIGINT or SIGHUP and tells which.
  package static func wait() -> Int32 {
    var set = handled
    var number: Int32 = 0
    while sigwait(&set, &number) != 0 {}
    return number
  }

  private static var handled: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGHUP)
    return set
  }
}
