/// What is going to happen, the soonest first; of what happens at one moment, the first that was added.
struct EventQueue<Event> {
  private struct Entry {
    var at: Int
    var order: Int
    var event: Event

    func isBefore(_ other: Entry) -> Bool { (at, order) < (other.at, other.order) }
  }

  private var heap: [Entry] = []
  private var added = 0

  var isEmpty: Bool { heap.isEmpty }
  /// The moment of the next event.
  var next: Int? { heap.first?.at }

  mutating func add(_ event: Event, at: Int) {
    added += 1
    heap.append(Entry(at: at, order: added, event: event))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].isBefore(heap[parent]) else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> (at: Int, event: Event)? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return (first.at, first.event) }
    heap[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].isBefore(heap[least]) {
        least = child
      }
      guard least != parent else { break }
      heap.swapAt(parent, least)
      parent = least
    }
    return (first.at, first.event)
  }
}
