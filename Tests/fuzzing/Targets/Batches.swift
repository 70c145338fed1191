@testable import PeerProtocol

/// The body of a batch, or of the answer to one, by the first byte.
@Sendable func fuzzBatches(_ input: [UInt8]) {
  var choices = Choices(input)
  let isAnswer = choices.byte() & 1 == 1
  let bytes = Array(choices.rest)
  if isAnswer {
    if let value = try? JSONValue(parsing: bytes) { checkDocument(BatchAnswer.self, value) }
    return
  }
  do {
    checkBatch(try BatchRequest(parsing: bytes))
  } catch {
    checkRefusal(error)
  }
}

private func checkBatch(_ batch: BatchRequest) {
  require(batch.points.count == batch.pointCount * BatchRequest.pointLength, "half a point")
  require(batch.pointCount + batch.withdraw.count <= ProtocolLimits.batchItems, "more items than the limit")
  require(batch.salt.count == 32 && batch.generation >= 1 && batch.sequence >= 1, "a member out of its bounds")
  guard let again = try? BatchRequest(parsing: batch.bytes) else { violated("a batch that was written is not read") }
  require(again == batch && again.bytes == batch.bytes, "a batch changed when it was written")
  if batch.receiptMismatch == nil {
    require(
      batch.receiptPayload.added == batch.pointCount && batch.receiptPayload.withdrawn == batch.withdraw.count
        && batch.receiptPayload.generation == batch.generation && batch.receiptPayload.sequence == batch.sequence,
      "a receipt of another batch passes")
  }
  let points = (0..<batch.pointCount).map { batch.point($0) }
  require((batch.firstDuplicate == nil) == (Set(points).count == points.count), "a point twice")
  if let index = batch.firstDuplicate { require(points[..<index].contains(points[index]), "another point is named") }
  // The same written by the plain writer.
  var members: [String: JSONValue] = [
    "generation": JSONValue(batch.generation), "sequence": JSONValue(batch.sequence),
    "add": .array(points.map { JSONValue(base64URL: $0) }),
    "withdraw": .array(batch.withdraw.map { .string($0.base64URL) }), "salt": JSONValue(base64URL: batch.salt),
    "receipt": batch.receipt.json,
  ]
  if let previous = batch.previousReceipt { members["previousReceipt"] = previous.json }
  require(JSONValue.object(members).bytes == batch.bytes, "the fast writer writes something else")
}

private func checkRefusal(_ problem: Problem) {
  switch problem.code {
  case .malformed:
    guard let faults = problem.members["faults"]?.arrayValue?.compactMap(\.stringValue) else {
      violated("a refusal without faults")
    }
    checkFaults(JSONFaults(faults))
  case .invalidPoint:
    require((problem.members["index"]?.integerValue ?? -1) >= 0, "an invalid point has no index")
  case .tooLarge: break
  default: violated("a batch is refused as \(problem.code)")
  }
}
