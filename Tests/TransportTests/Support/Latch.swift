import Glibc
import Synchronization

/// Holds threads until it is opened.
final class Latch: Sendable {
  private let state = Mutex((isOpen: false, result: false))

  var isOpen: Bool { state.withLock { $0.isOpen } }
  var result: Bool {
    get { state.withLock { $0.result } }
    set { state.withLock { $0.result = newValue } }
  }

  func open() { state.withLock { $0.isOpen = true } }
  func wait() { while !isOpen { pause(milliseconds: 1) } }
}

func pause(milliseconds: Int) { usleep(UInt32(milliseconds) * 1_000) }

/// A thread that a test joins.
final class Worker {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private var thread = pthread_t()

  init(_ run: @escaping @Sendable () -> Void) {
    pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(Body(run)).toOpaque())
  }

  func join() { pthread_join(thread, nil) }
}
