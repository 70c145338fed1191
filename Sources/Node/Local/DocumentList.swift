import Engine
import LocalAPI
import PeerProtocol

/// A list of the local API that may be long, as JSON: its documents are made and encoded one by one, while it is sent, each
/// after the audit log has its line.
struct DocumentList: Sendable {
  /// The name that the list has within an object; nil for an array alone.
  let member: String?
  /// Bytes that are held until the list ends, about.
  let heldBytes: Int
  /// Appends the items of the next page to the bytes, after a comma where the flag says that there is an item already;
  /// false after the last page.
  let appendPage: @Sendable (inout [UInt8], inout Bool) throws -> Bool

  /// A list of documents, each made of an item.
  init<Item: ShownLine>(
    _ list: PagedList<Item>, _ record: ShownRecord,
    document: @escaping @Sendable (Item) throws -> some Encodable & Sendable
  ) {
    let writer = DocumentWriter()
    let pages = RecordedPages(list, record)
    (member, heldBytes) = (list.member, list.heldBytes + RecordedPages<Item>.heldBytes)
    appendPage = { bytes, hasItem in
      guard let items = try pages.next() else { return false }
      for item in items {
        if hasItem { bytes.append(UInt8(ascii: ",")) }
        hasItem = true
        try writer.append(try document(item), to: &bytes)
      }
      return true
    }
  }
}
