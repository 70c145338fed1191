import Journal

/// Explains to an operator why a store does not open.
enum JournalTrouble {
  static func failure(_ error: JournalError, _ home: NodeHome) -> NodeFailure {
    switch error {
    case .inUse(let pid):
      let process = pid > 0 ? pick("proces \(pid)", "process \(pid)") : pick("een ander proces", "another process")
      return NodeFailure(
        .temporary,
        pick(
          "\(home.path) is in gebruik bij \(process): één knooppunt tegelijk; stop dat eerst, of neem een "
            + "andere --home",
          "\(home.path) is in use by \(process): one node at a time; stop that one first, or use another --home"),
        code: "home-in-use")
    case .corrupt(let file, let offset, let reason), .rejected(let file, let offset, let reason):
      return NodeFailure(
        .damagedData,
        """
        the store is damaged: \(file) at byte \(offset): \(reason). Nothing was changed. \
        Check the disk, keep a copy of \(home.store), and restore the home from a backup
        """, code: "store-damaged")
    case .newerFormat(let file, let reason):
      return NodeFailure(
        .configuration,
        """
        this program is older than the store: \(file): \(reason). Nothing was changed. Start the newer program again; \
        Operating, Upgrades, says how to go back to the older one
        """, code: "store-newer")
    case .full:
      return NodeFailure(
        .temporary,
        pick(
          "de schijf van \(home.store) is vol: maak ruimte en start opnieuw",
          "the disk of \(home.store) is full: make room and start again"), code: "disk-full")
    case .busy, .tooLarge, .failed, .closed:
      return NodeFailure(
        .configuration,
        pick(
          "de opslag in \(home.store) gaat niet open: \(error)", "the store in \(home.store) cannot be opened: \(error)"
        ))
    }
  }
}
