/// By what a region asks a peer to introduce it (`POST /v1/introduction-requests`, Schemas/peer-protocol.md, section 9).
public struct IntroductionRequest: Hashable, Sendable {
  /// Whom the caller wants to get to know.
  public enum Target: Hashable, Sendable {
    /// Every region that the peer may introduce it to.
    case all
    /// These regions, each once, sorted.
    case regions([RegionName])
  }

  /// The framework that all of them signed.
  public var framework: DocumentId
  /// Whom the caller wants to get to know.
  public var to: Target

  /// A request of these members.
  public init(framework: DocumentId, to: Target) {
    self.framework = framework
    self.to = to
  }
}

extension IntroductionRequest: JSONDocument {
  /// `{"framework","to":[regions]|"all"}`.
  public init?(reader: JSONReader) {
    let framework: DocumentId? = reader.identifier("framework")
    let bound = ProtocolLimits.introductionTargets
    let to = reader.read("to", "must be \"all\" or an array of 1 to \(bound) names of regions") { member -> Target? in
      if member == "all" { return .all }
      guard let items = member.arrayValue, (1...bound).contains(items.count) else { return nil }
      let regions = items.compactMap { $0.stringValue.flatMap(RegionName.init) }
      return regions.count == items.count ? .regions(Set(regions).sorted()) : nil
    }
    guard let framework, let to else { return nil }
    self.init(framework: framework, to: to)
  }

  /// `{"framework","to":[regions]|"all"}`.
  public var json: JSONValue {
    let regions: JSONValue =
      switch to {
      case .all: "all"
      case .regions(let regions): .array(regions.map { .string($0.text) })
      }
    return ["framework": .string(framework.base64URL), "to": regions]
  }
}
