import PeerProtocol

/// An entry of the audit log with what opens its commitments, as far as their things are still there.
public struct EvidenceRecord: Sendable, Equatable {
  /// Where it stands.
  public let id: EvidenceRecordId
  /// The exact bytes of its leaf: one JSON object.
  public let leaf: [UInt8]
  /// In the order of their places.
  public let openings: [EvidenceOpening]

  /// The record of an entry.
  public init(id: EvidenceRecordId, leaf: [UInt8], openings: [EvidenceOpening]) {
    (self.id, self.leaf, self.openings) = (id, leaf, openings)
  }

  /// `{"id","leaf","openings"}` with the leaf as it is, so that people read it and its bytes are those between
  /// `"leaf":` and `,"openings":`.
  var line: [UInt8] {
    var line = Array("{\"id\":\"\(id.text)\",\"leaf\":".utf8)
    line += leaf
    line += ",\"openings\":".utf8
    line += JSONValue.array(openings.map(\.json)).bytes
    line.append(UInt8(ascii: "}"))
    return line
  }

  /// The commitments of a leaf: that to the holder of a certificate first, then those to things.
  static func commitments(in leaf: JSONValue) -> [JSONValue] {
    (leaf["holder"].map { [$0] } ?? []) + (leaf["things"]?.arrayValue ?? [])
  }
}

/// A line of `records.ndjson` that was read.
struct ReadRecord: Sendable {
  let record: EvidenceRecord
  let leaf: JSONValue
  /// The receipt in the leaf; nil where there is none, or one that is no signed document.
  let receipt: SignedDocument?
  /// Whether the entry is one that was asked for.
  let isAskedFor: Bool
  /// How many commitments no opening is for: what they were made to was erased.
  let erased: Int
  /// What is wrong with the openings.
  let openingFault: String?
}

extension ReadRecord {
  /// Reads a line. Throws what is wrong with it.
  init(line: [UInt8], scope: EvidenceScope) throws(EvidenceFault.Reason) {
    guard let value = try? JSONValue(parsing: line), let leaf = value["leaf"], leaf.objectValue != nil,
      let id = value["id"]?.stringValue.flatMap({ EvidenceRecordId($0) }), let openings = value["openings"]?.arrayValue
    else { throw .init("the line is no record {\"id\",\"leaf\",\"openings\"}") }
    let read = openings.compactMap { EvidenceOpening($0) }
    record = EvidenceRecord(id: id, leaf: leaf.bytes, openings: read)
    guard read.count == openings.count, record.line == line else {
      throw .init("the line is not written as an export writes it", record: id.text)
    }
    let commitments = EvidenceRecord.commitments(in: leaf)
    self.leaf = leaf
    receipt = leaf["receipt"].flatMap { try? SignedDocument($0) }
    isAskedFor = scope.contains(leaf)
    erased = max(0, commitments.count - read.count)
    openingFault = Self.fault(of: read, commitments)
  }

  private static func fault(of openings: [EvidenceOpening], _ commitments: [JSONValue]) -> String? {
    guard zip(openings, openings.dropFirst()).allSatisfy({ $0.place < $1.place }),
      openings.last.map({ $0.place < commitments.count }) ?? true
    else { return "its openings are not those of its commitments" }
    return openings.first { commitments[$0.place].stringValue != Base64URL.encode($0.commitment) }
      .map { "an opening does not open commitment \($0.place)" }
  }
}
