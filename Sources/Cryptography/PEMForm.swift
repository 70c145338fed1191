import COpenSSL

/// Says what a file of certificates, lists or keys is where it is not the PEM that is expected, and which command
/// mends it.
public enum PEMForm {
  /// What is expected of a file.
  public enum Expected: Sendable {
    /// One certificate or more, the node's own or authorities'.
    case certificates
    /// Revocation lists, and nothing else.
    case revocationLists
    /// A private key without a pass phrase.
    case privateKey
    /// A certificate and its private key in one file.
    case certificateAndKey

    var words: String {
      switch self {
      case .certificates: "certificate"
      case .revocationLists: "revocation list"
      case .privateKey: "private key"
      case .certificateAndKey: "certificate and its private key"
      }
    }

    /// The labels that are read as this.
    fileprivate var labels: Set<String> {
      let certificates: Set = ["CERTIFICATE", "X509 CERTIFICATE"]
      let keys: Set = ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"]
      return switch self {
      case .certificates: certificates
      case .revocationLists: ["X509 CRL"]
      case .privateKey: keys
      case .certificateAndKey: certificates.union(keys)
      }
    }
  }

  /// Why the file cannot be used and what to do, beginning with its path; nil where it has the form that is expected.
  public static func fault(of bytes: [UInt8], at path: String, expecting expected: Expected) -> String? {
    let file = quoted(path)
    if bytes.isEmpty { return "\(path) is empty" }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return "\(path) is text in UTF-16. Make plain text of it: \(replacing(file, "iconv -f UTF-16 -t UTF-8 \(file)"))"
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      return "\(path) begins with a byte order mark. Take it off: \(replacing(file, "tail -c +4 \(file)"))"
    }
    if bytes.first == 0x30, let form = BinaryForm(bytes) {
      return "\(path) is \(form.words)"
        + (form.command(for: expected, file).map { ". Make PEM of it: \($0)" } ?? wrong(expected))
    }
    let labels = labels(of: bytes)
    if labels.isEmpty { return withoutLabels(bytes, path, file, expected) }
    if let fault = labels.lazy.compactMap({ foreign($0, path, file, expected) }).first { return fault }
    let text = String(decoding: bytes, as: UTF8.self)
    if expected != .revocationLists, expected != .certificates, text.contains("Proc-Type: 4,ENCRYPTED") {
      return passPhrase(path, file)
    }
    if labels.allSatisfy({ !expected.labels.contains($0) }) { return "\(path)\(wrong(expected, labels))" }
    if let odd = labels.first(where: { !known.contains($0) }) {
      return "\(path) holds a block that is not known (BEGIN \(odd)): was the file cut off? Fetch or copy it again"
    }
    // A file that holds more than its kind would be read in part.
    if expected == .revocationLists, let other = labels.first(where: { !expected.labels.contains($0) }) {
      return "\(path) holds more than revocation lists (\(other)): leave that out"
    }
    return nil
  }

  /// Whether a fault tells of the command that mends it.
  public static func endsWithCommand(_ fault: String) -> Bool { fault.hasSuffix(")") && fault.contains("(umask 077; ") }

  /// A path as a shell takes it.
  public static func quoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "/._-+=,:@%".utf8.contains(byte)
      }
    }
    return isPlain ? path : "'" + path.replacing("'", with: "'\\''") + "'"
  }

  /// The command, with its output in the place of the file. What it writes is for its owner only, as the files in
  /// keys/ are.
  static func replacing(_ file: String, _ command: String) -> String {
    "(umask 077; \(command) >\(file).new && mv \(file).new \(file))"
  }

  /// The command that leaves these certificates of a file, counted from 1, in this order.
  public static func command(keeping order: [Int], of path: String) -> String {
    let file = quoted(path)
    let parts = order.map { "\(file).part\($0)" }.joined(separator: " ")
    return
      "(umask 077; awk '/-----BEGIN (X509 )?CERTIFICATE-----/{n++} n{print >(FILENAME \".part\" n)}' \(file) && cat \(parts) >\(file).new && "
      + "mv \(file).new \(file) && rm \(file).part*)"
  }

  /// Labels of blocks that may stand in a file beside those that are read.
  private static let known: Set<String> = [
    "CERTIFICATE", "X509 CERTIFICATE", "X509 CRL", "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "EC PARAMETERS",
    "ENCRYPTED PRIVATE KEY", "PUBLIC KEY",
  ]

  private static func wrong(_ expected: Expected, _ labels: [String] = []) -> String {
    let found = labels.isEmpty ? "" : " holds " + labels.prefix(3).joined(separator: ", ") + " and"
    return (labels.isEmpty ? ", and" : found) + " no \(expected.words) in PEM"
  }

  private static func passPhrase(_ path: String, _ file: String) -> String {
    "\(path) is a private key with a pass phrase, which nobody types when the node starts. Take it off: "
      + replacing(file, "openssl pkey -in \(file)")
  }

  /// A label that is known and not read, with the command that makes what is expected of it.
  private static func foreign(_ label: String, _ path: String, _ file: String, _ expected: Expected) -> String? {
    switch label {
    case "PKCS7", "CMS":
      let lists = expected == .revocationLists
      return "\(path) is PKCS#7 (.p7b, .p7c). Make PEM of it: "
        + replacing(file, "openssl pkcs7 -in \(file) -print_certs" + (lists ? " | openssl crl" : ""))
    case "ENCRYPTED PRIVATE KEY" where expected == .privateKey || expected == .certificateAndKey:
      return passPhrase(path, file)
    case "TRUSTED CERTIFICATE" where expected != .privateKey:
      return "\(path) holds OpenSSL's own form of a certificate. Make a plain one: "
        + replacing(file, "openssl x509 -in \(file)")
    case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST":
      return "\(path) holds a certificate request: put the certificate there that the authority made of it"
    case "OPENSSH PRIVATE KEY" where expected == .privateKey || expected == .certificateAndKey:
      return "\(path) holds a key of ssh-keygen: make one with openssl genpkey"
    default: return nil
    }
  }

  /// Text without a line that begins a PEM block.
  private static func withoutLabels(_ bytes: [UInt8], _ path: String, _ file: String, _ expected: Expected) -> String {
    if bytes.prefix(1 << 20).contains(0) { return "\(path) holds no \(expected.words) in PEM" }
    let text = String(decoding: bytes, as: UTF8.self)
    if text.contains("-----BEGIN ") {
      return "\(path) has characters before -----BEGIN: " + replacing(file, "sed 's/^[[:blank:]]*//' \(file)")
    }
    let base64 = bytes.filter { ![0x0A, 0x0D, 0x20, 0x09].contains($0) }
    // "M" stands for the first six bits of every DER structure.
    if base64.first == UInt8(ascii: "M"), let der = Base64.decode(String(decoding: base64, as: UTF8.self)),
      let form = BinaryForm(der),
      let command = form.command(for: expected, file, input: "tr -d '[:space:]' <\(file) | openssl base64 -d -A")
    {
      return "\(path) is \(form.words) in base64 without its first and last line. Make PEM of it: \(command)"
    }
    return "\(path) holds no \(expected.words) in PEM"
  }

  private static func labels(of bytes: [UInt8]) -> [String] {
    let mark = Array("-----BEGIN ".utf8)
    return bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).compactMap { line in
      guard line.starts(with: mark) else { return nil }
      let label = String(decoding: line.dropFirst(mark.count).prefix(64), as: UTF8.self)
      return label.split(separator: "-", maxSplits: 1).first.map(String.init) ?? ""
    }
  }
}

/// What some DER is.
private enum BinaryForm {
  case certificate
  case revocationList
  case pkcs7
  case pkcs12
  case request
  case key
  case encryptedKey

  init?(_ der: [UInt8]) {
    defer { ERR_clear_error() }
    func reads(
      _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?, _ free: (OpaquePointer) -> Void
    )
      -> Bool
    {
      der.withUnsafeBufferPointer { bytes in
        var position = bytes.baseAddress
        guard let item = read(&position, bytes.count) else { return false }
        free(item)
        return true
      }
    }
    if reads({ d2i_X509(nil, $0, $1) }, { X509_free($0) }) {
      self = .certificate
    } else if reads({ d2i_X509_CRL(nil, $0, $1) }, { X509_CRL_free($0) }) {
      self = .revocationList
    } else if reads({ d2i_PKCS7(nil, $0, $1).map { OpaquePointer($0) } }, { PKCS7_free(UnsafeMutablePointer($0)) }) {
      self = .pkcs7
    } else if reads({ d2i_PKCS12(nil, $0, $1) }, { PKCS12_free($0) }) {
      self = .pkcs12
    } else if reads({ d2i_X509_REQ(nil, $0, $1) }, { X509_REQ_free($0) }) {
      self = .request
    } else if reads({ d2i_AutoPrivateKey(nil, $0, $1) }, { EVP_PKEY_free($0) }) {
      self = .key
    } else if reads({ d2i_X509_SIG(nil, $0, $1) }, { X509_SIG_free($0) }) {
      self = .encryptedKey
    } else {
      return nil
    }
  }

  var words: String {
    switch self {
    case .certificate: "a certificate in DER"
    case .revocationList: "a revocation list in DER"
    case .pkcs7: "PKCS#7 (.p7b, .p7c) in DER"
    case .pkcs12: "PKCS#12 (.p12, .pfx)"
    case .request: "a certificate request in DER"
    case .key: "a private key in DER"
    case .encryptedKey: "a private key with a pass phrase in DER"
    }
  }

  /// The command that makes what is expected of it; nil where it does not hold that.
  func command(for expected: PEMForm.Expected, _ file: String, input: String? = nil) -> String? {
    let pipe = input.map { $0 + " | " } ?? ""
    let name = input == nil ? " -in \(file)" : ""
    let command: String
    switch (self, expected) {
    case (.certificate, .certificates): command = "openssl x509 -inform DER\(name)"
    case (.revocationList, .revocationLists): command = "openssl crl -inform DER\(name)"
    case (.pkcs7, .certificates): command = "openssl pkcs7 -inform DER\(name) -print_certs"
    case (.pkcs7, .revocationLists): command = "openssl pkcs7 -inform DER\(name) -print_certs | openssl crl"
    case (.pkcs12, .certificates): command = "openssl pkcs12\(name) -nokeys"
    case (.pkcs12, .privateKey): command = "openssl pkcs12\(name) -nocerts -noenc"
    case (.pkcs12, .certificateAndKey): command = "openssl pkcs12\(name) -noenc"
    case (.key, .privateKey), (.encryptedKey, .privateKey): command = "openssl pkey -inform DER\(name)"
    default: return nil
    }
    return PEMForm.replacing(file, pipe + command)
  }
}
