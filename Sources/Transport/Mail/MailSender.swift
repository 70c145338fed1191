import CCurl
import Cryptography
import Glibc
import System

/// A mail server, and how this node is known there.
public struct MailServer: Sendable {
  /// `smtps://HOST:PORT` for TLS from the first byte, or `smtp://HOST:PORT` for STARTTLS, without which nothing is said.
  public var url: String
  /// The user name; nil where the server asks for none.
  public var userName: String?
  /// The password of that user.
  public var password: String?
  /// Certificates of authorities in PEM: the server's must lead to one of them.
  public var authorityPEM: [UInt8]

  /// A server of these particulars.
  public init(url: String, userName: String?, password: String?, authorityPEM: [UInt8]) {
    (self.url, self.userName, self.password, self.authorityPEM) = (url, userName, password, authorityPEM)
  }
}

/// One mail, as RFC 5322 has it, and its envelope.
public struct OutgoingMail: Sendable {
  /// The address of who sends.
  public var from: String
  /// The addresses that it goes to.
  public var to: [String]
  /// Headers and body, with CRLF at the end of each line.
  public var message: [UInt8]

  /// A mail of these parts.
  public init(from: String, to: [String], message: [UInt8]) { (self.from, self.to, self.message) = (from, to, message) }
}

/// Sends mail by SMTP over TLS, which is verified; nothing is ever said without TLS.
public enum MailSender {
  /// Seconds until the connection must stand, and until the server must have taken the mail.
  private static let connectSeconds = 15
  private static let seconds = 60

  /// Sends a mail and waits for the server: the reason why it did not take it, or nil. The texts are libcurl's.
  public static func send(_ mail: OutgoingMail, by server: MailServer) -> String? {
    ProcessSignals.ignoreBrokenPipes()
    guard let easy = curl_easy_init() else { return "libcurl has no handle to give" }
    defer { curl_easy_cleanup(easy) }
    var recipients: UnsafeMutablePointer<curl_slist>?
    for address in mail.to { if let list = curl_slist_append(recipients, "<\(address)>") { recipients = list } }
    defer { curl_slist_free_all(recipients) }
    let text = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    text.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    defer { text.deallocate() }
    let upload = Upload(mail.message)
    var codes = options(easy, server)
    codes += [
      samenloop_curl_set_string(easy, CURLOPT_MAIL_FROM, "<\(mail.from)>"),
      samenloop_curl_set_pointer(easy, CURLOPT_MAIL_RCPT, recipients),
      samenloop_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, text),
      samenloop_curl_set_long(easy, CURLOPT_UPLOAD, 1),
      samenloop_curl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(mail.message.count)),
      samenloop_curl_set_transfer(easy, CURLOPT_READFUNCTION, Upload.read),
      samenloop_curl_set_pointer(easy, CURLOPT_READDATA, Unmanaged.passUnretained(upload).toOpaque()),
    ]
    guard codes.allSatisfy({ $0 == CURLE_OK }) else { return "libcurl does not take one of the parts of the mail" }
    let code = withExtendedLifetime(upload) { curl_easy_perform(easy) }
    guard code != CURLE_OK else { return nil }
    let reason = String(cString: text)
    return reason.isEmpty ? String(cString: curl_easy_strerror(code)) : reason
  }

  private static func options(_ easy: UnsafeMutableRawPointer, _ server: MailServer) -> [CURLcode] {
    var codes = [
      samenloop_curl_set_string(easy, CURLOPT_URL, server.url),
      samenloop_curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps"),
      samenloop_curl_set_long(easy, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)),
      samenloop_curl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1),
      samenloop_curl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2),
      samenloop_curl_set_string(easy, CURLOPT_CAPATH, nil),
      samenloop_curl_set_blob(easy, CURLOPT_CAINFO_BLOB, server.authorityPEM, server.authorityPEM.count),
      samenloop_curl_set_long(
        easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2) | Int(CURL_SSLVERSION_MAX_TLSv1_3)),
      samenloop_curl_set_string(easy, CURLOPT_PROXY, ""),
      samenloop_curl_set_long(easy, CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)),
      samenloop_curl_set_long(easy, CURLOPT_NOSIGNAL, 1),
      samenloop_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT, connectSeconds),
      samenloop_curl_set_long(easy, CURLOPT_TIMEOUT, seconds),
    ]
    if let name = server.userName, let password = server.password {
      codes += [
        samenloop_curl_set_string(easy, CURLOPT_USERNAME, name),
        samenloop_curl_set_string(easy, CURLOPT_PASSWORD, password),
      ]
    }
    return codes
  }
}

/// The bytes of a mail that are still to be sent; touched by the thread that sends, alone.
private final class Upload {
  private let bytes: [UInt8]
  private var sent = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private func next(_ count: Int) -> ArraySlice<UInt8> {
    let piece = bytes[sent..<min(bytes.count, sent + count)]
    sent += piece.count
    return piece
  }

  static let read: samenloop_curl_transfer = { target, size, count, context in
    guard let target, let context else { return Int(CURL_READFUNC_ABORT) }
    let piece = Array(Unmanaged<Upload>.fromOpaque(context).takeUnretainedValue().next(size * count))
    UnsafeMutableRawPointer(target).copyMemory(from: piece, byteCount: piece.count)
    return piece.count
  }
}
