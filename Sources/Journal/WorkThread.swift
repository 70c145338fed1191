import Glibc

/// A thread of its own for work that blocks.
final class WorkThread: @unchecked Sendable {
  // Unchecked: `handle` is written once before the value is shared, and joined by the one caller of `join`.
  private var handle = pthread_t()

  private final class Body {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts `run` with a stack of 512 KiB.
  init(run: @escaping @Sendable () -> Void) throws(FileError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 512 * 1024)
    let body = Unmanaged.passRetained(Body(run: run))
    let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { @Sendable argument in
      if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
      return nil
    }
    let code = pthread_create(&handle, &attributes, entry, body.toOpaque())
    guard code == 0 else {
      body.release()
      throw FileError(operation: "pthread_create", code: code)
    }
  }

  /// Waits until it has returned; called once.
  func join() { pthread_join(handle, nil) }
}
