import Cryptography
import Glibc
package import PeerProtocol
import System
import Transport

/// What a look at a home finds without starting its node. Nothing is changed.
package enum HomeReview {
  /// Why the files of HOME/keys do not let a node start; nil where they do.
  package static func keyFault(of home: NodeHome) -> NodeFailure? {
    do throws(NodeFailure) {
      _ = try HomeKeys.read(from: home)
      return nil
    } catch {
      return error
    }
  }

  /// What other users of the machine may read, and should not.
  package static func openPaths(in home: NodeHome) -> [String] { HomePermissions.paths(in: home) }

  /// Why the store and the keys do not belong together; nil where they do, or where no store was made yet.
  package static func originFault(of home: NodeHome, _ configuration: NodeConfiguration) -> NodeFailure? {
    do throws(NodeFailure) {
      _ = try StoreOrigin(configuration, HomeKeys.read(from: home)).isWritten(in: home)
      return nil
    } catch {
      return error
    }
  }

  /// The process that says in the store's lock that it has the store, where it is alive; nil where there is none.
  package static func processWithStore(of home: NodeHome) -> Int32? {
    guard let text = try? Files.read(home.store + "/lock", limit: 64),
      let pid = Int32(String(decoding: text, as: UTF8.self).filter(\.isNumber)), pid > 0,
      let name = try? Files.read("/proc/\(pid)/comm", limit: 64)
    else { return nil }
    return String(decoding: name, as: UTF8.self).hasPrefix("samenloop") ? pid : nil
  }

  /// When anything in the store was last changed, in seconds since 1970; nil where there is none.
  package static func storeChangedAt(_ home: NodeHome) -> Int64? {
    (Files.names(in: home.store) ?? []).compactMap { Files.mark(of: "\(home.store)/\($0)").map { Int64($0.seconds) } }
      .max()
  }

  /// Whether the journal was written after a file was: so whether the node ran since. Looking at the store is no run.
  package static func journalChanged(_ home: NodeHome, since file: String) -> Bool {
    guard let made = Files.mark(of: file) else { return false }
    return (Files.names(in: home.store) ?? []).lazy.filter { $0.hasSuffix(".journal") }
      .compactMap { Files.mark(of: "\(home.store)/\($0)") }
      .contains { ($0.seconds, $0.nanoseconds) > (made.seconds, made.nanoseconds) }
  }

  /// The newest version that the names and first bytes of the store's files show; nil where there is no store. The records
  /// are sealed: their format shows at a start only.
  package static func storeFault(of home: NodeHome) -> String? {
    for name in (Files.names(in: home.store) ?? []).sorted() where name.hasSuffix(".journal") {
      let path = "\(home.store)/\(name)"
      let head: [UInt8]
      do throws(FileError) {
        head = try FileReader(path).read(upTo: 8)
      } catch {
        // A node that runs removes segments that a snapshot made needless.
        if error.number == ENOENT { continue }
        return pick("\(path) is niet te lezen", "\(path) cannot be read")
      }
      let digits = head.dropFirst(6).prefix(2).map { Int($0) - 0x30 }
      guard head.starts(with: Array("SLJRNL".utf8)), digits.count == 2, digits.allSatisfy({ (0...9).contains($0) })
      else { return pick("\(path) is geen bestand van een opslag", "\(path) is no file of a store") }
      if digits[0] * 10 + digits[1] > storeVersion {
        return pick("\(path) is geschreven door een nieuwer programma", "\(path) was written by a newer program")
      }
    }
    return nil
  }

  /// The version of segments that this program writes (`FileHeader`).
  private static let storeVersion = 1

  /// Whom the node would trust, and how it would be trusted.
  package struct Trust: Sendable {
    /// Why a file of trust cannot be used; nil where all can.
    package var fault: String?
    /// When the first revocation list is out of date.
    package var listDue: Timestamp?
    /// Anchors without a revocation list.
    package var unlisted: [String] = []
    /// Authorities whose list was there before, and is no longer.
    package var missing: [String] = []
    /// Whether a certificate of the node's file was issued by an anchor; true where no authority is asked for.
    package var leadsToAnchor = true
  }

  /// Reads the anchors, the lists and the node's own chain; nil where `node.json` asks for no authority.
  package static func trust(of home: NodeHome, _ configuration: NodeConfiguration) -> Trust? {
    guard let anchorFile = configuration.trustAnchors else { return nil }
    var review = Trust()
    do throws(TrustKeeper.TrustFault) {
      let trust = try TrustKeeper.readTrust(home, configuration, kept: try TrustKeeper.kept(home))
      review.listDue = trust.anchors?.listsDue.min().map { Timestamp(seconds: $0) }
      review.unlisted = trust.anchors?.unlistedAnchors ?? []
      review.missing = trust.missing.map(\.authority)
    } catch {
      review.fault = error.text
      return review
    }
    let own = (try? Files.read(home.key(.tlsCertificate))).flatMap { ShownCertificate.certificates(pem: $0) } ?? []
    let anchors = (try? Files.read(home.resolve(anchorFile))).flatMap { ShownCertificate.certificates(pem: $0) } ?? []
    review.leadsToAnchor = own.contains { one in anchors.contains { one.der == $0.der || one.isIssued(by: $0) } }
    return review
  }

  /// Whether the peer listener's certificate may be shown at both ends of a connection, as authorities' ones have to say.
  package static func isForBothEnds(_ home: NodeHome) -> Bool {
    (try? Files.read(home.key(.tlsCertificate))).map { ShownCertificate.isForBothEnds(certificatePEM: $0) } ?? false
  }
}
