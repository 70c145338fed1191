/// How to reach somebody.
package struct ContactDocument: LocalDocument {
  package var name: String?
  package var phone: String?
  package var email: String?

  package init(name: String? = nil, phone: String? = nil, email: String? = nil) {
    self.name = name
    self.phone = phone
    self.email = email
  }
}
