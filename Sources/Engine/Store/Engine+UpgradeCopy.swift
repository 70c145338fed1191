import Journal
import PeerProtocol
import Region
import Synchronization

/// What the engine does with stores of other formats.
extension Engine {
  /// Reads with `read`, and tells the journal where a newer program wrote what was read.
  static func tellNewer<Result>(_ read: () throws(CodecError) -> Result) throws -> Result {
    do throws(CodecError) {
      return try read()
    } catch {
      if error.isNewer { throw NewerFormat(reason: error.description) }
      throw error
    }
  }

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

  /// `{"hoursLeft"}` while the copy is there, for `status`.
  var upgradeCopyStatus: JSONValue? { journal.upgradeCopy?.hoursLeft.map { ["hoursLeft": JSONValue($0)] } }

  /// Removes the copy once something was erased that it still holds, and after seven days.
  func reviewUpgradeCopy() {
    guard let copy = journal.upgradeCopy, copy.hoursLeft != nil else { return }
    let holdsErased = background.state.withLock { $0.copyHoldsErased }
    do throws(JournalError) {
      guard holdsErased ? try copy.remove() : try copy.age() else { return }
      log(LogEvent(.info, "upgrade-copy-removed", ["reason": .string(holdsErased ? "erasure" : "age")]))
    } catch {
      // The next tick tries again.
      log(LogEvent(.warning, "upgrade-copy-stays", ["reason": .string("\(error)")]))
    }
  }
}
