import Glibc

/// How much room a file system has.
package struct DiskRoom: Sendable, Equatable {
  /// Bytes that a process without privileges may still write.
  package let freeBytes: UInt64
  /// Bytes of the whole file system.
  package let bytes: UInt64

  /// The room of the file system on which `path` is; nil where the system does not say.
  package init?(of path: String) {
    var figures = statvfs()
    guard statvfs(path, &figures) == 0 else { return nil }
    let size = UInt64(figures.f_frsize)
    freeBytes = size.multipliedReportingOverflow(by: UInt64(figures.f_bavail)).partialValue
    bytes = size.multipliedReportingOverflow(by: UInt64(figures.f_blocks)).partialValue
  }
}
