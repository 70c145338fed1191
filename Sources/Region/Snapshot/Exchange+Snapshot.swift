import PeerProtocol

import enum Cryptography.SubjectKind

extension OutgoingFeed {
  func writeHead(to writer: inout ByteWriter) {
    writer.region(peer)
    writer.int(generation)
    writer.int(sequence)
    writer.bool(complete)
    writer.optional(receipt) { $0.document($1) }
    writer.optional(previousReceipt) { $0.document($1) }
    writer.optional(pending) { $1.write(to: &$0) }
    writer.bool(needsRepair)
    writer.int(highestGeneration)
    writer.int(repairedAt)
    writer.int(Int(countersignedAt))
    writer.int(addedAt)
    writer.bool(isCatchingUp)
    writer.list(orphans) {
      $0.identifier($1.key)
      $0.int($1.value)
    }
    writer.list(leavingSince) {
      $0.identifier($1.key)
      $0.int($1.value)
    }
    writer.list(forgedTokens) { $0.identifier($1) }
  }

  init(head reader: inout ByteReader) throws(CodecError) {
    self.init(peer: try reader.region())
    generation = try reader.int()
    sequence = try reader.int()
    complete = try reader.bool()
    receipt = try reader.optional { (reader) throws(CodecError) in try reader.document() }
    previousReceipt = try reader.optional { (reader) throws(CodecError) in try reader.document() }
    pending = try reader.optional { (reader) throws(CodecError) in try PendingBatch(from: &reader) }
    needsRepair = try reader.bool()
    highestGeneration = try reader.int()
    repairedAt = try reader.int()
    countersignedAt = Int64(try reader.int())
    addedAt = try reader.int()
    isCatchingUp = try reader.bool()
    let orphaned = try reader.list { (reader) throws(CodecError) in
      (try reader.identifier() as Handle, try reader.int())
    }
    for (handle, generation) in orphaned { orphans[handle] = generation }
    let leaving = try reader.list { (reader) throws(CodecError) in
      (try reader.identifier() as Handle, try reader.int())
    }
    for (handle, at) in leaving { leavingSince[handle] = at }
    let forged: [MatchToken] = try reader.list { (reader) throws(CodecError) in try reader.identifier() }
    forgedTokens = Set(forged)
  }
}

extension IncomingFeed {
  func writeHead(to writer: inout ByteWriter) {
    writer.region(peer)
    writer.int(generation)
    writer.int(sequence)
    writer.bool(complete)
    writer.optional(receipt) { $0.document($1) }
    writer.blob(lastTokens)
    writer.int(Int(receivedAt))
    writer.bool(isCatchingUp)
    writer.optional(loadingSince) { $0.int($1) }
  }

  init(head reader: inout ByteReader) throws(CodecError) {
    self.init(peer: try reader.region())
    generation = try reader.int()
    sequence = try reader.int()
    complete = try reader.bool()
    receipt = try reader.optional { (reader) throws(CodecError) in try reader.document() }
    lastTokens = try reader.blob()
    receivedAt = Int64(try reader.int())
    isCatchingUp = try reader.bool()
    loadingSince = try reader.optional { (reader) throws(CodecError) in try reader.int() }
  }
}

extension MatchRecord {
  func write(to writer: inout ByteWriter) {
    writer.identifier(id)
    key.write(to: &writer)
    writer.region(peer)
    writer.int(Int(identity))
    writer.identifier(ownHandle)
    writer.identifier(peerHandle)
    writer.blob(proof)
    writer.blob(peerProof)
    writer.int(revision)
    writer.int(seenByPeer)
    writer.optional(view) { $0.blob($1.bytes) }
    writer.int(unknownSince)
    writer.bool(isActive)
    writer.optional(shown) { $0.identifier($1) }
    disclosures.write(to: &writer)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    id = try reader.identifier()
    key = try FeedKey(from: &reader)
    peer = try reader.region()
    identity = try reader.row()
    ownHandle = try reader.identifier()
    peerHandle = try reader.identifier()
    proof = try reader.blob()
    peerProof = try reader.blob()
    revision = try reader.int()
    seenByPeer = try reader.int()
    view = try reader.optional { (reader) throws(CodecError) in try reader.view() }
    unknownSince = try reader.int()
    isActive = try reader.bool()
    shown = try reader.optional { (reader) throws(CodecError) in try reader.identifier() }
    disclosures = try ViewDisclosures(from: &reader)
  }

  init(
    id: MatchId, key: FeedKey, peer: RegionName, identity: UInt32, ownHandle: Handle, peerHandle: Handle, revision: Int
  ) {
    self.id = id
    self.key = key
    self.peer = peer
    self.identity = identity
    self.ownHandle = ownHandle
    self.peerHandle = peerHandle
    self.revision = revision
  }
}

extension ShownMatch {
  func write(to writer: inout ByteWriter) {
    writer.identifier(id)
    writer.byte(kind.rawValue)
    writer.region(peer)
    writer.list(members) { $0.identifier($1) }
    writer.int(detectedAt)
    writer.int(endedAt)
    writer.int(readAt)
    work.write(to: &writer)
    writer.list(people.sorted()) { $0.int(Int($1)) }
    writer.int(contactsAt)
    assignment.write(to: &writer)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    id = try reader.identifier()
    kind = try reader.kind()
    peer = try reader.region()
    let stored: [MatchId] = try reader.list { (reader) throws(CodecError) in try reader.identifier() }
    members = Set(stored)
    detectedAt = try reader.int()
    endedAt = try reader.int()
    readAt = try reader.int()
    work = try MatchWork(from: &reader)
    guard reader.format >= 2 else { return }
    people = Set(try reader.list { (reader) throws(CodecError) in try reader.row() })
    contactsAt = try reader.int()
    guard reader.format >= 3 else { return }
    assignment = try MatchAssignment(from: &reader)
  }
}
