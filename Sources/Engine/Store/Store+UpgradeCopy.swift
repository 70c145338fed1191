import Journal
import PeerProtocol
import Region
import Synchronization

/// The copy of a store of an older format, made before the first record of the present one.
extension Store {
  /// Keeps the store as it is beside itself before the first record of the present format is written into it.
  func keepUpgradeCopy(of format: Int) throws {
    guard let copy = journal.upgradeCopy else { return }
    try copy.make()
    log(
      LogEvent(
        .warning, "store-upgraded",
        [
          "from": JSONValue(format), "to": JSONValue(StoreFormat.current),
          "reason": "a copy stays in store/before-upgrade for seven days at most, or until something is erased",
        ]))
  }

  /// Hours until the copy is removed for its age; nil where there is none.
  var upgradeCopyHoursLeft: Int? { journal.upgradeCopy?.hoursLeft }

  /// Removes the copy once something was erased that it still holds, and after seven days.
  func reviewUpgradeCopy() {
    guard let copy = journal.upgradeCopy, copy.hoursLeft != nil else { return }
    let holdsErased = erasure.withLock { $0.isInUpgradeCopy }
    do throws(JournalError) {
      guard holdsErased ? try copy.remove() : try copy.age() else { return }
      log(LogEvent(.info, "upgrade-copy-removed", ["reason": .string(holdsErased ? "erasure" : "age")]))
    } catch {
      // The next tick tries again.
      log(LogEvent(.warning, "upgrade-copy-stays", ["reason": .string("\(error)")]))
    }
  }
}
