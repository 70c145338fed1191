import PeerProtocol
public import TransparencyLog

/// Another file about the same region's logs, against which an archive is compared: an archive, or a checkpoint as a
/// witness keeps it.
public enum EarlierView: Sendable {
  /// An archive.
  case archive(EvidenceFindings)
  /// A checkpoint with cosignatures.
  case checkpoint(SignedCheckpoint)

  /// Reads a file. Throws where it is neither, or is an archive that was tampered with.
  public init(_ bytes: [UInt8], by verifier: EvidenceVerifier) throws(EvidenceFault) {
    if let checkpoint = try? SignedCheckpoint(parsing: bytes) {
      self = .checkpoint(checkpoint)
      return
    }
    let findings = verifier.verify(bytes)
    if let fault = findings.faults.first { throw fault }
    self = .archive(findings)
  }
}

extension EvidenceFindings {
  /// Compares with another file about the same logs, and takes up what contradicts it.
  public mutating func compare(with earlier: EarlierView) {
    guard let manifest else { return }
    switch earlier {
    case .checkpoint(let signed):
      let checkpoint = signed.checkpoint
      guard
        let key = try? NoteKey(name: checkpoint.origin, algorithm: .ed25519, publicKey: manifest.identityKey),
        signed.isSigned(by: key), checkpoint.origin.hasPrefix("samenloop/\(manifest.region.text)/")
      else {
        remarks.append("the checkpoint of \(checkpoint.origin) is not signed by the key of this archive: not compared")
        return
      }
      let known = logs.first { $0.origin == checkpoint.origin }?.witnesses ?? []
      let names = signed.note.signatures.filter { $0.bytes.count > 64 }.map { line in
        known.first { $0.key.name == line.keyName && signed.cosignatureTime(of: $0.key) != nil }?.region.text
          ?? line.keyName
      }
      compare(checkpoint.origin, View(head: checkpoint.head, witnesses: names), tree: nil)
    case .archive(let other):
      guard let foreign = other.manifest, foreign.region == manifest.region else {
        return remarks.append("the other archive is of another region: not compared")
      }
      guard foreign.identityKey == manifest.identityKey else {
        return remarks.append("the other archive is signed by another identity key: not compared")
      }
      for log in other.logs { compare(log.origin, log.view, tree: log.tree) }
    }
  }

  private mutating func compare(_ origin: String, _ view: View, tree: MerkleTreeHashes?) {
    guard let log = logs.first(where: { $0.origin == origin }) else {
      return note("log", "the log \(origin), which the other file shows, is left out")
    }
    let (own, other) = (log.head, view.head)
    let isSame: Bool?
    if other.size <= own.size {
      isSame = (try? log.tree?.root(at: other.size)).map { $0 == other.root }
    } else {
      isSame = (try? tree?.root(at: own.size)).map { $0 == own.root }
    }
    switch isSame {
    case true?: break
    case false?: splitViews.append(SplitView(origin: origin, shown: log.view, other: view))
    case nil:
      remarks.append(
        "\(origin): the other file shows a larger tree without its hashes: not compared; swap the two files")
    }
  }
}

extension EvidenceFindings.Log {
  /// What the archive shows.
  fileprivate var view: EvidenceFindings.View {
    EvidenceFindings.View(head: head, witnesses: cosigners.map(\.region.text))
  }
}
