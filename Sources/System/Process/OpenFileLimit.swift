import Glibc

/// How many files and connections a process may have open.
package enum OpenFileLimit {
  /// Allows as many as the system permits this process.
  package static func raise() {
    // RLIMIT_NOFILE, which Swift does not see as a value of its type.
    let openFiles = __rlimit_resource_t(7)
    var limit = rlimit()
    guard getrlimit(openFiles, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(openFiles, &limit)
  }
}
