/// Every bound of what two nodes send each other, in one place. Lengths of texts count bytes of UTF-8, so that the
/// largest view (50 involvements) always fits the largest body.
public enum ProtocolLimits {
  /// Bytes of a body, unless another limit is named (Schemas/peer-protocol.md, section 0).
  public static let bodyBytes = 65_536
  /// Bytes of a batch (Schemas/peer-protocol.md, section 5).
  public static let batchBytes = 1_048_576
  /// Additions and withdrawals of one batch together (Schemas/peer-protocol.md, section 5).
  public static let batchItems = 5_000
  /// Involvements of one view (Schemas/peer-protocol.md, section 6).
  public static let involvements = 50
  /// The largest integer in JSON, 2^53 - 1 (Schemas/peer-protocol.md, section 0).
  public static let largestInteger = 9_007_199_254_740_991
  /// Arrays and objects inside each other, so that hostile nesting cannot exhaust a thread's stack.
  public static let jsonDepth = 16
  /// Characters of one number in JSON.
  public static let jsonNumberBytes = 64
  /// TLS keys on one card (Schemas/peer-protocol.md, section 3).
  public static let tlsKeys = 3
  /// Signatures that are read of one document; how many it must carry is decided when it is verified.
  public static let signatures = 4
  /// Bytes of one protected header.
  public static let protectedHeaderBytes = 2_048
  /// Bytes of the name of a person or organisation.
  public static let name = 200
  /// Bytes of a telephone number.
  public static let phone = 50
  /// Bytes of an e-mail address.
  public static let email = 200
  /// Bytes of an organisation's identifier.
  public static let organisationId = 64
  /// Bytes of an organisation's sector.
  public static let sector = 60
  /// Bytes of a reason for a rejection, revocation or exception.
  public static let reason = 500
  /// Bytes of an agreement's purpose and of its legal basis.
  public static let agreementText = 2_000
  /// Classes of a framework (Schemas/peer-protocol.md, section 9).
  public static let frameworkClasses = 10
  /// Frameworks that a region keeps,
  public static let frameworks = 20
  /// and those of one peer that it did not sign itself (Schemas/peer-protocol.md, section 9).
  public static let foreignFrameworks = 3
  /// Bytes of the name of a framework's class.
  public static let className = 60
  /// Bytes of an endpoint.
  public static let endpoint = 280
  /// Bytes of the identifier of a peering request, and of version texts.
  public static let shortText = 100
  /// Days that an agreement may give for follow-up or silence: ten years.
  public static let agreementDays = 3_650
  /// Bytes of an agreement's nonce: we send 16, a peer may choose.
  public static let nonceBytes = 8...64
  /// Hashes of one consistency proof, as C2SP tlog-witness bounds them: more than any size within ``largestInteger`` needs.
  public static let proofHashes = 63
  /// Bytes of a request to cosign a checkpoint.
  public static let checkpointRequestBytes = 65_536
  /// Regions that one request for introductions may name (Schemas/peer-protocol.md, section 9).
  public static let introductionTargets = 100
  /// Records of one page of a reconciliation (Schemas/peer-protocol.md, section 7).
  public static let reconciliationRecords = 1_000
  /// Bytes of such a page.
  public static let reconciliationBytes = 262_144
  /// Bytes of the cursor that asks for the next page.
  public static let cursor = 100
  /// Logs that a reconciliation's statement names: a region begins another at each restore.
  public static let statedLogs = 100
}
