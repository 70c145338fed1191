import Glibc

/// A thread of the operating system: what blocks does not belong on the cooperative pool of Swift's tasks.
package struct WorkerThread: @unchecked Sendable {
  // Unchecked: the handle is a number that any thread may join with.
  private let handle: pthread_t

  /// Bytes of stack that any of our own work needs at most: documents have a limited depth.
  package static let stackBytes = 512 << 10

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs `body` on a new thread that ``join()`` is called for once; nil when the system has none to give.
  package init?(stackBytes: Int = stackBytes, _ body: @escaping @Sendable () -> Void) {
    guard let handle = Self.create(PTHREAD_CREATE_JOINABLE, stackBytes, body) else { return nil }
    self.handle = handle
  }

  /// Runs `body` on a new thread that nobody joins; false when the system has none to give.
  package static func start(stackBytes: Int = stackBytes, _ body: @escaping @Sendable () -> Void) -> Bool {
    create(PTHREAD_CREATE_DETACHED, stackBytes, body) != nil
  }

  /// Waits until the thread has ended; called once.
  package func join() { pthread_join(handle, nil) }

  private static func create(
    _ detachState: Int, _ stackBytes: Int, _ body: @escaping @Sendable () -> Void
  ) -> pthread_t? {
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    defer { attributes.deallocate() }
    guard pthread_attr_init(attributes) == 0 else { return nil }
    defer { pthread_attr_destroy(attributes) }
    pthread_attr_setstacksize(attributes, stackBytes)
    pthread_attr_setdetachstate(attributes, Int32(detachState))
    let box = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard result == 0 else {
      box.release()
      return nil
    }
    return thread
  }
}
