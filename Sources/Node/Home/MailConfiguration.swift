import Engine
import Glibc
import Pages
import PeerProtocol
import Region
import System
import Transport

/// What node.json says of mail.
struct MailConfiguration: Sendable, Equatable {
  static let addressLimit = 50

  /// When the digest goes, and to whom.
  struct Digest: Sendable, Equatable {
    var to: [String]
    /// Minutes after midnight, by the clock of the Netherlands.
    var minute = 450
    var isDaily = false
  }

  /// `smtps://HOST:PORT`, or `smtp://HOST:PORT` for STARTTLS.
  var server: String
  /// The address of who sends.
  var from: String
  var userName: String?
  /// A file with the password in one line.
  var passwordFile: String?
  /// A PEM file with the authorities of the server's certificate; those of the system where it is left out.
  var authority: String?
  var digest: Digest?
  /// Addresses for alarms, by audience.
  var alarms: [MailAudience: [String]] = [:]
  /// Where people open the pages, such as `https://node.example.nl:8444/`.
  var pages: String?
  /// The language that mails are written in.
  var language = PageLanguage.dutch

  /// As node.json has it.
  var json: JSONValue {
    func list(_ addresses: [String]) -> JSONValue { .array(addresses.map { .string($0) }) }
    return JSONValue(present: [
      "server": .string(server), "from": .string(from), "userName": userName.map(JSONValue.string),
      "passwordFile": passwordFile.map(JSONValue.string), "authority": authority.map(JSONValue.string),
      "pages": pages.map(JSONValue.string), "language": language == .dutch ? nil : .string(language.tag),
      "digest": digest.map { digest in
        let minute = String(100 + digest.minute % 60).dropFirst()
        let hour = String(100 + digest.minute / 60).dropFirst()
        return [
          "to": list(digest.to), "at": .string("\(hour):\(minute)"),
          "days": .string(digest.isDaily ? "all" : "weekdays"),
        ]
      },
      "alarms": alarms.isEmpty
        ? nil : .object(Dictionary(uniqueKeysWithValues: alarms.map { ($0.key.role, list($0.value)) })),
    ])
  }

  /// The server with its password and authorities.
  func mailServer(_ home: NodeHome) throws(NodeFailure) -> MailServer {
    var password: String?
    if let passwordFile {
      let path = home.resolve(passwordFile)
      guard let mode = Files.mode(of: path) else {
        throw NodeFailure(.configuration, "\(path) is missing: write the password of the mail server into it")
      }
      guard mode & 0o077 == 0 else {
        throw NodeFailure(.configuration, "\(path) can be read by others: chmod 600 \(path)")
      }
      let bytes = (try? Files.read(path, limit: 1_000)) ?? []
      password = String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    }
    let path = authority.map(home.resolve) ?? WebhookConfiguration.systemAuthorities
    do {
      let pem = try Files.read(path, limit: WebhookConfiguration.authorityBytes)
      _ = try TrustAnchors(anchorsPEM: pem)
      return MailServer(url: server, userName: userName, password: password, authorityPEM: pem)
    } catch {
      throw NodeFailure(
        .configuration,
        "\(path) holds no authorities that can be used (\(error)): "
          + "name a PEM file in mail.authority of \(home.configuration)")
    }
  }

  /// What the engine needs of it.
  var settings: MailSettings {
    MailSettings(
      digest: digest.map { MailSettings.Digest(minute: $0.minute, isDaily: $0.isDaily) },
      audiences: Set(alarms.filter { !$0.value.isEmpty }.keys),
      localTime: { moment in
        let local = LocalTime(moment)
        return (local.day, local.hour * 60 + local.minute)
      })
  }

  /// Whether a text is a plain address: what could end a line or begin another header is none.
  static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    func isPart(_ part: Substring, _ others: String) -> Bool {
      !part.isEmpty && part.first != "." && part.last != "."
        && part.unicodeScalars.allSatisfy { scalar in
          ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            || others.unicodeScalars.contains(scalar)
        }
    }
    return text.utf8.count <= 254 && parts.count == 2 && isPart(parts[0], "!#$%&'*+-/=?^_`{|}~.")
      && isPart(parts[1], "-.")
  }
}

extension ConfigurationReader {
  /// Mail.
  mutating func mail(_ member: String) -> MailConfiguration? {
    part(member, "an object with server and from") { reader in
      let path = "a path of at most 1000 bytes, from the home unless it begins with /"
      let server = reader.value("server", "smtps://HOST:PORT, or smtp://HOST:PORT for STARTTLS") { text in
        ["smtps://", "smtp://"].contains {
          text.hasPrefix($0) && Endpoint(authority: String(text.dropFirst($0.count))) != nil
        }
          ? text : nil
      }
      let form = "an address such as node@example.nl"
      let from = reader.value("from", form) { MailConfiguration.isAddress($0) ? $0 : nil }
      var mail = MailConfiguration(server: server ?? "", from: from ?? "")
      mail.userName = reader.optional("userName", "a text of at most 200 bytes") {
        NodeConfiguration.isText($0, 200) ? $0 : nil
      }
      mail.passwordFile = reader.optional("passwordFile", path) { NodeConfiguration.isText($0, 1000) ? $0 : nil }
      mail.authority = reader.optional("authority", path) { NodeConfiguration.isText($0, 1000) ? $0 : nil }
      mail.pages = reader.optional("pages", "https://HOST:PORT/ where people open the pages") { text in
        text.hasPrefix("https://") && text.utf8.count <= 300 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
          ? text : nil
      }
      mail.language = reader.optional("language", "nl or en") { PageLanguage(rawValue: $0) } ?? .dutch
      if (mail.userName == nil) != (mail.passwordFile == nil) {
        reader.fault("passwordFile", "goes with userName")
      }
      mail.digest = reader.part("digest", "an object with to") { reader in reader.digest() }
      mail.alarms =
        reader.part("alarms", "an object with operator and privacy-officer") { reader in
          var alarms: [MailAudience: [String]] = [:]
          for audience in MailAudience.allCases {
            let found = reader.addresses(audience.role)
            if !found.isEmpty { alarms[audience] = found }
          }
          return alarms
        } ?? [:]
      return mail
    }
  }

  private mutating func digest() -> MailConfiguration.Digest {
    var digest = MailConfiguration.Digest(to: addresses("to"))
    if digest.to.isEmpty { fault("to", "must name at least one address") }
    digest.minute =
      optional("at", "a time such as 07:30") { text in
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard text.utf8.count == 5, parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]),
          let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
        else { return nil }
        return hour * 60 + minute
      } ?? digest.minute
    digest.isDaily =
      optional("days", "weekdays or all") { ["weekdays", "all"].contains($0) ? $0 == "all" : nil } ?? false
    return digest
  }

  private mutating func addresses(_ member: String) -> [String] {
    guard let given = array(member) else { return [] }
    let found = given.compactMap { $0.stringValue.flatMap { MailConfiguration.isAddress($0) ? $0 : nil } }
    if found.count < given.count || given.count > MailConfiguration.addressLimit {
      fault(member, "must be a list of at most \(MailConfiguration.addressLimit) addresses such as a.jansen@example.nl")
      return []
    }
    return found
  }
}
