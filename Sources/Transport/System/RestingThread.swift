import COpenSSL

/// What a thread that waits for its client does not need: most connections wait most of the time, each on its own thread.
enum RestingThread {
  /// Milliseconds after which a wait counts as long.
  static let patience: Int32 = 300

  /// Gives back OpenSSL's random generators and error queue of this thread, which are made anew when needed, and the pages
  /// of the stack below the caller, which only calls that are over have written.
  ///
  /// For threads with a stack of their own, never the process's first.
  static func giveBack() {
    OPENSSL_thread_stop()
    samenloop_stack_give_back()
  }
}
