public import PeerProtocol
import Synchronization

/// A list of the local API that may be long: each page looks at the state anew, so that the state is never held for long
/// and nobody has to hold the whole list.
///
/// What the list consists of is settled when it begins; each item is as it is when its page is made, and durable. What is
/// gone by then is left out.
public final class PagedList: Sendable {
  /// Items that are looked at together.
  static let pageItems = 64

  /// The name that the list has within an object; nil for an array alone.
  public let member: String?
  private let count: Int
  private let page: @Sendable (Range<Int>) throws(Problem) -> [JSONValue]
  private let position = Mutex(0)

  /// A list of `count` items at most; `page` makes those of a range.
  init(member: String?, count: Int, page: @escaping @Sendable (Range<Int>) throws(Problem) -> [JSONValue]) {
    (self.member, self.count, self.page) = (member, count, page)
  }

  /// The items of the next page, which may be none; nil after the last.
  public func next() throws(Problem) -> [JSONValue]? {
    let range = position.withLock { position in
      defer { position = min(count, position + Self.pageItems) }
      return position..<min(count, position + Self.pageItems)
    }
    return range.isEmpty ? nil : try page(range)
  }

  /// What is left of the list as one value: `{member: [...]}` or an array.
  public func collected() throws(Problem) -> JSONValue {
    var items: [JSONValue] = []
    while let page = try next() { items += page }
    guard let member else { return .array(items) }
    return [member: .array(items)]
  }
}
