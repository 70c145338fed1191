package import PeerProtocol
import Region

extension NodeConfiguration {
  /// Reads the configuration; throws every fault that it has, each with the member and what it should be.
  package init(reading json: JSONValue) throws(JSONFaults) {
    var reader = ConfigurationReader(json)
    let region = reader.value("region", "2 to 32 characters a-z, 0-9 and -, beginning with a letter") { RegionName($0) }
    let name = reader.value("name", "1 to \(ProtocolLimits.name) bytes without control characters") {
      Self.isText($0, ProtocolLimits.name) ? $0 : nil
    }
    let peerAddress = reader.value("peerAddress", "HOST:PORT, such as 0.0.0.0:8443") { ListenAddress($0) }
    let localAddress = reader.value("localAddress", "HOST:PORT, such as 127.0.0.1:8444") { ListenAddress($0) }
    let localNames = reader.hostNames("localNames", Self.localNameLimit)
    let endpoint = reader.optional("endpoint", "https://HOST:PORT as peers reach this node") { Endpoint(url: $0) }
    let environment = reader.optional("environment", "production or training") { PeerEnvironment(rawValue: $0) }
    let desk = reader.contact("coordinationDesk")
    let operatorContact = reader.contact("operator")
    let privacyOfficer = reader.contact("privacyOfficer")
    let path = "a path of at most 1000 bytes, from the home unless it begins with /"
    let anchors = reader.optional("trustAnchors", path) { Self.isText($0, 1000) ? $0 : nil }
    let lists = reader.optional("revocationLists", path) { Self.isText($0, 1000) ? $0 : nil }
    let retention = reader.retention("retention")
    let sectors = reader.sectors("sectors")
    let grace = reader.integer("revocationGraceHours", Self.graceRange) ?? 24
    let percent = reader.integer("snapshotRemovalPercent", Self.percentRange) ?? 10
    let organisations = reader.optional("organisations", "report or require") { OrganisationPolicy(rawValue: $0) }
    let targets = reader.targets("targets")
    let limits = reader.requestLimits("requestLimits")
    let introducible = reader.flag("introducible") ?? false
    let introducers = reader.integer("introducers", Self.introducersRange) ?? 2
    let webhooks = reader.webhooks("webhooks")
    let mail = reader.mail("mail")
    if lists != nil, anchors == nil { reader.fault("revocationLists", "needs trustAnchors beside it") }
    if let peerAddress, peerAddress == localAddress, peerAddress.port != 0 {
      reader.fault("localAddress", "must differ from peerAddress")
    }
    // Port 0 still makes an endpoint, so that a test can start; serve warns about it.
    let reachable =
      endpoint
      ?? peerAddress.flatMap { address in
        Endpoint(authority: "\(address.host):\(address.port == 0 ? 1 : address.port)")
      }
    if endpoint == nil, let peerAddress, peerAddress.isAnyHost {
      reader.fault("endpoint", "is needed because \(peerAddress.host) is no address that peers can reach")
    }
    let faults = reader.finish()
    guard let region, let name, let peerAddress, let localAddress, let reachable, faults.isEmpty else {
      throw JSONFaults(faults)
    }
    self.init(
      region: region, name: name, environment: environment ?? .production, peerAddress: peerAddress,
      localAddress: localAddress, localNames: localNames, endpoint: reachable, operatorContact: operatorContact,
      privacyOfficer: privacyOfficer, coordinationDesk: desk, retention: retention,
      sectors: sectors, snapshotRemovalPercent: percent, organisations: organisations ?? .report,
      targets: targets, introducible: introducible, introducers: introducers, requestLimits: limits, webhooks: webhooks,
      mail: mail, trustAnchors: anchors,
      revocationLists: lists,
      revocationGraceHours: grace)
  }

  /// Whether a text is not empty, not too long and holds no control characters, as peers judge it: they refuse a card
  /// that holds another.
  static func isText(_ text: String, _ limit: Int) -> Bool {
    !text.isEmpty && text.utf8.count <= limit && isPrintable(text)
  }
}

/// Takes members out of the configuration and gathers what is wrong.
struct ConfigurationReader {
  private var members: [String: JSONValue]
  private var known: [String] = []
  private var faults: [String] = []
  /// Stands before the names of members in faults, where they are those of a part.
  private let place: String

  init(_ json: JSONValue, place: String = "") {
    self.place = place
    members = json.objectValue ?? [:]
    if json.objectValue == nil { faults.append("node.json: must be one JSON object") }
  }

  mutating func fault(_ member: String, _ what: String) { faults.append("\(place)\(member): \(what)") }

  mutating func value<T>(_ member: String, _ form: String, _ make: (String) -> T?) -> T? {
    if members[member] == nil {
      known.append(member)
      fault(member, "is missing; it must be \(form)")
      return nil
    }
    return optional(member, form, make)
  }

  mutating func optional<T>(_ member: String, _ form: String, _ make: (String) -> T?) -> T? {
    known.append(member)
    guard let given = members[member], !given.isNull else { return nil }
    if let text = given.stringValue, let value = make(text) { return value }
    fault(member, "must be \(form)")
    return nil
  }

  mutating func integer(_ member: String, _ range: ClosedRange<Int>) -> Int? {
    known.append(member)
    guard let given = members[member], !given.isNull else { return nil }
    if let number = given.integerValue, range.contains(number) { return number }
    fault(member, "must be an integer from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  mutating func flag(_ member: String) -> Bool? {
    known.append(member)
    guard let given = members[member], !given.isNull else { return nil }
    if let flag = given.boolValue { return flag }
    fault(member, "must be true or false")
    return nil
  }

  /// A list; nil where it is not given.
  mutating func array(_ member: String) -> [JSONValue]? {
    known.append(member)
    guard let given = members[member], !given.isNull else { return nil }
    if let list = given.arrayValue { return list }
    fault(member, "must be a list")
    return nil
  }

  /// An object whose members are read by `read`; nil where it is not given.
  mutating func part<T>(_ member: String, _ form: String, _ read: (inout ConfigurationReader) -> T) -> T? {
    known.append(member)
    guard let given = members[member], !given.isNull else { return nil }
    guard given.objectValue != nil else {
      fault(member, "must be \(form)")
      return nil
    }
    var reader = ConfigurationReader(given, place: "\(place)\(member).")
    let value = read(&reader)
    faults += reader.finish()
    return value
  }

  /// A list of host names and IP addresses; empty where it is not given.
  mutating func hostNames(_ member: String, _ limit: Int) -> [String] {
    known.append(member)
    guard let given = members[member], !given.isNull else { return [] }
    let form = "must be a list of at most \(limit) host names and IP addresses, such as [\"node.example.nl\"]"
    guard let items = given.arrayValue, items.count <= limit else {
      fault(member, form)
      return []
    }
    let names = items.compactMap { $0.stringValue.flatMap(LocalName.init)?.text }
    if names.count < items.count { fault(member, form) }
    return names
  }

  mutating func contact(_ member: String) -> Contact? {
    known.append(member)
    guard let given = members[member], !given.isNull else { return nil }
    guard let parts = given.objectValue else {
      fault(member, "must be an object with name, phone and email")
      return nil
    }
    let limits = ["name": ProtocolLimits.name, "phone": ProtocolLimits.phone, "email": ProtocolLimits.email]
    for part in parts.keys.sorted() where limits[part] == nil {
      fault("\(member).\(part)", "is not known; a contact has name, phone and email")
    }
    var texts: [String: String] = [:]
    for (part, limit) in limits.sorted(by: { $0.key < $1.key }) {
      guard let value = parts[part], !value.isNull else { continue }
      if let text = value.stringValue, text.isEmpty || NodeConfiguration.isText(text, limit) {
        texts[part] = text
      } else {
        fault("\(member).\(part)", "must be a text of at most \(limit) bytes without control characters")
      }
    }
    return Contact(name: texts["name"] ?? "", phone: texts["phone"] ?? "", email: texts["email"] ?? "")
  }

  /// All faults, members that nobody knows among them.
  mutating func finish() -> [String] {
    for member in members.keys.sorted() where !known.contains(member) {
      fault(member, "is not known" + Suggestion.text(for: member, among: known))
    }
    return faults
  }
}
