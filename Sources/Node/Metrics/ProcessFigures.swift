import Glibc
import System

/// What the system says of this process and of the disk of its store.
struct ProcessFigures {
  /// Bytes of memory in use; nil where the system does not say.
  var residentBytes: Double?
  /// Open descriptors, and how many there may be.
  var openDescriptors: Double?
  var maximumDescriptors: Double?
  /// Bytes that a process without privileges may still write, and all that there are.
  var diskFreeBytes: Double?
  var diskBytes: Double?

  init(storeFolder: String?) {
    if let text = try? Files.read("/proc/self/statm", limit: 4_096) {
      let pages = String(decoding: text, as: UTF8.self).split(separator: " ")
      residentBytes = pages.dropFirst().first.flatMap { Double($0) }.map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
    }
    openDescriptors = Files.names(in: "/proc/self/fd").map { Double($0.count) }
    var limit = rlimit()
    // RLIMIT_NOFILE, which Glibc declares in a form that Swift does not see.
    if getrlimit(__rlimit_resource_t(7), &limit) == 0 {
      maximumDescriptors = Double(limit.rlim_cur)
    }
    guard let storeFolder, let room = DiskRoom(of: storeFolder) else { return }
    (diskFreeBytes, diskBytes) = (Double(room.freeBytes), Double(room.bytes))
  }
}
