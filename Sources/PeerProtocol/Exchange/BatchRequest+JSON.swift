extension BatchRequest {
  /// Reads the body of a batch.
  ///
  /// Throws `tooLarge` for more than 1 MiB, `malformed` with every fault, and where nothing else is wrong `invalidPoint`
  /// with the `index` of the first addition that is not 65 bytes long.
  public init(parsing body: [UInt8]) throws(Problem) {
    guard body.count <= ProtocolLimits.batchBytes else {
      throw Problem(.tooLarge, "A batch is at most \(ProtocolLimits.batchBytes) bytes: split it.")
    }
    let reader: JSONReader
    do { reader = JSONReader(try JSONValue(parsing: body)) } catch { throw Problem(error) }
    let generation = reader.integer("generation", 1...ProtocolLimits.largestInteger)
    let sequence = reader.integer("sequence", 1...ProtocolLimits.largestInteger)
    let points = Self.points(reader)
    let withdraw = Self.withdraw(reader)
    let salt = reader.bytes("salt", 32)
    let previousReceipt = reader.optional.document("previousReceipt", SignedDocument.self)
    let receipt = reader.document("receipt", SignedDocument.self)
    let payload = receipt.flatMap { Self.payload(of: $0, reader) }
    if let points, let withdraw, points.count + withdraw.count > ProtocolLimits.batchItems {
      reader.note(nil, "add and withdraw must be at most \(ProtocolLimits.batchItems) items together")
    }
    guard reader.faults.isEmpty, let generation, let sequence, let points, let withdraw, let salt, let receipt,
      let payload
    else { throw Problem(JSONFaults(reader.faults)) }
    if let index = points.invalid {
      throw Problem(
        .invalidPoint, "Send each point as base64url of 65 bytes (uncompressed SEC1).",
        members: ["index": JSONValue(index)])
    }
    self.init(
      generation: generation, sequence: sequence, points: points.bytes, withdraw: withdraw, salt: salt,
      previousReceipt: previousReceipt, receipt: receipt, receiptPayload: payload)
  }

  /// The body to post: members sorted by name, the same bytes for the same batch. Written straight from the points,
  /// which are most of it.
  public var bytes: [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(pointCount * 90 + withdraw.count * 25 + 8_192)
    output.append(contentsOf: "{\"add\":[".utf8)
    for index in 0..<pointCount {
      output.append(contentsOf: (index == 0 ? "\"" : ",\"").utf8)
      Base64URL.append(points[index * Self.pointLength..<(index + 1) * Self.pointLength], to: &output)
      output.append(UInt8(ascii: "\""))
    }
    output.append(contentsOf: "],\"generation\":\(generation)".utf8)
    if let previousReceipt {
      output.append(contentsOf: ",\"previousReceipt\":".utf8)
      previousReceipt.json.append(to: &output)
    }
    output.append(contentsOf: ",\"receipt\":".utf8)
    receipt.json.append(to: &output)
    output.append(contentsOf: ",\"salt\":\"\(Base64URL.encode(salt))\",\"sequence\":\(sequence),\"withdraw\":".utf8)
    JSONValue.array(withdraw.map { .string($0.base64URL) }).append(to: &output)
    output.append(UInt8(ascii: "}"))
    return output
  }

  /// The points one after another, and the first that is not as long as a point.
  private struct Points {
    var bytes: [UInt8] = []
    var count = 0
    var invalid: Int?
  }

  private static func points(_ reader: JSONReader) -> Points? {
    guard let items = reader.array("add", 0...ProtocolLimits.batchItems) else { return nil }
    var points = Points()
    points.count = items.count
    points.bytes.reserveCapacity(items.count * pointLength)
    for (index, item) in items.enumerated() {
      guard let text = item.stringValue else {
        reader.note("add[\(index)]", "must be base64url of 65 bytes without padding")
        continue
      }
      guard points.invalid == nil else { continue }
      let before = points.bytes.count
      if !Base64URL.append(decoding: text, to: &points.bytes) || points.bytes.count - before != pointLength {
        points.invalid = index
      }
    }
    return points
  }

  private static func withdraw(_ reader: JSONReader) -> [Handle]? {
    guard let items = reader.array("withdraw", 0...ProtocolLimits.batchItems) else { return nil }
    return items.enumerated().compactMap { index, item in
      if let handle = item.stringValue.flatMap(Handle.init(base64URL:)) { return handle }
      reader.note("withdraw[\(index)]", "must be base64url of 16 bytes without padding")
      return nil
    }
  }

  private static func payload(of receipt: SignedDocument, _ reader: JSONReader) -> ReceiptPayload? {
    do {
      return ReceiptPayload(reader: reader.within("receipt.payload", try JSONValue(parsing: receipt.payload)))
    } catch {
      for fault in error.faults { reader.note("receipt.payload", fault) }
      return nil
    }
  }
}
