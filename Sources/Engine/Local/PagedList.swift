public import PeerProtocol
import Synchronization

/// A list of the local API that may be long: each page looks at the state anew, so that the state is never held for long
/// and nobody has to hold the whole list.
///
/// What the list consists of is settled when it begins; each item is as it is when its page is made, and durable. What is
/// gone by then is left out.
public final class PagedList: Sendable {
  /// The name that the list has within an object; nil for an array alone.
  public let member: String?
  private let count: Int
  /// Items that are looked at together: about as many as a slow reader may hold.
  private let pageItems: Int
  private let page: @Sendable (Range<Int>) throws(Problem) -> [JSONValue]
  private let position = Mutex(0)

  /// A list of `count` items at most; `page` makes those of a range, `pageItems` at a time.
  init(
    member: String?, count: Int, pageItems: Int,
    page: @escaping @Sendable (Range<Int>) throws(Problem) -> [JSONValue]
  ) {
    (self.member, self.count, self.pageItems, self.page) = (member, count, pageItems, page)
  }

  /// Bytes that are held until the list ends, about: which items it has.
  public var heldBytes: Int { count * 32 }

  /// The items of the next page, which may be none; nil after the last.
  public func next() throws(Problem) -> [JSONValue]? {
    let range = position.withLock { position in
      defer { position = min(count, position + pageItems) }
      return position..<min(count, position + pageItems)
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
