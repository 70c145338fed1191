/// How to reach somebody.
public struct ContactDocument: LocalDocument {
  public var name: String?
  public var phone: String?
  public var email: String?

  public init(name: String? = nil, phone: String? = nil, email: String? = nil) {
    self.name = name
    self.phone = phone
    self.email = email
  }
}
