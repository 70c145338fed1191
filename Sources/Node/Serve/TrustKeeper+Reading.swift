import Cryptography
import PeerProtocol
import System
import Transport

/// How the files are read: what is wrong with one names it and what to do.
extension TrustKeeper {
  /// Whom to trust, as the files of the operator and what is kept say.
  struct Trust {
    var anchors: TrustAnchors?
    /// The lists of the file, and of the authorities that it does not name those that were read before.
    var lists = RevocationLists()
    /// Lists that the file no longer has, or has in an older form.
    var missing: [RevocationLists.List] = []
    /// Those of them of which it holds an older one.
    var outrun: Set<String> = []
  }

  /// Why files cannot be used.
  struct TrustFault: Error {
    let text: String
  }

  static func kept(_ home: NodeHome) throws(TrustFault) -> RevocationLists {
    do throws(NodeFailure) {
      return try KeptRevocationLists(of: home).read()
    } catch {
      throw TrustFault(text: error.detail)
    }
  }

  /// What is kept on the disk, and where that could not be written what is kept in memory.
  static func joined(_ kept: RevocationLists, _ unwritten: RevocationLists?) throws(TrustFault) -> RevocationLists {
    guard let unwritten else { return kept }
    do throws(TransportError) {
      return try unwritten.keeping(kept)
    } catch {
      throw TrustFault(text: error.description)
    }
  }

  static func readTrust(
    _ home: NodeHome, _ configuration: NodeConfiguration, kept: RevocationLists
  ) throws(TrustFault) -> Trust {
    guard let file = configuration.trustAnchors else { return Trust(lists: kept) }
    let path = home.resolve(file)
    var trust = Trust()
    do {
      var given = RevocationLists()
      if let lists = configuration.revocationLists { given = try Self.lists(home.resolve(lists)) }
      trust.lists = try given.keeping(kept)
      trust.missing = kept.missing(in: given)
      trust.outrun = Set(trust.missing.filter(given.holdsAny).map(\.authority))
      let isListed = configuration.revocationLists != nil || !trust.lists.isEmpty
      let anchors = try Files.read(path)
      if let fault = PEMForm.fault(of: anchors, at: path, expecting: .certificates) {
        throw TrustFault(text: "\(fault). It is named as trustAnchors in \(home.configuration)")
      }
      trust.anchors = try TrustAnchors(
        anchorsPEM: anchors, lists: isListed ? trust.lists : nil,
        graceSeconds: Int64(configuration.revocationGraceHours) * hour)
      return trust
    } catch let fault as TrustFault {
      throw fault
    } catch {
      throw TrustFault(text: "\(error): correct trustAnchors or revocationLists in \(home.configuration)")
    }
  }

  static func readOwn(
    _ home: NodeHome, _ ownKey: [UInt8]
  ) throws(TrustFault) -> (certificate: X509Certificate, certificatePEM: [UInt8], privateKeyPEM: [UInt8]) {
    let (file, keyFile) = (home.key(.tlsCertificate), home.key(.tlsKey))
    do {
      let (certificatePEM, privateKeyPEM) = (try Files.read(file), try Files.read(keyFile))
      if let fault = ShownCertificate.fault(
        certificatePEM: certificatePEM, at: file, privateKeyPEM: privateKeyPEM, at: keyFile)
      {
        throw TrustFault(text: fault)
      }
      let certificate = try X509Certificate(pem: certificatePEM)
      guard certificate.spkiSHA256 == ownKey else {
        throw TrustFault(text: "\(keyFile) is another key than at the start: restart the node to change keys")
      }
      return (certificate, certificatePEM, privateKeyPEM)
    } catch let fault as TrustFault {
      throw fault
    } catch {
      throw TrustFault(text: "\(file) or its key cannot be read: \(error)")
    }
  }

  /// The file of revocation lists. Authorities publish them in DER.
  static func lists(_ path: String) throws -> RevocationLists {
    let bytes = try Files.read(path, limit: listBytes)
    if let fault = PEMForm.fault(of: bytes, at: path, expecting: .revocationLists) {
      let advice = PEMForm.endsWithCommand(fault) ? "" : ": fetch the authority's, as Operating describes"
      throw TrustFault(text: fault + advice)
    }
    do throws(TransportError) {
      return try RevocationLists(pem: bytes)
    } catch {
      throw TrustFault(text: "\(path): \(error). Fetch the lists anew, as Operating describes")
    }
  }

  static func revoked(_ home: NodeHome) throws(TrustFault) -> RevokedCredentials {
    do throws(FileError) {
      if let revoked = try RevokedCredentials.read(from: home) { return revoked }
    } catch {
      throw TrustFault(text: error.description)
    }
    throw TrustFault(text: "\(home.revokedCredentials) cannot be read: restore it from a backup")
  }

  static func marks(_ home: NodeHome, _ configuration: NodeConfiguration) -> [Files.Mark?] {
    let given = [configuration.trustAnchors, configuration.revocationLists].compactMap { $0 }.map(home.resolve)
    // What this node writes itself comes last.
    return (given + [home.key(.tlsCertificate), home.key(.tlsKey), home.revokedCredentials, home.keptRevocationLists])
      .map(Files.mark(of:))
  }
}
