/// What a person may ask of a region about the data on them.
public enum RightsKind: UInt8, Sendable, CaseIterable {
  /// To know what is kept (GDPR article 15).
  case access = 1
  /// That the youth is not exchanged (GDPR article 21).
  case objection = 2
  /// That everything on the youth is erased (GDPR article 17).
  case erasure = 3
  /// That what is wrong is set right (GDPR article 16).
  case rectification = 4

  /// The word in documents.
  public var name: String {
    switch self {
    case .access: "access"
    case .objection: "objection"
    case .erasure: "erasure"
    case .rectification: "rectification"
    }
  }

  /// What holds the youth back while the request is open; nil where nothing does.
  var hold: YouthHold.Kind? {
    switch self {
    case .access, .rectification: nil
    case .objection: .objection
    case .erasure: .erasure
    }
  }
}

/// In which capacity a person asks, which says how the identity is looked up.
public enum SubjectCapacity: UInt8, Sendable, CaseIterable {
  /// As the youth: the identity is that of the youth.
  case youth = 1
  /// As a parent or carer, about themselves: the identity is that of the parent.
  case parent = 2
  /// As a youth who is a parent too.
  case both = 3
  /// On behalf of the youth: the identity is that of the youth.
  case representative = 4

  /// The word in documents.
  public var name: String {
    switch self {
    case .youth: "youth"
    case .parent: "parent"
    case .both: "both"
    case .representative: "representative"
    }
  }

  /// The capacity of this name, or nil where there is none.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// True where the identity is looked up as that of a youth.
  public var isOfYouth: Bool { self != .parent }

  /// True where the identity is looked up as that of a parent.
  public var isOfParent: Bool { self == .parent || self == .both }

  /// True where a report names other regions. A parent could learn from it where the other parent lives.
  public var namesRegions: Bool { self == .youth || self == .both }
}

/// Why the term of a request was made longer (GDPR article 12, paragraph 3).
public enum ExtensionGround: UInt8, Sendable, CaseIterable {
  /// The request is complex.
  case complex = 1
  /// There are many requests.
  case manyRequests = 2

  /// The word in documents.
  public var name: String {
    switch self {
    case .complex: "complex"
    case .manyRequests: "many-requests"
    }
  }
}

/// What became of a request.
public enum RightsOutcome: UInt8, Sendable, CaseIterable {
  /// The person got the report.
  case answered = 1
  /// The region refused.
  case refused = 2
  /// The person took it back.
  case withdrawn = 3
  /// The objection was turned down.
  case rejected = 4
  /// Everything on the youth was erased.
  case erased = 5
  /// What was wrong was set right.
  case corrected = 6

  /// The word in documents.
  public var name: String {
    switch self {
    case .answered: "answered"
    case .refused: "refused"
    case .withdrawn: "withdrawn"
    case .rejected: "rejected"
    case .erased: "erased"
    case .corrected: "corrected"
    }
  }
}
