import COpenSSL
public import Cryptography

/// Looks at the certificate and key that a node shows, before either end of its connections takes them into use.
public enum ShownCertificate {
  /// Why both cannot be shown, with the file and what to do; nil where they can. The certificate's dates are for its
  /// reader.
  public static func fault(
    certificatePEM: [UInt8], at file: String, privateKeyPEM: [UInt8], at keyFile: String
  ) -> String? {
    if let fault = PEMForm.fault(of: certificatePEM, at: file, expecting: .certificates) { return fault }
    if let fault = PEMForm.fault(of: privateKeyPEM, at: keyFile, expecting: .privateKey) { return fault }
    let chain: [X509Certificate]
    let key: PrivateKeyFile
    do throws(TransportError) {
      chain = try read(certificatePEM)
    } catch {
      return "\(file) cannot be read (\(error)): fetch it again from its authority"
    }
    do throws(CryptographyError) {
      key = try PrivateKeyFile(pem: privateKeyPEM)
    } catch {
      return "\(keyFile) cannot be read (\(error.reason)): restore it from a backup"
    }
    guard chain.contains(where: { $0.spkiSHA256 == key.spkiSHA256 }) else {
      return "\(file) is not the certificate of \(keyFile): put the one there that was made for that key"
    }
    return order(of: chain, key, file)
      ?? refusal(certificatePEM: certificatePEM, privateKeyPEM: privateKeyPEM).map { "\(file) cannot be shown: \($0)" }
  }

  /// How many certificates of a file are of this key.
  public static func count(of key: PrivateKeyFile, in certificatePEM: [UInt8]) -> Int {
    ((try? read(certificatePEM)) ?? []).count { $0.spkiSHA256 == key.spkiSHA256 }
  }

  /// Whether a certificate that ends a chain is meant for both ends of a connection, as authorities' ones have to say.
  public static func isForBothEnds(certificatePEM: [UInt8]) -> Bool {
    var (isFirst, isForBoth) = (true, false)
    try? PEMReader.certificates(certificatePEM, what: "file") { certificate in
      if isFirst {
        isForBoth = [X509_PURPOSE_SSL_CLIENT, X509_PURPOSE_SSL_SERVER].allSatisfy {
          X509_check_purpose(certificate, Int32($0), 0) == 1
        }
      }
      isFirst = false
    }
    return isForBoth
  }

  /// The certificates of a text, in their order; nil where one cannot be read.
  public static func certificates(pem: [UInt8]) -> [X509Certificate]? { try? read(pem) }

  private static func read(_ pem: [UInt8]) throws(TransportError) -> [X509Certificate] {
    var chain: [X509Certificate] = []
    try PEMReader.certificates(pem, what: "file") { certificate throws(TransportError) in
      do throws(CryptographyError) {
        chain.append(try X509Certificate(borrowing: certificate))
      } catch {
        throw TransportError(error.description)
      }
    }
    return chain
  }

  /// The node's own comes first, and after each the one that issued it.
  private static func order(of chain: [X509Certificate], _ key: PrivateKeyFile, _ file: String) -> String? {
    guard let own = chain.firstIndex(where: { $0.spkiSHA256 == key.spkiSHA256 }) else { return nil }
    var right = [own]
    while let last = right.last, !chain[last].isIssuer(of: chain[last]),
      let next = chain.indices.first(where: { !right.contains($0) && chain[$0].isIssuer(of: chain[last]) })
    {
      right.append(next)
    }
    if right == Array(chain.indices) { return nil }
    let command = PEMForm.command(keeping: right.map { $0 + 1 }, of: file)
    let isWhole = right.count == chain.count
    return
      "\(file) is in the wrong order: the node's own certificate comes first, and after each the one that issued it. "
      + (isWhole
        ? "Put it right: \(command)"
        : "\(chain.count - right.count) of its \(chain.count) certificates did not issue any that stands there: add the "
          + "intermediate that is missing, or keep those that belong together: \(command)")
  }

  /// Why OpenSSL takes one of both for too weak, or not for what it is; both ends of a connection read them as the
  /// listener does.
  private static func refusal(certificatePEM: [UInt8], privateKeyPEM: [UInt8]) -> String? {
    do throws(TransportError) {
      _ = try TLSServerContext(
        ServerTLS(certificatePEM: certificatePEM, privateKeyPEM: privateKeyPEM, trust: .pins({ _ in .refuse })))
      return nil
    } catch {
      let text = error.description
      if text.contains("md too weak") {
        return
          "it, or one above it in the file, is signed with a hash that is too weak; it must be SHA-256 or better. Have "
          + "it issued anew"
      }
      if text.contains("key too small") {
        return "it, or one above it in the file, has a key that is too weak. Have it issued anew"
      }
      return text
    }
  }
}
