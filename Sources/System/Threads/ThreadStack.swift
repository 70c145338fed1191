import CSystem
import Glibc

/// The stack of the calling thread.
package enum ThreadStack {
  private static let pageBytes: UInt = 4_096

  /// Gives back the pages below the caller, which only calls that are over have written; the system fills such a page with
  /// zeros when it is needed again. For threads that begin a long wait, never for the process's first thread.
  @inline(never)
  package static func giveBackUnused() {
    var attributes = pthread_attr_t()
    var (lowest, size): (UnsafeMutableRawPointer?, Int) = (nil, 0)
    guard samenloop_thread_attributes(pthread_self(), &attributes) == 0 else { return }
    let status = pthread_attr_getstack(&attributes, &lowest, &size)
    pthread_attr_destroy(&attributes)
    guard status == 0, let lowest else { return }
    var marker: UInt8 = 0
    withUnsafeMutablePointer(to: &marker) { marker in
      let begin = (UInt(bitPattern: lowest) + pageBytes - 1) & ~(pageBytes - 1)
      // A page stays for the rest of this call.
      let end = (UInt(bitPattern: marker) - pageBytes) & ~(pageBytes - 1)
      guard end > begin, end - begin < size else { return }
      madvise(UnsafeMutableRawPointer(bitPattern: begin), Int(end - begin), MADV_DONTNEED)
    }
  }
}
