public import PeerProtocol

/// The register of the organisations that joined the region's index, and the mergers of municipalities.
public struct OrganisationsState: Sendable, Equatable {
  /// The organisations, by the id that signals name.
  public internal(set) var register: [String: Organisation] = [:]
  /// Mergers whose day is still to come.
  public internal(set) var planned: [MunicipalityMerge] = []
  /// Mergers whose day came, oldest first.
  public internal(set) var merges: [MunicipalityMerge] = []
  /// The municipality that each merged one is part of now; follows from the mergers.
  private var successors: [String: String] = [:]

  /// Mergers that are kept.
  public static let mergeLimit = 1_000

  /// A region without a register.
  public init() {}

  /// How an organisation takes part on a day.
  public func standing(of id: String, on day: CalendarDate) -> OrganisationStanding {
    register[id]?.standing(on: day) ?? .unknown
  }

  /// What a signal of an organisation is flagged with on a day; nil where nothing is wrong, and where the region keeps no
  /// register and requires none.
  public func flag(of id: String, on day: CalendarDate, policy: OrganisationPolicy) -> OrganisationStanding? {
    guard policy == .require || !register.isEmpty else { return nil }
    let standing = standing(of: id, on: day)
    return standing == .active ? nil : standing
  }

  /// The ids of the organisations that take part on a day, sorted.
  public func active(on day: CalendarDate) -> [String] {
    register.values.filter { $0.standing(on: day) == .active }.map(\.id).sorted()
  }

  /// The code that counts now for a municipality.
  public func current(_ municipality: String) -> String { successors[municipality] ?? municipality }

  mutating func apply(_ event: OrganisationEvent) {
    switch event {
    case .registered(let organisations, _):
      for organisation in organisations { register[organisation.id] = organisation }
    case .mergePlanned(let merge, _):
      planned.removeAll { $0.old == merge.old }
      planned.append(merge)
    case .merged(let merges, _):
      planned.removeAll { merges.contains($0) }
      self.merges = Array((self.merges + merges).suffix(Self.mergeLimit))
      deriveSuccessors()
    }
  }

  private mutating func deriveSuccessors() {
    successors = [:]
    for merge in merges {
      // The new one may have merged itself before.
      let target = successors[merge.new] ?? merge.new
      for (old, new) in successors where new == merge.old { successors[old] = target }
      successors[merge.old] = target
    }
  }

  /// What a snapshot holds beside the organisations.
  func writeMerges(to writer: inout ByteWriter) {
    writer.list(planned) { $1.write(to: &$0) }
    writer.list(merges) { $1.write(to: &$0) }
  }

  /// The organisations by id: the same register makes the same bytes.
  var sorted: ArraySlice<Organisation> { register.values.sorted { $0.id < $1.id }[...] }

  mutating func restoreOrganisations(from reader: inout ByteReader) throws(CodecError) {
    for organisation in try reader.list({ (reader) throws(CodecError) in try Organisation(from: &reader) }) {
      register[organisation.id] = organisation
    }
  }

  mutating func restoreMerges(from reader: inout ByteReader) throws(CodecError) {
    planned = try reader.list { (reader) throws(CodecError) in try MunicipalityMerge(from: &reader) }
    merges = try reader.list { (reader) throws(CodecError) in try MunicipalityMerge(from: &reader) }
    deriveSuccessors()
  }
}
