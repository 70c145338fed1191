/// How to reach somebody. A member that is not known is empty.
public struct Contact: Hashable, Sendable {
  /// Who, at most 200 bytes.
  public var name: String
  /// Telephone number, at most 50 bytes.
  public var phone: String
  /// E-mail address, at most 200 bytes.
  public var email: String

  /// A contact of these texts.
  public init(name: String, phone: String, email: String) {
    self.name = name
    self.phone = phone
    self.email = email
  }

  /// True where nothing of it is known.
  public var isEmpty: Bool { name.isEmpty && phone.isEmpty && email.isEmpty }
}
