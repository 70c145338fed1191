/// Reads the members of an object and notes everything that is wrong, so that a caller learns of all faults at once.
///
/// A getter returns nil where the member is missing or does not fit, and has then noted why. `optional` gives the same
/// reader for members that may be absent or `null`. Unknown members are ignored.
public struct JSONReader {
  /// The faults so far, shared by a reader and those of its members.
  final class FaultList {
    private(set) var faults: [String] = []

    /// A hostile list of thousands of wrong items must not become an answer of megabytes.
    static let most = 100

    func note(_ fault: String) {
      if faults.count < Self.most { faults.append(fault) }
    }
  }

  /// The value that is read.
  public let value: JSONValue
  /// Where it stands, such as `limits.nhn`; empty for the whole.
  public let path: String
  private let list: FaultList
  private let isOptional: Bool

  /// Reads `value`; `path` is the name to give to the whole in faults.
  public init(_ value: JSONValue, path: String = "") {
    self.init(value, path: path, list: FaultList(), isOptional: false)
    noteUnlessObject()
  }

  private init(_ value: JSONValue, path: String, list: FaultList, isOptional: Bool) {
    self.value = value
    self.path = path
    self.list = list
    self.isOptional = isOptional
  }

  /// What is wrong so far.
  public var faults: [String] { list.faults }

  /// The same object, for members that need not be there.
  public var optional: JSONReader { JSONReader(value, path: path, list: list, isOptional: true) }

  /// Notes a fault of the member `name`, or of the whole where it is nil.
  public func note(_ name: String? = nil, _ fault: String) {
    let place = name.map(pathOf) ?? path
    list.note(place.isEmpty ? fault : place + ": " + fault)
  }

  /// What `convert` makes of the member `name`; where that is nil the member `expectation`.
  public func read<Result>(
    _ name: String, _ expectation: @autoclosure () -> String, _ convert: (JSONValue) -> Result?
  ) -> Result? {
    guard case .object(let members) = value else { return nil }
    guard let member = members[name], member != .null else {
      if !isOptional { note(name, members[name] == nil ? "is missing" : expectation()) }
      return nil
    }
    if let result = convert(member) { return result }
    note(name, expectation())
    return nil
  }

  /// The object `name`, to read on in.
  public func object(_ name: String) -> JSONReader? {
    read(name, "must be an object") { member in
      guard case .object = member else { return nil }
      return JSONReader(member, path: pathOf(name), list: list, isOptional: false)
    }
  }

  /// The document in the object `name`.
  public func document<Document: JSONDocument>(_ name: String, _ type: Document.Type = Document.self) -> Document? {
    object(name).flatMap { Document(reader: $0) }
  }

  /// The documents in the array `name`; a nil where one does not fit, which was then noted.
  public func documents<Document: JSONDocument>(
    _ name: String, _ count: ClosedRange<Int>, _ type: Document.Type = Document.self
  ) -> [Document]? {
    guard let items = array(name, count) else { return nil }
    return items.enumerated().compactMap { index, item in
      let reader = JSONReader(item, path: pathOf(name) + "[\(index)]", list: list, isOptional: false)
      reader.noteUnlessObject()
      return Document(reader: reader)
    }
  }

  /// A reader of `value`, which was carried inside the member `name`, whose faults are noted here.
  func within(_ name: String, _ value: JSONValue) -> JSONReader {
    let reader = JSONReader(value, path: pathOf(name), list: list, isOptional: false)
    reader.noteUnlessObject()
    return reader
  }

  /// The array `name`, whose number of items lies within the bounds.
  public func array(_ name: String, _ count: ClosedRange<Int>) -> [JSONValue]? {
    let limits =
      count.lowerBound == count.upperBound ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
    return read(name, "must be an array of \(limits) items") { member in
      guard let items = member.arrayValue, count.contains(items.count) else { return nil }
      return items
    }
  }

  private func noteUnlessObject() {
    if case .object = value { return }
    note(nil, "must be an object")
  }

  private func pathOf(_ name: String) -> String { path.isEmpty ? name : path + "." + name }
}
