public import Cryptography

/// One set of terms that many regions sign, each for itself (`samenloop-framework`, Schemas/peer-protocol.md, section 9).
///
/// Two regions that both signed it make agreements of its members. The protected header of each signature names the class
/// of its signer: how much that region may send to each of the others.
public struct Framework: Hashable, Sendable {
  /// Its name for people, at most 200 bytes.
  public var name: String
  /// What for, at most 2,000 bytes.
  public var purpose: String
  /// On which ground, at most 2,000 bytes.
  public var legalBasis: String
  /// Which regions may take part, for people; at most 2,000 bytes. It is no member of agreements.
  public var criterion: String
  /// `[.youth]` or `[.youth, .guardian]`.
  public var kinds: [SubjectKind]
  /// Whether contact details follow a proven match at once.
  public var contactRelease: ContactRelease
  /// Whether ended and archived involvements are shown inside a match.
  public var history: Bool
  /// Days in which a match asks for follow-up, 0 to 3,650.
  public var followUpDays: Int
  /// Days of silence after which a peer's entries are dropped, 1 to 3,650.
  public var silenceDays: Int
  /// What a region of each class may send under one agreement; 1 to 10 classes by name.
  public var classes: [String: RegionLimits]
  /// Real data or training.
  public var environment: PeerEnvironment
  /// From when its agreements hold.
  public var validFrom: Timestamp
  /// Until when its agreements hold.
  public var validUntil: Timestamp
  /// When it was drawn up.
  public var createdAt: Timestamp
  /// Makes its id unlike any other's: 16 bytes, of a peer 8 to 64.
  public var nonce: [UInt8]

  /// A framework of these members.
  public init(
    name: String, purpose: String, legalBasis: String, criterion: String, kinds: [SubjectKind],
    contactRelease: ContactRelease, history: Bool, followUpDays: Int, silenceDays: Int,
    classes: [String: RegionLimits], environment: PeerEnvironment, validFrom: Timestamp, validUntil: Timestamp,
    createdAt: Timestamp, nonce: [UInt8]
  ) {
    self.name = name
    self.purpose = purpose
    self.legalBasis = legalBasis
    self.criterion = criterion
    self.kinds = kinds
    self.contactRelease = contactRelease
    self.history = history
    self.followUpDays = followUpDays
    self.silenceDays = silenceDays
    self.classes = classes
    self.environment = environment
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.createdAt = createdAt
    self.nonce = nonce
  }

  /// The names of its classes, sorted.
  public var classNames: [String] { classes.keys.sorted() }

  /// True where a region of the class `name` may send no more in any respect than one of the class `bound`; false where
  /// the framework lacks either.
  public func isClass(_ name: String, upTo bound: String) -> Bool {
    guard let limits = classes[name], let most = classes[bound] else { return false }
    return limits.active <= most.active && limits.perDay <= most.perDay && limits.perYear <= most.perYear
  }
}

/// The documentId of a framework.
public typealias FrameworkId = DocumentId

extension Framework {
  /// The member of a signature's protected header that names the signer's class.
  public static let classMember = "class"

  /// The class that the signature of `key` on `document` names; nil where it names none, or none of this framework.
  /// Nothing is verified.
  public func signedClass(of key: KeyThumbprint, in document: SignedDocument) -> String? {
    guard let name = document.headerMember(Self.classMember, of: key)?.stringValue, classes[name] != nil else {
      return nil
    }
    return name
  }
}
