public import PeerProtocol

/// Who may see what of a signal (DOMAIN: shielding).
public enum Shielding: UInt8, Sendable {
  /// Peers see organisation and contact.
  case none = 0
  /// Peers see the region's coordination desk instead.
  case desk = 1
  /// Never in a feed: not even the region can be guessed.
  case withheld = 2

  /// The names in documents.
  public static let names = [Shielding.none, .desk, .withheld].map(\.name)

  /// The name in documents: `none`, `desk` or `withheld`.
  public var name: String {
    switch self {
    case .none: "none"
    case .desk: "desk"
    case .withheld: "withheld"
    }
  }

  /// The shielding of this name, or nil where there is none.
  public init?(name: String) {
    guard let found = [Shielding.none, .desk, .withheld].first(where: { $0.name == name }) else { return nil }
    self = found
  }
}

/// Why a signal ended (DOMAIN, rules of the profile `jeugdwet`).
public enum EndReason: UInt8, Sendable, CaseIterable {
  /// The worry is over: archived.
  case riskGone = 1
  /// The family moved: findable for the rest of its term, marked as left.
  case movedAway = 2
  /// Entered by mistake: erased at once.
  case mistaken = 3
  /// An objection was upheld: erased at once.
  case objection = 4
  /// The youth died: everything on the youth is erased.
  case deceased = 5
  /// Its term ran out: archived. Only the node itself sets this one and those that follow.
  case term = 6
  /// The region's index no longer names it: erased, and taken in again where it comes back.
  case sourceRemoved = 7
  /// The youth reached the age limit: everything on the youth is erased.
  case ageLimit = 8
  /// It was archived for as long as it may be: erased.
  case archiveEnded = 9
  /// A person asked that everything on the youth is erased: erased at once.
  case erasureRequest = 10

  /// The name in documents, such as `risk-gone`.
  public var name: String {
    switch self {
    case .riskGone: "risk-gone"
    case .movedAway: "moved-away"
    case .mistaken: "mistaken"
    case .objection: "objection"
    case .deceased: "deceased"
    case .term: "term"
    case .sourceRemoved: "source-removed"
    case .ageLimit: "age-limit"
    case .archiveEnded: "archive-ended"
    case .erasureRequest: "erasure-request"
    }
  }

  /// The reason of this name that a reporter may give, or nil.
  public init?(reported name: String) {
    guard let found = Self.allCases.first(where: { $0.isReported && $0.name == name }) else { return nil }
    self = found
  }

  /// True where the signal is erased at once and never archived.
  public var erases: Bool { self != .riskGone && self != .movedAway && self != .term }

  /// True where a reporter may give it.
  private var isReported: Bool { rawValue < Self.term.rawValue }

  /// The names that a reporter may give.
  public static let reportedNames = allCases.filter(\.isReported).map(\.name)
}

/// Which of a youth's identities are aliens numbers, a bit for each in the order of the list.
///
/// An aliens number gives way to a citizen service number, and peers may still know the youth by the first only.
public struct AliensNumbers: Sendable, Equatable {
  /// Those that are aliens numbers.
  public var reported: UInt16
  /// Those of them that the last report no longer named: the node keeps them beside the citizen service number.
  public var kept: UInt16

  /// Bits for a list of identities.
  public init(reported: UInt16 = 0, kept: UInt16 = 0) {
    self.reported = reported
    self.kept = kept
  }
}

/// One signal as it is recorded: the identities as pseudonyms, everything else as reported.
public struct SignalContent: Sendable, Equatable {
  /// The id that the region's own index gave, 1 to 64 characters.
  public var id: String
  /// The youth's identities, at least one.
  public var youth: [Pseudonym]
  /// The identities of parents or carers.
  public var guardians: [Pseudonym]
  /// Organisation and professional.
  public var reporter: Reporter
  /// The municipality's code, such as `GM0363`, or empty.
  public var municipality: String
  /// Who may see what.
  public var shielding: Shielding
  /// True where the report says nothing of shielding, so that what an earlier one said goes on. Not stored.
  public var leavesShielding = false
  /// True where the professional is involved through a parent (kindcheck).
  public var isIndirect: Bool
  /// True for a temporary involvement.
  public var isTemporary: Bool
  /// The day on which the involvement began.
  public var startedOn: CalendarDate
  /// The first day on which the signal is no longer active, by its term.
  public var termEndsOn: CalendarDate
  /// The day on which it ended, where it did.
  public var endedOn: CalendarDate?
  /// Why it ended, where it did.
  public var endReason: EndReason?
  /// The day on which the family left, where it did.
  public var leftOn: CalendarDate?
  /// The day from which nothing is kept on the youth, where the report told; all that is stored of a birth date.
  public var eraseOn: CalendarDate?
  /// Which of the youth's identities are aliens numbers.
  public var aliens: AliensNumbers
  /// The day on which the family was informed, where known.
  public var informedOn: CalendarDate?
  /// What the family said: `asked`, `given`, `refused`, `safety-exception`, or empty.
  public var consent: String
  /// What the report says of an objection against the exchange of the youth; nil where it says nothing.
  public var objection: ObjectionStep?
  /// A keyed hash of all that was reported, to tell an unchanged repeat from an update.
  public var mark: SignalMark

  /// A signal of these particulars.
  public init(
    id: String, youth: [Pseudonym], guardians: [Pseudonym], reporter: Reporter, municipality: String,
    shielding: Shielding, isIndirect: Bool, isTemporary: Bool, startedOn: CalendarDate, termEndsOn: CalendarDate,
    endedOn: CalendarDate?, endReason: EndReason?, eraseOn: CalendarDate? = nil,
    aliens: AliensNumbers = AliensNumbers(),
    informedOn: CalendarDate?, consent: String, objection: ObjectionStep? = nil, mark: SignalMark
  ) {
    self.id = id
    self.youth = youth
    self.guardians = guardians
    self.reporter = reporter
    self.municipality = municipality
    self.shielding = shielding
    self.isIndirect = isIndirect
    self.isTemporary = isTemporary
    self.startedOn = startedOn
    self.termEndsOn = termEndsOn
    self.endedOn = endedOn
    self.endReason = endReason
    self.leftOn = endReason == .movedAway ? endedOn : nil
    self.eraseOn = eraseOn
    self.aliens = aliens
    self.informedOn = informedOn
    self.consent = consent
    self.objection = objection
    self.mark = mark
  }

  func write(to writer: inout ByteWriter) {
    writer.string(id)
    writer.list(youth) { $0.point($1) }
    writer.list(guardians) { $0.point($1) }
    reporter.write(to: &writer)
    writer.string(municipality)
    writer.byte(shielding.rawValue)
    writer.bool(isIndirect)
    writer.bool(isTemporary)
    writer.date(startedOn)
    writer.date(termEndsOn)
    writer.optional(endedOn) { $0.date($1) }
    writer.byte(endReason?.rawValue ?? 0)
    writer.optional(leftOn) { $0.date($1) }
    writer.optional(eraseOn) { $0.date($1) }
    aliens.write(to: &writer)
    writer.optional(informedOn) { $0.date($1) }
    writer.string(consent)
    writer.byte(objection?.code ?? 0)
    writer.identifier(mark)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    id = try reader.string()
    youth = try reader.list { (reader) throws(CodecError) in try reader.pseudonym() }
    guardians = try reader.list { (reader) throws(CodecError) in try reader.pseudonym() }
    reporter = try Reporter(from: &reader)
    municipality = try reader.string()
    guard let shielding = Shielding(rawValue: try reader.byte()) else { throw CodecError("an unknown shielding") }
    self.shielding = shielding
    isIndirect = try reader.bool()
    isTemporary = try reader.bool()
    startedOn = try reader.date()
    termEndsOn = try reader.date()
    endedOn = try reader.optional { (reader) throws(CodecError) in try reader.date() }
    let reason = try reader.byte()
    endReason = EndReason(rawValue: reason)
    guard reason == 0 || endReason != nil else { throw CodecError("an unknown end reason") }
    leftOn = try reader.optional { (reader) throws(CodecError) in try reader.date() }
    eraseOn = try reader.optional { (reader) throws(CodecError) in try reader.date() }
    aliens = try AliensNumbers(from: &reader)
    informedOn = try reader.optional { (reader) throws(CodecError) in try reader.date() }
    consent = try reader.string()
    let step = try reader.byte()
    objection = ObjectionStep(code: step)
    guard step == 0 || objection != nil else { throw CodecError("an unknown step of an objection") }
    mark = try reader.identifier()
  }
}

extension AliensNumbers {
  func write(to writer: inout ByteWriter) {
    writer.int(Int(reported))
    writer.int(Int(kept))
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    guard let reported = UInt16(exactly: try reader.int()), let kept = UInt16(exactly: try reader.int()) else {
      throw CodecError("a set of identities is out of range")
    }
    self.init(reported: reported, kept: kept)
  }
}

/// Tells the marks of signals from other identifiers of 16 bytes.
public enum SignalMarkSubject: IdentifierSubject {
  /// What messages call it.
  public static let noun = "signal mark"
  /// Never printed.
  public static let isConfidential = true
}

/// A keyed hash over all that was reported of a signal, 16 bytes.
public typealias SignalMark = Identifier16<SignalMarkSubject>
