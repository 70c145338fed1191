extension WorklistDocument {
  /// The items of each family together, in the order in which the first of each stands. Two matches are of one family where one
  /// names the other as related, directly or through others.
  package var families: [[Item]] {
    var places: [String: Int] = [:]
    for (place, item) in items.enumerated() { if let id = item.match?.matchId { places[id] = place } }
    var first = Array(items.indices)
    func family(_ place: Int) -> Int {
      var place = place
      while first[place] != place { place = first[place] }
      return place
    }
    for (place, item) in items.enumerated() {
      for other in (item.related ?? []).compactMap({ places[$0] }) {
        let (one, two) = (family(place), family(other))
        first[max(one, two)] = min(one, two)
      }
    }
    return Dictionary(grouping: items.indices, by: family).sorted { $0.key < $1.key }
      .map { $0.value.map { items[$0] } }
  }
}
