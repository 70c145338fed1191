/// What the staff of a region want done; they try again until the node accepts it.
struct StaffTask {
  /// What a person asks of a region.
  enum Question: String, CaseIterable {
    case access, rectification, informing, erasure
  }

  enum Kind {
    case put(Report)
    case putFaulty(Report, RowFault)
    case putAgain(String)
    case withdraw(String, String)
    case connect(Int)
    case joinDeclined(Int)
    case propose(Int)
    case revoke(Int)
    case rejectOffers
    case suspend(Int)
    case resume(Int)
    case leave
    case object(String, String)
    case confirmDeath(String)
    case lift(String)
    case ask(String, Question)
    case announceException(Int)
    case announceRestore
    case reimport
    case work(Int, String)
    case read(Int)
    case synchronize
  }

  var kind: Kind
  var attempts = 0
  /// The staff do not start it sooner.
  var notBefore = 0

  /// True for what changes which signals there are.
  var isEntry: Bool {
    switch kind {
    case .put, .putFaulty, .putAgain, .withdraw, .object, .confirmDeath, .lift, .ask(_, .erasure): true
    default: false
    }
  }

  /// True for the import that follows a restore: until then the node may know what is true no longer.
  var isImport: Bool {
    if case .reimport = kind { true } else { false }
  }
}

extension StaffTask {
  /// True for what an index reports: it is told again until the node has it.
  var mustHappen: Bool {
    switch kind {
    case .put, .putFaulty, .putAgain, .withdraw, .object, .confirmDeath, .lift, .ask, .announceRestore, .reimport: true
    default: false
    }
  }
}
