/// Something that people of a region want done; they try again until the node takes it.
struct Deed {
  enum What {
    case put(Report)
    case slip(Report, Slip)
    case again(String)
    case withdraw(String, String)
    case connect(Int)
    case court(Int)
    case propose(Int)
    case revoke(Int)
    case rejectOffers
    case suspend(Int)
    case resume(Int)
    case leave
    case object(String, String)
    case confirmDeath(String)
    case lift(String)
    case except(Int)
    case announceRestore
    case reimport
    case work(Int, String)
    case read(Int)
    case hurry
  }

  var what: What
  var tries = 0
  /// People come to it no sooner.
  var notBefore = 0

  /// True for what changes which signals there are.
  var isEntry: Bool {
    switch what {
    case .put, .slip, .again, .withdraw, .object, .confirmDeath, .lift: true
    default: false
    }
  }

  /// True for the import that follows a restore: until then the node may know what is true no longer.
  var isImport: Bool {
    if case .reimport = what { true } else { false }
  }
}
