public import Region
import Synchronization

/// A list of the local API that may be long: each page looks at the state anew, so that the state is never held for long
/// and nobody has to hold the whole list.
///
/// Each item is as it is when its page is made, and durable; what came or went meanwhile is there or not.
public final class PagedList<Item: Sendable>: Sendable {
  /// The name that the list has within an object; nil for an array alone.
  public let member: String?
  /// Gives the next items; none where a page had none, nil after the last.
  typealias Pages = @Sendable () throws(Refusal) -> [Item]?

  /// Bytes that are held until the list ends, about: which items it has, where that is settled.
  public let heldBytes: Int
  private let pages: [Pages]
  private let current: Mutex<Int>

  /// Items that are held together: about as many as a slow reader may hold.
  static var itemsHeld: Int { 8 }
  /// Matches or rows of youths that are looked at while the state is held.
  static var rowsLookedAt: Int { 64 }

  /// A list of all that `pages` give, one after the other.
  init(member: String?, pages: [Pages], heldBytes: Int = 0) {
    (self.member, self.pages, self.heldBytes) = (member, pages, heldBytes)
    current = Mutex(0)
  }

  /// A list of `count` items at most, settled when it begins; `page` makes those of a range, `pageItems` at a time.
  convenience init(
    member: String?, count: Int, pageItems: Int,
    page: @escaping @Sendable (Range<Int>) throws(Refusal) -> [Item]
  ) {
    let position = Mutex(0)
    let pages: Pages = { () throws(Refusal) in
      let range = position.withLock { position in
        defer { position = min(count, position + pageItems) }
        return position..<min(count, position + pageItems)
      }
      return range.isEmpty ? nil : try page(range)
    }
    self.init(member: member, pages: [pages], heldBytes: count * 32)
  }

  /// The items of the next page, which may be none; nil after the last.
  public func next() throws(Refusal) -> [Item]? {
    while case let number = current.withLock({ $0 }), number < pages.count {
      if let items = try pages[number]() { return items }
      current.withLock { $0 = number + 1 }
    }
    return nil
  }

  /// What is left of the list.
  public func items() throws(Refusal) -> [Item] {
    var items: [Item] = []
    while let page = try next() { items += page }
    return items
  }
}
