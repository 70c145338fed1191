package import Cryptography
import Glibc
import System
import Transport

/// The keys of a home, read and checked.
package struct HomeKeys: Sendable {
  var identity: Ed25519PrivateKey
  var pseudonymSecret: [UInt8]
  var storageKey: [UInt8]
  /// SHA-256 of the SPKI of a key that is about to take the place of the peer listener's: it stands on the card
  /// beforehand.
  var nextTLSKey: [UInt8]?
  var tls: (certificate: X509Certificate, certificatePEM: [UInt8], privateKeyPEM: [UInt8])
  var local: (certificatePEM: [UInt8], privateKeyPEM: [UInt8])
  var authorityPEM: [UInt8]

  /// Reads HOME/keys. Refuses files that others may read, and files that do not fit each other.
  ///
  /// - Parameter duringKeyChange: whether it is no fault that the store is under two keys.
  static func read(from home: NodeHome, duringKeyChange: Bool = false) throws(NodeFailure) -> HomeKeys {
    if !duringKeyChange, StorageKeyChange(of: home).isUnfinished {
      throw NodeFailure(
        .configuration,
        "a change of the storage key was broken off, and nothing is lost: start the node, which finishes it, or run "
          + "samenloop keys rotate storage --yes --home \(home.path)", code: "key-change-unfinished")
    }
    var files: [KeyFile: [UInt8]] = [:]
    for file in KeyFile.allCases { files[file] = try bytes(of: file, in: home) }
    let texts: [(KeyFile, PEMForm.Expected)] = [
      (.tlsCertificate, .certificates), (.localCertificate, .certificates), (.localKey, .privateKey),
      (.authorityCertificate, .certificates), (.authorityKey, .privateKey),
    ]
    for (file, expected) in texts {
      if let fault = PEMForm.fault(of: files[file] ?? [], at: home.key(file), expecting: expected) {
        throw NodeFailure(.configuration, fault)
      }
    }
    do {
      let certificate = try X509Certificate(pem: files[.tlsCertificate] ?? [])
      let key = try privateKey(
        files[.tlsKey] ?? [], home.key(.tlsKey),
        pick(
          "zet die terug uit een reservekopie, of neem een andere sleutel (Operating, A lost key)",
          "restore it from a backup, or take another key (Operating, A lost key)")
      )
      guard ShownCertificate.count(of: key, in: files[.tlsCertificate] ?? []) > 0 else {
        throw NodeFailure(
          .configuration,
          pick(
            "\(home.key(.tlsCertificate)) is niet het certificaat van \(home.key(.tlsKey)): zet beide terug "
              + "uit één reservekopie",
            "\(home.key(.tlsCertificate)) is not the certificate of \(home.key(.tlsKey)): restore both from one backup")
        )
      }
      for (certificate, key) in [(KeyFile.tlsCertificate, KeyFile.tlsKey), (.localCertificate, .localKey)] {
        let fault = ShownCertificate.fault(
          certificatePEM: files[certificate] ?? [], at: home.key(certificate), privateKeyPEM: files[key] ?? [],
          at: home.key(key))
        if let fault { throw NodeFailure(.configuration, fault) }
      }
      return HomeKeys(
        identity: try Ed25519PrivateKey(seed: files[.identity] ?? []),
        pseudonymSecret: files[.pseudonymSecret] ?? [], storageKey: files[.storageKey] ?? [],
        nextTLSKey: try nextKey(home),
        tls: (certificate, files[.tlsCertificate] ?? [], files[.tlsKey] ?? []),
        local: (files[.localCertificate] ?? [], files[.localKey] ?? []),
        authorityPEM: files[.authorityCertificate] ?? [])
    } catch let failure as NodeFailure {
      throw failure
    } catch {
      throw NodeFailure(
        .configuration,
        pick(
          "een sleutel in \(home.keys) is niet te lezen (\(error)): zet de map terug uit een reservekopie",
          "a key in \(home.keys) cannot be read (\(error)): restore the folder from a backup"))
    }
  }

  /// The authority that issues certificates for the local listener and its clients.
  package static func authority(of home: NodeHome) throws(NodeFailure) -> (X509Certificate, P256KeyPair) {
    let certificate = try bytes(of: .authorityCertificate, in: home)
    let key = try bytes(of: .authorityKey, in: home)
    let fault =
      PEMForm.fault(of: certificate, at: home.key(.authorityCertificate), expecting: .certificates)
      ?? PEMForm.fault(of: key, at: home.key(.authorityKey), expecting: .privateKey)
    if let fault { throw NodeFailure(.configuration, fault) }
    do {
      return (try X509Certificate(pem: certificate), try P256KeyPair(privateKeyPEM: key))
    } catch {
      throw NodeFailure(
        .configuration,
        pick(
          "de autoriteit in \(home.keys) is niet te lezen (\(error.reason)): zet de map terug uit een "
            + "reservekopie",
          "the authority in \(home.keys) cannot be read (\(error.reason)): restore the folder from a backup"))
    }
  }

  /// Every authority whose certificates count, the present one first; empty where the file cannot be read.
  static func authorities(of home: NodeHome) -> [X509Certificate] {
    (try? Files.read(home.key(.authorityCertificate))).flatMap { ShownCertificate.certificates(pem: $0) } ?? []
  }

  /// The public half of HOME/keys/tls-next.key, where there is one: the private half is not used before it is tls.key.
  private static func nextKey(_ home: NodeHome) throws -> [UInt8]? {
    guard Files.mode(of: home.nextTLSKey) != nil else { return nil }
    return try privateKey(
      try bytes(at: home.nextTLSKey), home.nextTLSKey,
      pick(
        "maak een andere (Operating, Certificates), of verwijder die",
        "make another one (Operating, Certificates), or remove it")
    ).spkiSHA256
  }

  /// A key for the peer listener. What peers would refuse is refused here, before it stands on the card.
  private static func privateKey(
    _ pem: [UInt8], _ path: String, _ advice: String
  ) throws(NodeFailure) -> PrivateKeyFile {
    let key: PrivateKeyFile
    if let fault = PEMForm.fault(of: pem, at: path, expecting: .privateKey) {
      throw NodeFailure(
        .configuration, PEMForm.endsWithCommand(fault) ? fault : pick("\(fault): \(advice)", "\(fault): \(advice)"))
    }
    do throws(CryptographyError) {
      key = try PrivateKeyFile(pem: pem)
    } catch {
      throw NodeFailure(
        .configuration,
        pick(
          "\(path) bevat geen geheime sleutel in PEM (\(error.reason)): \(advice)",
          "\(path) holds no private key in PEM (\(error.reason)): \(advice)"))
    }
    guard ServerTLS.takes(privateKeyPEM: pem) else {
      throw NodeFailure(
        .configuration,
        pick(
          "\(path) is een sleutel die andere regio's niet aannemen; zij nemen RSA van 2048 tot 4096 bits, "
            + "P-256, P-384 en Ed25519: \(advice)",
          "\(path) is a key that peers do not take; they take RSA of 2048 to 4096 bits, P-256, P-384 and Ed25519: \(advice)"
        )
      )
    }
    return key
  }

  /// The peer listener's key as it is on the disk; nil where it is lost.
  package static func presentTLSKey(of home: NodeHome) throws(NodeFailure) -> [UInt8]? {
    Files.mode(of: home.key(.tlsKey)) == nil ? nil : try bytes(of: .tlsKey, in: home)
  }

  private static func bytes(of file: KeyFile, in home: NodeHome) throws(NodeFailure) -> [UInt8] {
    let path = home.key(file)
    if [.authorityKey, .localKey].contains(file), Files.mode(of: path) == nil {
      let what = file == .localKey ? "local" : "authority"
      throw NodeFailure(
        .configuration,
        "\(path) is missing: restore it from a backup; where there is none: samenloop cert renew \(what) --new-key --home "
          + home.path)
    }
    if [.tlsKey, .tlsCertificate].contains(file), Files.mode(of: path) == nil {
      throw NodeFailure(
        .configuration,
        pick(
          "\(path) ontbreekt: zet het terug uit een reservekopie; is die er niet: samenloop tls make "
            + "--home \(home.path)",
          "\(path) is missing: restore it from a backup; where there is none: samenloop tls make --home \(home.path)"))
    }
    return try bytes(at: path, length: file.length)
  }

  static func bytes(at path: String, length: Int? = nil) throws(NodeFailure) -> [UInt8] {
    guard let mode = Files.mode(of: path) else {
      throw NodeFailure(
        .configuration,
        pick(
          "\(path) ontbreekt: zet het terug uit een reservekopie, of maak een nieuwe map met init",
          "\(path) is missing: restore it from a backup, or make a new home with init"))
    }
    guard mode & 0o077 == 0 else {
      throw NodeFailure(
        .configuration,
        pick("\(path) is te lezen voor anderen: chmod 600 \(path)", "\(path) can be read by others: chmod 600 \(path)"))
    }
    do {
      let bytes = try Files.read(path, limit: 65_536)
      if let length, bytes.count != length {
        throw NodeFailure(
          .configuration,
          pick(
            "\(path) heeft \(bytes.count) bytes in plaats van \(length): zet het terug uit een reservekopie",
            "\(path) has \(bytes.count) bytes instead of \(length): restore it from a backup"))
      }
      return bytes
    } catch let error as FileError {
      throw NodeFailure(.configuration, error.description)
    } catch let failure as NodeFailure {
      throw failure
    } catch {
      throw NodeFailure(.configuration, pick("\(path) is niet te lezen", "\(path) cannot be read"))
    }
  }
}
