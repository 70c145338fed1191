import FoundationEssentials
package import Glibc
import Node
import System

/// A process that this one started. It does not outlive the value: `stop` or the deinitializer ends it.
package final class ChildProcess {
  /// A call of the system that failed.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  /// Where an output of the child goes.
  package enum Output {
    case nowhere
    case file(String)
    case descriptor(Int32)
  }

  package let identifier: pid_t
  private var status: Int32?

  /// Starts `program` with arguments, in a process group of its own: a Ctrl-C is for the parent, who then ends its children.
  package init(_ program: String, _ arguments: [String], output: Output, errors: Output) throws {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    guard posix_spawn_file_actions_init(&actions) == 0, posix_spawnattr_init(&attributes) == 0 else {
      throw Failure(description: "no memory to start \(program)")
    }
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (descriptor, target) in [(Int32(1), output), (2, errors)] {
      switch target {
      case .nowhere: posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
      case .file(let path):
        posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      case .descriptor(let source): posix_spawn_file_actions_adddup2(&actions, source, descriptor)
      }
    }
    // The child begins with the system's own signal handling, whatever this process ignores or blocks.
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

    let environment = ProcessInfo.processInfo.environment.map { $0.key + "=" + $0.value }
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var started = pid_t()
    let code = posix_spawn(&started, program, &actions, &attributes, &words, &variables)
    guard code == 0 else { throw Failure(description: "cannot start \(program): \(FileError.text(of: code))") }
    identifier = started
  }

  deinit { if status == nil { end(by: SIGKILL) } }

  /// The exit status once it has ended (128 and the signal's number where a signal ended it), else nil. Does not wait.
  package func poll() -> Int32? {
    if let status { return status }
    var raw: Int32 = 0
    guard waitpid(identifier, &raw, WNOHANG) == identifier else { return nil }
    status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
    return status
  }

  /// Asks it to end and waits, at most so long; then ends it. Returns the exit status. An interruption does not hurry this:
  /// it is part of cleaning up.
  @discardableResult
  package func stop(patience seconds: Double) -> Int32 {
    if let status = poll() { return status }
    _ = kill(identifier, SIGTERM)
    let deadline = MonotonicTime.now + seconds
    while MonotonicTime.now < deadline {
      if let status = poll() { return status }
      usleep(5_000)
    }
    return end(by: SIGKILL)
  }

  @discardableResult
  private func end(by signal: Int32) -> Int32 {
    _ = kill(identifier, signal)
    while status == nil {
      if poll() == nil { usleep(2_000) }
    }
    return status ?? 0
  }
}
